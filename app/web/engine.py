"""The Jinja environment of the pages: escaping on, a missing name is an error, `_` in French."""

from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup

from app.config import ROOT
from app.core.i18n import current_language, gettext, ngettext
from app.core.sentences import sentence
from app.web import charts, formats

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
STYLES = ("tokens", "base", "layout", "components", "tables", "forms", "pages")

csrf_value: ContextVar[str] = ContextVar("csrf_value", default="")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment; templates are read from `templates/`."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        cache_size=-1,
    )
    formats.install(jinja)
    jinja.globals.update(
        {"_": _translated},
        gettext=_translated,
        ngettext=_counted,
        styles=STYLES,
        asset=asset,
        bar=charts.bar,
        strip_marks=charts.strip,
        csrf_input=csrf_input,
        csrf_value=csrf_value.get,
    )
    jinja.filters["sentence"] = sentence
    return jinja


@lru_cache(maxsize=1)
def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """What `main` hands to Litestar."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def _translated(message: str, **facts: object) -> Markup:
    """`_` of the pages: the text is ours, what is put in it is escaped. Jinja's own goes by way of
    its context three times for each text, and a page has hundreds."""
    return _text(message, current_language()) if not facts else Markup(gettext(message)) % facts


def _counted(singular: str, plural: str, number: int, **facts: object) -> Markup:
    """`ngettext` of the pages; the number is there as `num`."""
    return Markup(ngettext(singular, plural, number)) % ({"num": number} | facts)


@lru_cache(maxsize=2_048)
def _text(message: str, language: str) -> Markup:
    """A text without facts; its percent signs are written twice, as in one that has some."""
    return Markup(gettext(message, language)) % {}


def csrf_input() -> Markup:
    """The hidden field that every form that posts carries."""
    return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(csrf_value.get())


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """The address of a file of `static/`, with a version so that it may be kept for a year. Read
    once: an update starts the process again."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={version}"
