"""Jinja for documents and messages: no request, no session, a language said aloud.

Templates of pages live beside these, and share the formats; only `app.web` renders those.
"""

import base64
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
}


def render(name: str, language: str, **context: Any) -> str:
    """Render `templates/<name>` in "fr" or "en"; a name missing from the context is an error.

    Values are escaped in .html templates; .txt templates give plain text.
    """
    with speaking(language):
        template = environment().get_template(name)
        return template.render(context | {"language": current_language()})


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
        "grouped": grouped,
        "whole_money": _whole_money,
        "hex_colour": colours.hex_colour,
        "ink_on": colours.ink_on,
        "legible": colours.legible,
    }
    jinja.globals["period"] = lambda first, last: formats.period(first, last, current_language())
    return jinja


_IMAGES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))


def image_address(data: bytes) -> str | None:
    """A `data:` address for a PNG, JPEG or GIF picture; None for anything else."""
    for start, kind in _IMAGES:
        if data.startswith(start):
            return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return None


def grouped(text: str, size: int) -> str:
    """Cut an IBAN or a SIREN into groups that never part: grouped("732829320", 3)."""
    bare = "".join(text.split())
    return formats.HARD.join(bare[at : at + size] for at in range(0, len(bare), size))


def _country(code: str) -> str:
    """The name of a country in the current language; its code when it is not known."""
    return str(Locale.parse(current_language()).territories.get(code, code))


def _whole_money(cents: int) -> str:
    """An amount without its cents when it has none: the capital of a company."""
    return re.sub(r"[.,]00(?=\D*$)", "", formats.money(cents, current_language()))


def _spoken(function: Callable[..., str]) -> Callable[[object], str]:
    return lambda value: function(value, current_language())
