"""Jinja for documents and messages: no request, no session, a language said aloud.

Templates of pages live beside these, and share the formats; only `app.web` renders those.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.config import ROOT
from app.core import colours, formats
from app.core.i18n import current_language, gettext, ngettext, speaking

_FORMATS: dict[str, Callable[..., str]] = {
    "money": formats.money,
    "money_plain": formats.money_plain,
    "unit_price": formats.unit_price,
    "quantity": formats.quantity,
    "percent": formats.percent,
    "day": formats.day,
    "day_long": formats.day_long,
    "day_short": formats.day_short,
    "clock_time": formats.clock_time,
}


# No font that is put into a PDF has these; without them a name is read, as boxes it is not.
_PICTOGRAPHS = re.compile(
    "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u2600-\u27bf\u2b50\u2b55\ufe0e\ufe0f\u200d\u20e3]"
)


def render(name: str, language: str, **context: Any) -> str:
    """Render `templates/<name>` in "fr" or "en"; a name missing from the context is an error.

    Values are escaped in .html templates; .txt templates give plain text. What is to be printed
    (`documents/`) leaves out the pictographs of names and labels.
    """
    with speaking(language):
        template = environment().get_template(name)
        text = template.render(context | {"language": current_language()})
    return _PICTOGRAPHS.sub("", text) if name.startswith("documents/") else text


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment of documents and messages."""
    jinja = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=lambda name: name is None or name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        cache_size=-1,
    )
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    for name, function in _FORMATS.items():
        jinja.filters[name] = _spoken(function)
    jinja.filters |= {
        "country": _country,
        "grouped": formats.grouped,
        "whole_money": _whole_money,
        "hex_colour": colours.hex_colour,
        "ink_on": colours.ink_on,
        "legible": colours.legible,
    }
    jinja.globals["period"] = lambda first, last: formats.period(first, last, current_language())
    return jinja


def _country(code: str) -> str:
    """The name of a country in the current language; its code when it is not known."""
    return str(Locale.parse(current_language()).territories.get(code, code))


def _whole_money(cents: int) -> str:
    """An amount without its cents when it has none: the capital of a company."""
    return re.sub(r"[.,]00(?=\D*$)", "", formats.money(cents, current_language()))


def _spoken(function: Callable[..., str]) -> Callable[[object], str]:
    return lambda value: function(value, current_language())
