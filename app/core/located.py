"""Rows of a check as findings that locate the fault.

A check of a capability is a name and a function that gives findings back; none when all is well.
The facts of a finding say what it is about: `invoice`, `client`, `receipt`, `contract`, `message`,
`reminder` are ids, by which the integrity page links to the document.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from app.core.errors import Finding
from app.core.money import Euros

NOTHING = "–"
IntegrityCheck = tuple[str, Callable[[], Awaitable[Sequence[Finding]]]]


def located(
    message: str, rows: Iterable[Mapping[str, object]], cents: Sequence[str] = ()
) -> list[Finding]:
    """One finding for each row; `cents` are the columns that a person reads as money."""
    return [
        Finding("check", message, {k: _fact(k, v, cents) for k, v in row.items()}) for row in rows
    ]


def _fact(name: str, value: object, cents: Sequence[str]) -> object:
    if value is None:
        return NOTHING
    return Euros(int(str(value))) if name in cents else value
