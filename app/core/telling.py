"""Acts of the audit trail told: the sentence of `ACTS` with its facts."""

import re
from collections.abc import Mapping
from datetime import date

from app.core.acts import ACTS
from app.core.i18n import gettext
from app.core.money import Euros
from app.core.sentences import spoken

CENTS = frozenset(
    {"amount", "total", "open", "left", "net", "paid", "indemnity", "allocated", "rest", "waived"}
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACE = re.compile(r"%\((\w+)\)s")


def act_sentence(act: str, facts: Mapping[str, object], language: str | None = None) -> str:
    """What was done, as a sentence in a language (the current one by default).

    A code that has no sentence is shown as it is, so that nothing is hidden.
    """
    known = {name for name, fact in facts.items() if fact not in (None, "", [])}
    for message in ACTS.get(act, ()):
        if known.issuperset(_PLACE.findall(message)):
            told = {name: _fact(name, facts[name], language) for name in _PLACE.findall(message)}
            return spoken(message, told, language)
    return act.replace(".", " · ").replace("_", " ")


def _fact(name: str, fact: object, language: str | None) -> object:
    if isinstance(fact, int) and not isinstance(fact, bool) and name in CENTS:
        return Euros(fact)
    if isinstance(fact, str) and _ISO.fullmatch(fact):
        return date.fromisoformat(fact)
    if isinstance(fact, list):
        return [gettext(str(each), language) for each in fact]
    return fact
