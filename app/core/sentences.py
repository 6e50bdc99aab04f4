"""Findings and message ids as sentences, with their facts written as people write them.

Needs no request: pages, jobs and the command line all use it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from app.core import formats
from app.core.errors import Finding, Message, Refused
from app.core.i18n import current_language, fill, gettext
from app.core.money import Euros


def sentence(finding: Finding, language: str | None = None) -> str:
    """The finding in a language (the current one by default), its facts filled in."""
    return spoken(finding.message, finding.facts, language)


def sentences(refused: Refused, language: str | None = None) -> list[str]:
    """One sentence for each finding of a refusal, in their order."""
    return [sentence(finding, language) for finding in refused.findings]


def spoken(message: str, facts: Mapping[str, object], language: str | None = None) -> str:
    """Translate a message id and fill its facts: Euros as money, days as days, messages translated,
    the rest as text."""
    chosen = language or current_language()
    return fill(
        gettext(message, chosen),
        {name: _fact(fact, chosen) for name, fact in facts.items()},
    )


def _fact(value: object, language: str) -> str:
    if isinstance(value, Euros):
        return formats.money(value, language)
    if isinstance(value, datetime):
        day = formats.day(value.date(), language)
        return f"{day}, {formats.clock_time(value, language)}"
    if isinstance(value, date):
        return formats.day(value, language)
    if isinstance(value, Message):
        return gettext(value, language)
    if isinstance(value, Enum):
        return gettext(str(value.value), language)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(_fact(each, language) for each in value)
    return str(value)
