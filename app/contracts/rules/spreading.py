"""A whole spread over several invoices: the parts add up to it, to the cent, whatever changes.

What is billed, set by hand, left out, or before the last change of lines stays; the rest is cut
into equal parts, the remainder in the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.rules.versions import Versions
from app.core.errors import refuse
from app.core.money import Euros, split

MAX_PARTS = 120


@dataclass(frozen=True)
class Portion:
    """An entry of what is spread: what it bills (cents), and whether that may still change."""

    id: int
    net: int
    is_free: bool


def portion(
    entry_id: int, net: int | None, first: date, may_change: bool, versions: Versions
) -> Portion:
    """An entry whose period begins on `first`; `may_change`: to be billed, and not set by hand."""
    changes = versions.later[-1].from_on if versions.later else date.min
    return Portion(entry_id, net or 0, may_change and first >= changes)


def spread(whole: int, portions: Sequence[Portion]) -> dict[int, int]:
    """What each entry that is free bills, in their order, so that all add up to `whole`.

    Refused: less than a cent for each, or a rest that no entry is left to carry.
    """
    free = [each for each in portions if each.is_free]
    rest = whole - sum(each.net for each in portions if not each.is_free)
    if not free and rest == 0:
        return {}
    if not free:
        raise refuse(
            "contracts.split_rest",
            "The invoices would not come to the whole any more: %(rest)s would be on none of them.",
            "net",
            rest=Euros(rest),
        )
    if rest < len(free):
        raise refuse(
            "contracts.split_less",
            "Only %(rest)s would be left for the %(count)s other invoices: each must bill "
            "something.",
            "net",
            rest=Euros(rest),
            count=len(free),
        )
    return dict(zip((each.id for each in free), split(rest, len(free)), strict=True))
