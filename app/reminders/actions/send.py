"""Send what was approved, or goes by itself, in the hours allowed; checked again at that moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Refused
from app.core.money import Euros
from app.invoices.tables import Document
from app.messages import actions as messages
from app.messages.rules import Wanted
from app.reminders import queries
from app.reminders.actions.copying import owe_copies
from app.reminders.actions.keeping import hold, same, waiting, why_gone, withdraw
from app.reminders.actions.locks import hold_clients
from app.reminders.actions.propose import BATCH
from app.reminders.queries.history import ReminderView
from app.reminders.rules import Proposal, decide
from app.reminders.tables import Reminder

SYSTEM = "echeance"
MOST_FILES = 10


async def send_approved(*, at: datetime) -> list[int]:
    """Put approved and automatic reminders in the outbox; gives back the message ids.

    Nothing leaves outside the days and hours of its step, on Sundays or public holidays. What is
    no longer true (paid, paused, disputed meanwhile) is taken back, and proposed anew if need be.
    """
    window = await queries.the_window()
    may = {one.id: window.of(one.step).holds(at) for one in await queries.plan(is_whole=True)}
    if not any(may.values()):
        return []
    waits = await queries.open_reminders()
    ready = [view for view in waits if view.leaves_by_itself and may[view.step_id]]
    ready.sort(key=lambda view: view.client_id)
    sent: list[int] = []
    for start in range(0, len(ready), BATCH):
        async with transaction() as tx:
            sent += await _send_batch(tx, ready[start : start + BATCH], at)
    return sent


async def _send_batch(tx: Tx, batch: Sequence[ReminderView], at: datetime) -> list[int]:
    ids = [reminder.client_id for reminder in batch]
    await hold_clients(tx, ids)
    in_hand = [reminder.id for reminder in batch]
    found = await queries.situations(at.date(), in_hand=in_hand, only=ids)
    current = await waiting(ids)
    steps = await queries.steps()
    sent = []
    for reminder in batch:
        row, addressed = current.get(reminder.client_id), found.get(reminder.client_id)
        if row is None or row["id"] != reminder.id or row["state"] != reminder.state:
            continue
        made = decide(addressed.situation, steps, at.date()) if addressed else None
        if addressed is None or not isinstance(made, Proposal) or not same(row, made):
            await withdraw(tx, reminder.id, why_gone(row, addressed, made), at=at)
            continue
        to = made.own_address or addressed.situation.email
        message_id = await _try(tx, reminder, to, row, at)
        if message_id is None:
            continue
        sent.append(message_id)
        if made.step.copies_salesperson:
            by = reminder.decided_by or SYSTEM
            words = (row["subject"], row["body"])
            await owe_copies(tx, reminder.id, reminder.client_id, words, at=at, by=by)
    return sent


async def _try(
    tx: Tx, reminder: ReminderView, to: str, row: dict[str, Any], at: datetime
) -> int | None:
    """Send one; a refusal (an address that is none) holds up nobody else."""
    try:
        async with tx.savepoint():
            return await _send(tx, reminder, to, row, at)
    except Refused as refused:
        await withdraw(tx, reminder.id, refused.findings[0], at=at)
        await hold(tx, [(reminder.client_id, refused.findings[0])], at.date())
        return None


async def _send(
    tx: Tx, reminder: ReminderView, email: str, row: dict[str, Any], at: datetime
) -> int | None:
    by = reminder.decided_by or SYSTEM
    message_id = await messages.enqueue(
        tx,
        subject_key=f"reminder:{reminder.id}:{at.date()}",
        cause_kind="reminder",
        cause_id=reminder.id,
        client_id=reminder.client_id,
        to=email,
        subject=row["subject"],
        text=row["body"],
        attachments=await _documents(reminder),
        at=at,
        by=by,
    )
    changes: dict[Any, Any] = {
        Reminder.state: "sent",
        Reminder.sent_at: at,
        Reminder.message_id: message_id,
    }
    if not reminder.decided_by:
        changes |= {Reminder.decided_by: SYSTEM, Reminder.decided_at: at}
    await Reminder.update(changes).where(Reminder.id == reminder.id)
    await record(
        tx,
        act="reminder.sent",
        subject_kind="reminder",
        subject_id=reminder.id,
        client_id=reminder.client_id,
        at=at,
        by=by,
        detail={"amount": Euros(reminder.amount), "subject": row["subject"], "to": email},
    )
    return message_id


async def _documents(reminder: ReminderView) -> list[Wanted]:
    """The invoices it names, as the PDFs that are kept; those of before have none."""
    numbers = {named.invoice_id: named.number for named in reminder.items}
    rows = (
        await Document.select(Document.invoice, Document.sha256)
        .where(Document.invoice.is_in(list(numbers) or [0]), Document.kind == "pdf")
        .order_by(Document.invoice)
        .limit(MOST_FILES)
    )
    return [
        Wanted(
            "invoice",
            row["invoice"],
            f"{numbers[row['invoice']].replace('/', '-')}.pdf",
            "application/pdf",
            row["sha256"],
        )
        for row in rows
    ]
