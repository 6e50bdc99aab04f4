"""Lines of amounts: what the periods of contracts bill that change each time.

Lines of one contract and one period are one entry, good or refused as a whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale

from app.contracts.rules import Line, State, Typed, judge_typed
from app.core.calendar import month_end
from app.core.errors import Refused, finding, refuse
from app.core.money import Euros, line_net
from app.core.text import searchable
from app.imports.rules.reading import Cells

_YEAR_FIRST = re.compile(r"(20\d{2})[-/. ](0?[1-9]|1[0-2])")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[-/. ](20\d{2})")
_NAMED = re.compile(r"([a-z]+)\.? (20\d{2})")


@dataclass(frozen=True)
class When:
    """A day of a period, or a month (both days included)."""

    first: date
    last: date


@dataclass(frozen=True)
class AmountLine:
    """One line: a net amount in cents for all the period bills, or a quantity (1e-4) of one of its
    `line`s, named by its text or its place; with both, the amount is what the quantity makes."""

    reference: str
    when: When
    net: int | None
    quantity: int | None
    line: str


@dataclass(frozen=True)
class KnownEntry:
    """An entry that is there, with what was typed for it."""

    id: int
    first: date
    last: date
    state: State
    typed: Typed
    lines: tuple[Line, ...]


def read_amount(line: Mapping[str, str]) -> AmountLine:
    """Judge a line by itself. Refused with every fault: no contract, no period, nothing to bill."""
    cells = Cells(line)
    reference = cells.text("reference", required=True, max=60)
    period = cells.text("period", required=True, max=40)
    when = _month(period)
    if when is None:
        day = cells.day("period")
        when = When(day, day) if day else When(date.max, date.max)
    net = cells.amount("net")
    quantity = cells.quantity("quantity", required=False)
    if net is None and quantity is None and not cells.findings:
        cells.fail("imports.no_amount", "Give an amount, or a quantity.", "net")
    cells.check()
    return AmountLine(reference, when, net, quantity, cells.text("line", max=500))


def typed_of(lines: Sequence[AmountLine], agreed: Sequence[Line]) -> Typed:
    """What the lines of one entry say together. Refused: an amount beside other lines, a line of
    the contract that is not there or is said twice, what a quantity does not make."""
    if any(each.quantity is None for each in lines):
        if len(lines) > 1:
            raise refuse(
                "imports.amount_twice",
                "Several lines say what this period bills: give one amount, or quantities.",
                "net",
            )
        return judge_typed(agreed, Typed(net=lines[0].net))
    typed: list[int | None] = [None] * len(agreed)
    for each in lines:
        at = _place(each, agreed)
        if typed[at] is not None:
            raise refuse(
                "imports.quantity_twice",
                "Two lines say a quantity of “%(label)s”.",
                "line",
                label=agreed[at].label,
            )
        _agree(each, agreed[at])
        typed[at] = each.quantity
    return judge_typed(agreed, Typed(quantities=tuple(typed)))


def entry_of(when: When, entries: Sequence[KnownEntry]) -> KnownEntry:
    """The entry that a line speaks of: the one that begins then, or else the one that holds it.
    Refused: none, or several."""
    begin = [each for each in entries if when.first <= each.first <= when.last]
    hold = [each for each in entries if each.first <= when.last and each.last >= when.first]
    found = begin or hold
    if len(found) == 1:
        return found[0]
    if not found:
        raise refuse(
            "imports.no_period", "No period of the contract is then in its schedule.", "period"
        )
    raise refuse(
        "imports.many_periods",
        "%(count)s periods of the contract begin then: write the day on which it begins.",
        "period",
        count=len(found),
    )


def is_there(entry: KnownEntry, typed: Typed) -> bool:
    """Whether the same is typed already. Refused: something else is, it is billed or left out."""
    if entry.typed == typed:
        return True
    if entry.state is State.BILLED:
        raise refuse("imports.period_billed", "This period is billed already.", "period")
    if entry.state is State.SKIPPED:
        raise refuse("imports.period_skipped", "This period is left out.", "period")
    if entry.typed.net is not None:
        raise refuse(
            "imports.amount_differs",
            "%(there)s is typed for this period already. Change it on the schedule.",
            "net",
            there=Euros(entry.typed.net),
        )
    if entry.typed.is_given:
        raise refuse(
            "imports.quantity_differs",
            "Other quantities are typed for this period already. Change them on the schedule.",
            "quantity",
        )
    return False


def _place(line: AmountLine, agreed: Sequence[Line]) -> int:
    if not line.line and len(agreed) == 1:
        return 0
    if line.line.isascii() and line.line.isdecimal() and 1 <= int(line.line) <= len(agreed):
        return int(line.line) - 1
    same = [n for n, each in enumerate(agreed) if searchable(each.label) == searchable(line.line)]
    if len(same) == 1:
        return same[0]
    raise Refused(
        [
            finding(
                "imports.which_line",
                "Say of which line of the contract this is the quantity, by its text or its "
                "number: %(lines)s.",
                "line",
                lines=[f"{n}. {each.label}" for n, each in enumerate(agreed, 1)],
            )
        ]
    )


def _agree(line: AmountLine, agreed: Line) -> None:
    made = line_net(line.quantity or 0, agreed.unit_price, agreed.discount)
    if line.net is not None and line.net != made:
        raise refuse(
            "imports.amount_other",
            "This quantity makes %(made)s at the price of the contract, the line says %(said)s.",
            "net",
            made=Euros(made),
            said=Euros(line.net),
        )


def _month(text: str) -> When | None:
    """ "2026-03", "03/2026", "mars 2026", "March 2026"; None when it is none of these."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_FIRST.fullmatch(text):
        year, month = int(match[2]), int(match[1])
    elif (match := _NAMED.fullmatch(searchable(text))) and match[1] in _months():
        year, month = int(match[2]), _months()[match[1]]
    else:
        return None
    first = date(year, month, 1)
    return When(first, month_end(first))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in ("fr", "en"):
        names = Locale(language).months["stand-alone"]
        for width in ("wide", "abbreviated"):
            for number, name in names[width].items():
                found[searchable(name).rstrip(".")] = number
    return found
