"""One batch of entries, in one transaction: tried whole, then without what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from app.adapters.database import Tx, transaction
from app.contracts.queries.rows import versions_by_contract
from app.contracts.queries.upcoming import Due, held_due
from app.contracts.rules import (
    Mode,
    RefusedEntry,
    Tally,
    Versions,
    bill_lines,
    keep,
    period_text,
    source,
)
from app.contracts.tables import ScheduleEntry
from app.core.errors import Refused, refuse
from app.core.i18n import gettext
from app.invoices import actions as invoices
from app.invoices.rules import LineDraft


@dataclass(frozen=True)
class Run:
    """What a whole run shares. `now`: issue at once, also what would only be drafted."""

    on: date
    at: datetime
    by: str
    now: bool = False
    rehearsal: bool = False

    def mode(self, due: Due) -> Mode:
        return Mode.ISSUE if self.now and due.mode is Mode.DRAFT else due.mode


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that nothing of it is kept."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally


class _SetAside(Exception):
    """Entries of a batch that were refused, by id: the batch is undone, the others go on."""

    def __init__(self, refused: dict[int, Refused]) -> None:
        self.refused = refused


async def bill_batch(ids: Sequence[int], run: Run) -> Tally:
    """Bill those of the entries that are still planned; a refusal is kept on its entry."""
    try:
        async with transaction() as tx:
            tally = await _bill_held(tx, await held_due(ids), run)
            if run.rehearsal:
                raise _Rehearsed(tally)
            return tally
    except _Rehearsed as rehearsed:
        return rehearsed.tally


async def issue_drafts(drafts: dict[int, int], run: Run) -> Tally:
    """Issue the drafts that entries were billed as: invoice ids by the entry's."""
    async with transaction() as tx:
        outcomes = await invoices.issue_many_in(
            tx, list(drafts.values()), on=run.on, at=run.at, by=run.by
        )
    tally = Tally(due=len(drafts))
    for entry_id, invoice_id in drafts.items():
        outcome = outcomes[invoice_id]
        if isinstance(outcome, Refused):
            tally.refused.append(RefusedEntry(entry_id, "", "", outcome.findings))
        else:
            tally.numbers.append(outcome)
    return tally


async def _bill_held(tx: Tx, entries: Sequence[Due], run: Run) -> Tally:
    """Step: bill held entries, setting aside those that are refused until the rest goes on."""
    versions = await versions_by_contract(each.contract_id for each in entries)
    refused = {each.id: _untyped() for each in entries if each.needs_amount}
    refused |= {each.id: _archived() for each in entries if each.is_archived}
    tally = Tally()
    while left := [each for each in entries if each.id not in refused]:
        try:
            async with tx.savepoint():
                tally = await _attempt(tx, left, versions, run)
            break
        except _SetAside as aside:
            refused |= aside.refused
    for each in entries:
        if each.id in refused:
            tally.refused.append(await _keep_refusal(each, refused[each.id]))
    tally.due = len(entries)
    return tally


async def _attempt(
    tx: Tx, entries: Sequence[Due], versions: dict[int, Versions], run: Run
) -> Tally:
    drafts = await _draft(tx, entries, versions, run)
    await _claim(list(drafts))
    issued = {each.id: drafts[each.id] for each in entries if run.mode(each) is not Mode.DRAFT}
    numbers = await _issue(tx, issued, run)
    sent = {each.id: drafts[each.id] for each in entries if run.mode(each) is Mode.SEND}
    await _send(tx, sent, run)
    drafted = [drafts[each.id] for each in entries if each.id not in issued]
    return Tally(sent=len(sent), numbers=numbers, drafts=drafted)


async def _draft(
    tx: Tx, entries: Sequence[Due], versions: dict[int, Versions], run: Run
) -> dict[int, int]:
    """Step: a draft for each entry; gives back its id by the entry's."""
    wanted = {
        source(each.id): invoices.DraftValues(
            each.client_id,
            tuple(_lines_of(each, versions[each.contract_id])),
            terms_days=each.terms_days,
            service_from=each.part.first,
            service_to=each.part.last,
            order_number=each.order_number,
            note=each.note,
        )
        for each in entries
    }
    outcomes = await invoices.draft_many(tx, wanted, at=run.at, by=run.by)
    by_entry = {each.id: outcomes[source(each.id)] for each in entries}
    refused = {key: each for key, each in by_entry.items() if isinstance(each, Refused)}
    if refused:
        raise _SetAside(refused)
    return {key: each for key, each in by_entry.items() if isinstance(each, int)}


def _lines_of(due: Due, versions: Versions) -> list[LineDraft]:
    return bill_lines(versions, due.part, due.language, partial(gettext, language=due.language))


async def _claim(entry_ids: Sequence[int]) -> None:
    """planned -> billed, each with the invoice that was just drafted for it."""
    places = ", ".join("{}" for _ in entry_ids)
    claimed = await ScheduleEntry.raw(
        "UPDATE schedule_entry SET state = 'billed', refusal = '', pause_id = NULL, invoice_id ="
        " (SELECT i.id FROM invoice i WHERE i.source = 'entry:' || schedule_entry.id)"
        f" WHERE id IN ({places}) AND state = 'planned' RETURNING id",
        *entry_ids,
    )
    if len(claimed) != len(entry_ids):
        # They are held since they were read: this cannot be, and nothing of the batch is kept.
        raise RuntimeError("an entry was billed elsewhere while it was held")


async def _issue(tx: Tx, drafts: dict[int, int], run: Run) -> list[str]:
    if not drafts:
        return []
    outcomes = await invoices.issue_many_in(
        tx, list(drafts.values()), on=run.on, at=run.at, by=run.by
    )
    by_entry = {entry_id: outcomes[invoice_id] for entry_id, invoice_id in drafts.items()}
    refused = {key: each for key, each in by_entry.items() if isinstance(each, Refused)}
    if refused:
        raise _SetAside(refused)
    return [each for each in by_entry.values() if isinstance(each, str)]


async def _send(tx: Tx, issued: dict[int, int], run: Run) -> None:
    refused: dict[int, Refused] = {}
    for entry_id, invoice_id in issued.items():
        try:
            await invoices.send_in(tx, invoice_id, at=run.at, by=run.by)
        except Refused as refusal:
            refused[entry_id] = refusal
    if refused:
        raise _SetAside(refused)


async def _keep_refusal(due: Due, refusal: Refused) -> RefusedEntry:
    """The reasons stay on the entry, where the owner sees them, until it is billed or changed."""
    await ScheduleEntry.update({ScheduleEntry.refusal: keep(refusal.findings)}).where(
        ScheduleEntry.id == due.id
    )
    period = period_text(due.part.first, due.part.last)
    return RefusedEntry(due.id, due.reference, period, refusal.findings)


def _untyped() -> Refused:
    return refuse("contracts.untyped", "The amount of this period is not known: type it first.")


def _archived() -> Refused:
    return refuse("contracts.archived", "The client is archived: bring it back, or end this.")
