"""Échéancier: what each month bills, entry by entry, past and coming."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clock import today
from app.contracts import queries
from app.contracts.pages.calendar import Day, day, weekdays, weeks
from app.contracts.queries import Amounts, EntryFilters, EntryView, Month
from app.contracts.rules import HORIZON_MONTHS, NOTHING, Amount, Mode, State
from app.core import formats
from app.core.calendar import add_months, month_end
from app.core.i18n import current_language, gettext
from app.core.sentences import sentence
from app.web.address import address
from app.web.charts import WIDTH
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/schedule"
SIZE = 50
_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
_KEPT = ("month", "q", "state", "mode", "view", "day")


@dataclass(frozen=True)
class Tile:
    """A month of the year's strip: its bar is in proportion to the largest."""

    month: Month
    label: str
    href: str
    width: int
    is_current: bool


@get(PATH)
async def schedule(request: AnyRequest) -> Response[Any]:
    """A month; `as=xlsx` or `as=csv` gives exactly the entries that the filters let through."""
    form = Form.query(request, today())
    first = month_of(form)
    kept = {name: form.typed.get(name, "") for name in _KEPT} | {"month": f"{first:%Y-%m}"}
    filters = filters_of(form)
    if (wanted := form.typed.get("as")) and form.typed.get("span") == "ahead":
        until = add_months(today(), HORIZON_MONTHS)
        return _export(wanted, today(), await queries.between(today(), until, filters))
    shared = await queries.amounts()
    span = _day_of(kept["day"], first) or (first, month_end(first))
    entries = await queries.between(*span, filters, shared)
    if wanted:
        return _export(wanted, first, entries)
    number = form.whole("page", 1, 10_000, required=False) or 1
    context: dict[str, Any] = {
        "kept": kept,
        "first": first,
        "chosen_day": span[0] if span[0] == span[1] else None,
        "weeks": weeks(first, entries) if kept["view"] == "calendar" else [],
        "weekdays": weekdays(),
        "today": today(),
        "entries": entries,
        "days": days(entries[(number - 1) * SIZE : number * SIZE]),
        "sums": sums(entries),
        "open_count": sum(each.is_open for each in entries),
        "pager": _pager(kept, number, len(entries)),
        "to": lambda **changes: address(PATH, kept, **changes),
        "back": address(PATH, kept),
    }
    if wants_fragment(request):
        return await fragment(request, "schedule/_entries.html", **context)
    context |= await _strip(kept, first, shared)
    return await page(request, "schedule/month.html", **context)


def _day_of(text: str, first: date) -> tuple[date, date] | None:
    """One day of the month, when the address says so."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= month_end(first).day:
        return None
    chosen = first.replace(day=int(text))
    return chosen, chosen


def month_of(form: Form) -> date:
    """The first day of the month in the address; this month when there is none."""
    match = _MONTH.fullmatch(form.typed.get("month", ""))
    return date(int(match[1]), int(match[2]), 1) if match else today().replace(day=1)


def filters_of(form: Form) -> EntryFilters:
    """What the list is narrowed to; a choice that does not exist narrows nothing."""
    state = form.typed.get("state", "")
    mode = form.typed.get("mode", "")
    return EntryFilters(
        text=form.text("q"),
        state=State(state) if state in set(State) else None,
        mode=Mode(mode) if mode in set(Mode) else None,
        refused=state == "refused",
        untyped=state == "untyped",
    )


def days(entries: Sequence[EntryView]) -> list[Day]:
    """Entries in the order of billing, grouped by the day they are billed on."""
    grouped = groupby(entries, key=lambda each: each.bill_on)
    return [day(on, list(some)) for on, some in grouped]


def sums(entries: Sequence[EntryView]) -> list[tuple[State, int, Amount]]:
    """Of each state that occurs: how many entries, and what they make."""
    found = []
    for state in (State.BILLED, State.PLANNED, State.PAUSED, State.SKIPPED):
        some = [each for each in entries if each.state is state]
        if some:
            found.append((state, len(some), sum((each.amount for each in some), NOTHING)))
    return found


async def _strip(kept: dict[str, str], first: date, shared: Amounts) -> dict[str, Any]:
    months = await queries.months_of(first.year, shared=shared)
    largest = max(1, *(each.total.net for each in months))
    return {
        "tiles": [
            Tile(
                each,
                formats.day_tiny(each.first, current_language()).split(formats.HARD)[1],
                address(PATH, {}, month=f"{each.first:%Y-%m}"),
                max(0, each.total.net) * WIDTH // largest,
                each.first == first,
            )
            for each in months
        ],
        "year": sum((each.total for each in months), NOTHING),
        "previous": address(PATH, kept, month=f"{add_months(first, -1):%Y-%m}"),
        "next": address(PATH, kept, month=f"{add_months(first, 1):%Y-%m}"),
        "previous_year": address(PATH, kept, month=f"{add_months(first, -12):%Y-%m}"),
        "next_year": address(PATH, kept, month=f"{add_months(first, 12):%Y-%m}"),
    }


def _pager(kept: dict[str, str], number: int, count: int) -> dict[str, Any]:
    pages = max(1, -(-count // SIZE))
    return {
        "number": number,
        "pages": pages,
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if number < pages else None,
    }


def _export(form: str, first: date, entries: Sequence[EntryView]) -> Response[bytes]:
    columns = [
        Column(gettext("Billed on"), Kind.DAY),
        Column(gettext("Client")),
        Column(gettext("Contract")),
        Column(gettext("Subject")),
        Column(gettext("Period from"), Kind.DAY),
        Column(gettext("Period to"), Kind.DAY),
        Column(gettext("State")),
        Column(gettext("Mode")),
        Column(gettext("Invoice")),
        Column(gettext("Excl. VAT"), Kind.CENTS),
        Column(gettext("Incl. VAT"), Kind.CENTS),
        Column(gettext("Comment")),
    ]
    rows = [_row(each) for each in entries]
    title = f"{gettext('Schedule')} {first:%Y-%m}"
    return table(form, f"echeancier-{first:%Y-%m}", title, columns, rows)


def _row(each: EntryView) -> tuple[Any, ...]:
    said = [sentence(finding) for finding in each.findings]
    return (
        each.bill_on,
        each.client,
        each.reference,
        each.label,
        each.part.first,
        each.part.last,
        gettext(each.state.label),
        gettext(each.mode.label),
        each.number or "",
        None if each.needs_amount else each.amount.net,
        None if each.needs_amount else each.amount.total,
        " ".join([each.comment, *said]).strip(),
    )


ROUTES: list[ControllerRouterHandler] = [schedule]
