"""The Jinja environment of the pages: escaping on, a missing name is an error, `_` in French."""

from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup

from app.config import ROOT
from app.core.i18n import gettext, ngettext
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
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    formats.install(jinja)
    jinja.globals.update(
        asset=asset, bar=charts.bar, styles=STYLES, csrf_input=csrf_input, csrf_value=csrf_value.get
    )
    jinja.filters["sentence"] = sentence
    return jinja


@lru_cache(maxsize=1)
def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """What `main` hands to Litestar."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def csrf_input() -> Markup:
    """The hidden field that every form that posts carries."""
    return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(csrf_value.get())


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """The address of a file of `static/`, with a version so that it may be kept for a year. Read
    once: an update starts the process again."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={version}"
