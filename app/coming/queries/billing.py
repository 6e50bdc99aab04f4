"""Invoices that contracts will bring: issued, sent or drafted on their day, or stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.clients.queries import addresses_for, clients
from app.coming.rules import Halt, Happening, Kind
from app.contracts import queries as contracts
from app.contracts.queries import EntryFilters, EntryView
from app.contracts.rules import Mode, State
from app.contracts.tables import Contract
from app.core.errors import N_, Finding, finding
from app.core.formats import period
from app.core.i18n import current_language
from app.invoices.rules import due_day
from app.settings.queries import business

_LONG_AGO = date(2000, 1, 1)
_WHAT = {
    Mode.SEND: N_("Invoice issued and sent: %(label)s, %(period)s"),
    Mode.ISSUE: N_("Invoice issued: %(label)s, %(period)s"),
    Mode.DRAFT: N_("Draft prepared: %(label)s, %(period)s"),
}


@dataclass(frozen=True)
class Issue:
    """An invoice that will be issued; cents with VAT."""

    contract_id: int
    client_id: int
    issued_on: date
    due_on: date
    cents: int


@dataclass(frozen=True)
class Billed:
    """An entry that is billed by itself on a day, or that is stopped; `cannot` is what keeps it
    from being billed, as far as it is known before."""

    entry: EntryView
    day: date
    cannot: Finding | None

    @property
    def is_issued(self) -> bool:
        """Whether an invoice comes of it."""
        planned = self.entry.state is State.PLANNED
        return planned and self.entry.mode is not Mode.DRAFT and self.cannot is None


async def billed(on: date, until: date) -> list[Billed]:
    """The entries of the span. What is late is billed on its first day; what a pause passed over
    before it is not taken up again by these days."""
    found = []
    for state in (State.PLANNED, State.PAUSED):
        first = _LONG_AGO if state is State.PLANNED else on
        found += await contracts.between(first, until, EntryFilters(state=state))
    known = await clients(entry.client_id for entry in found)
    to = await addresses_for(known)
    return [
        Billed(
            entry,
            max(on, entry.bill_on),
            _cannot(entry, known[entry.client_id].archived_at is not None, to[entry.client_id]),
        )
        for entry in found
    ]


async def issues(found: Sequence[Billed]) -> list[Issue]:
    """The invoices that will be there, with the day each is due."""
    shop = await business()
    rows = await Contract.raw(
        "SELECT c.id, c.terms_days, k.terms_days AS client_terms FROM contract c"
        " JOIN client k ON k.id = c.client"
    )
    terms = {row["id"]: row for row in rows}
    made = []
    for each in found:
        if each.is_issued:
            entry, of = each.entry, terms[each.entry.contract_id]
            draft = {"kind": "invoice", "due_on": None, "terms_days": of["terms_days"]}
            due = due_day(draft, of["client_terms"], shop.terms_days, each.day)
            made.append(
                Issue(entry.contract_id, entry.client_id, each.day, due, entry.amount.total)
            )
    return made


def _cannot(entry: EntryView, is_archived: bool, to: str) -> Finding | None:
    if entry.needs_amount:
        return finding(
            "contracts.untyped", "The amount of this period is not known: type it first."
        )
    if is_archived:
        return finding("contracts.archived", "The client is archived: bring it back, or end this.")
    if entry.mode is Mode.SEND and not to:
        return finding(
            "invoices.no_email",
            "%(client)s has no e-mail address to send it to.",
            client=entry.client,
        )
    return entry.findings[0] if entry.findings else None


def happenings(found: Sequence[Billed]) -> list[Happening]:
    """Those entries as they are shown."""
    return [_happening(each) for each in found]


def _happening(each: Billed) -> Happening:
    entry, is_held = each.entry, each.entry.state is State.PAUSED
    return Happening(
        day=each.day,
        kind=Kind.DRAFT if entry.mode is Mode.DRAFT else Kind.INVOICE,
        subject=f"entry:{entry.id}",
        what=Finding("coming.invoice", _WHAT[entry.mode], _period(entry)),
        why=_why(entry, each.cannot),
        href=f"/schedule/entries/{entry.id}?back=/coming",
        client_id=entry.client_id,
        client=entry.client,
        cents=None if entry.needs_amount else entry.amount.total,
        asks=each.cannot is not None and not is_held,
        halt=Halt.ENTRY,
        halt_id=entry.id,
        is_stopped=is_held,
    )


def _period(entry: EntryView) -> dict[str, object]:
    said = period(entry.part.first, entry.part.last, current_language())
    return {"label": entry.label, "period": said}


def _why(entry: EntryView, cannot: Finding | None) -> Finding:
    if entry.state is State.PAUSED:
        return finding("coming.paused", "Stopped: it is not billed.")
    if cannot is not None:
        return cannot
    if entry.is_moved:
        return finding("coming.moved", "Its day was moved from %(day)s.", day=entry.planned_on)
    return finding("coming.contract", "Contract %(reference)s.", reference=entry.reference)
