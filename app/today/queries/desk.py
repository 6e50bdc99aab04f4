"""What the first page knows, from each capability's own queries."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.bank import queries as bank
from app.catalogue.queries import low_stock
from app.clients.queries import address_for
from app.config import config
from app.contracts import queries as contracts
from app.contracts.queries import EntryView, TrialView
from app.contracts.rules import Duty, Mode, State
from app.core.errors import Finding
from app.core.i18n import current_language
from app.disputes.queries import asking
from app.einvoicing import queries as einvoicing
from app.invoices import queries as invoices
from app.invoices.tables import Invoice, Rendering
from app.lateness.queries import limits_near
from app.law.queries import law_on
from app.law.rules import LABELS
from app.messages import queries as messages
from app.messages.rules import State as Outgoing
from app.payments import queries as payments
from app.quotes import queries as quotes
from app.receivables import queries as receivables
from app.receivables.rules import Board
from app.reminders import queries as reminders
from app.reminders.queries import Desk, ReminderView
from app.today.queries.expecting import expected_on
from app.today.rules import (
    Asked,
    BankLines,
    Blocked,
    CameBack,
    Draft,
    Electronics,
    LawGaps,
    Money,
    Offer,
    Offers,
    Outbox,
    Renewing,
    Saying,
    Trying,
    Waiting,
)

AHEAD_DAYS = 7
ENOUGH_DISK = 500_000_000
QUARTER_DAYS = 91


@dataclass(frozen=True)
class Figures:
    """Cents, and days outstanding by counting back in tenths (None: too few sales)."""

    board: Board
    expected: int
    dso: int | None
    dso_change: int | None


@dataclass(frozen=True)
class Coming:
    """What happens by itself: invoices within a week, and reminders at the next allowed hour."""

    invoices: int
    total: int
    first_on: date | None
    desk: Desk


@dataclass(frozen=True)
class Begun:
    """How far a new business has come."""

    clients: int
    contracts: int
    invoices: int

    @property
    def is_done(self) -> bool:
        """Whether something has been issued or imported: there is a desk to work at."""
        return self.invoices > 0


async def begun() -> Begun:
    """What there is already."""
    rows = await Invoice.raw(
        "SELECT (SELECT COUNT(*) FROM client) AS clients,"
        " (SELECT COUNT(*) FROM contract) AS contracts,"
        " (SELECT COUNT(*) FROM invoice WHERE state = 'issued') AS invoices"
    )
    return Begun(**{name: int(value) for name, value in rows[0].items()})


async def waiting(desk: Desk, on: date, for_owner: bool) -> Waiting:
    """What may ask for a person; the law's gaps are the owner's to fill."""
    counts = await messages.counts()
    return Waiting(
        reminders=[_asked(view) for view in desk.asks],
        drafts=await _drafts(),
        refused=[_blocked(one, one.findings) for one in await contracts.refused_entries()],
        alerts=[_blocked(one, ()) for one in await contracts.alerts(on)],
        renewing=await _renewing(on),
        trying=[_trying(one) for one in await contracts.ending_trials(on)],
        money=[
            Money(one.client_id, one.client, one.open)
            for one in await payments.unallocated()
            if one.open > 0
        ],
        bank=BankLines(*await bank.count_asking(), await bank.count_waiting("inbox")),
        outbox=Outbox(
            failed=counts[Outgoing.FAILED],
            uncertain=counts[Outgoing.UNCERTAIN],
            waiting=counts[Outgoing.WAITING],
            has_mail=await messages.mail_server() is not None,
        ),
        pdfs=await _failing_pdfs(),
        law=await _law_gaps(on) if for_owner else LawGaps(),
        offers=await _offers(on),
        low=[each.name for each in await low_stock()],
        electronics=await _electronics(),
        lapsing=await limits_near(on),
        said=[Saying(kind, client, each) for kind, client, each in await asking(on)],
    )


async def _electronics() -> Electronics:
    found = await einvoicing.asking()
    return Electronics(
        [CameBack(e.invoice_id, e.number, e.client, e.label, e.reason) for e in found.returned],
        *([(e.invoice_id, e.number) for e in part] for part in (found.stuck, found.uncertain)),
    )


async def _offers(on: date) -> Offers:
    found = await quotes.asking(on)
    return Offers(
        *(
            [Offer(q.id, q.number or "", q.title, q.client, q.total, q.reason) for q in part]
            for part in (found.accepted, found.refused, found.ending)
        )
    )


async def _renewing(on: date) -> list[Renewing]:
    """What is to be said or decided about renewals; a letter that leaves by itself asks nobody."""
    found = []
    for one in await contracts.renewals(on):
        if one.duty is Duty.NONE or (one.duty is Duty.TELL and await address_for(one.client_id)):
            continue
        by = one.notice.closes if one.duty is Duty.TELL else one.notice.deadline
        found.append(Renewing(one.contract_id, one.client, one.label, one.duty.value, by))
    for each in await contracts.due_indexations(on):
        due = Renewing(each.contract_id, each.client, each.label, "index", each.anniversary)
        found.append(due)
    return found


def _trying(one: TrialView) -> Trying:
    total = one.first.total
    return Trying(one.contract_id, one.client, one.label, one.runs_from, total, one.told_on)


async def _law_gaps(on: date) -> LawGaps:
    missing = (await law_on(on)).missing_rates()
    texts = await invoices.mentions_to_confirm(on)
    return LawGaps([LABELS[key] for key in missing], [value.label for value in texts])


def _asked(view: ReminderView) -> Asked:
    step = view.step_name(current_language())
    return Asked(view.id, view.client_name, view.amount, step, view.is_formal, view.why)


def _blocked(entry: EntryView, findings: tuple[Finding, ...]) -> Blocked:
    note = entry.comment or entry.label or entry.reference
    said = findings[0] if findings else Finding("today.note", "%(note)s", {"note": note})
    return Blocked(entry.contract_id, entry.client, entry.label, said)


async def _drafts() -> list[Draft]:
    rows = await Invoice.raw(
        "SELECT i.id AS id, i.client AS client_id, c.name AS client, i.total AS total,"
        " CASE WHEN c.street <> '' AND c.postcode <> '' AND c.town <> '' THEN 1 ELSE 0 END"
        " AS has_address FROM invoice i JOIN client c ON c.id = i.client"
        " WHERE i.state = 'draft' ORDER BY i.total DESC, i.id"
    )
    return [Draft(**{**row, "has_address": bool(row["has_address"])}) for row in rows]


async def _failing_pdfs() -> list[tuple[int, str]]:
    rows = await Rendering.raw(
        "SELECT i.id AS id, i.number AS number FROM rendering r JOIN invoice i ON i.id = r.invoice"
        " WHERE r.done_at IS NULL AND r.attempts > 0 AND r.error <> '' ORDER BY r.id"
    )
    return [(int(row["id"]), row["number"]) for row in rows]


async def figures(on: date) -> Figures:
    """The key figures of a day."""
    now = (await receivables.dso(on)).count_back
    before = (await receivables.dso(on - timedelta(days=QUARTER_DAYS))).count_back
    return Figures(
        board=await receivables.aging(on, bounds=await receivables.bounds()),
        expected=await expected_on(on),
        dso=now,
        dso_change=None if now is None or before is None else now - before,
    )


async def coming(desk: Desk, on: date) -> Coming:
    """What happens by itself within a week."""
    entries = [
        one
        for one in await contracts.between(on, on + timedelta(days=AHEAD_DAYS))
        if one.state is State.PLANNED and one.mode is not Mode.DRAFT and not one.findings
    ]
    return Coming(
        len(entries),
        sum(one.amount.total for one in entries),
        entries[0].bill_on if entries else None,
        desk,
    )


async def desk(at: datetime) -> Desk:
    """The reminders that wait."""
    return await reminders.desk(at)


def disk_is_full() -> bool:
    """Whether less is free for the data folder than a day's work may need."""
    return shutil.disk_usage(config().data_dir).free < ENOUGH_DISK
