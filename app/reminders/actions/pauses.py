"""Leave a client, or one invoice, in peace."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.reminders.rules import Because, check_pause
from app.reminders.tables import ReminderPause

_ACTS = {
    Because.REST: "reminders.paused",
    Because.PROMISE: "reminders.promised",
    Because.INSOLVENCY: "reminders.insolvent",
}


async def pause(
    client_id: int,
    *,
    reason: str,
    because: Because = Because.REST,
    until_on: date | None = None,
    invoice_id: int | None = None,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """No reminder for this client (or this invoice) until the day, or until it is lifted.

    Another pause of the same kind takes the place of the one before. Refused: what
    `rules.check_pause` refuses.
    """
    check_pause(because, until_on, invoice_id, on)
    async with transaction() as tx:
        await _pause(tx, client_id, invoice_id, because, reason, until_on, at, by)


async def pause_insolvent(tx: Tx, client_id: int, *, reason: str, at: datetime, by: str) -> None:
    """Step: no reminder for this client from now on: a court has opened proceedings against it."""
    await _pause(tx, client_id, None, Because.INSOLVENCY, reason, None, at, by)


async def resume_solvent(tx: Tx, client_id: int, *, at: datetime, by: str) -> None:
    """Step: the proceedings against this client are over; other pauses stay."""
    rows = await ReminderPause.select(ReminderPause.id).where(
        ReminderPause.client == client_id,
        ReminderPause.because == Because.INSOLVENCY.value,
        ReminderPause.lifted_at.is_null(),
    )
    for row in rows:
        await _lift(tx, row["id"], at, by)


async def _pause(
    tx: Tx,
    client_id: int,
    invoice_id: int | None,
    because: Because,
    reason: str,
    until_on: date | None,
    at: datetime,
    by: str,
) -> None:
    await ReminderPause.update({ReminderPause.lifted_at: at}).where(
        ReminderPause.client == client_id,
        ReminderPause.lifted_at.is_null(),
        ReminderPause.because == because.value,
        ReminderPause.invoice_id.is_null()
        if invoice_id is None
        else ReminderPause.invoice_id == invoice_id,
    )
    made = ReminderPause(client=client_id, invoice_id=invoice_id, until_on=until_on)
    made.reason, made.created_at, made.created_by = reason, at, by
    made.because = because.value
    await made.save()
    await record(
        tx,
        act=_ACTS[because],
        subject_kind="client" if invoice_id is None else "invoice",
        subject_id=invoice_id or client_id,
        client_id=client_id,
        at=at,
        by=by,
        detail={"reason": reason, "until": until_on or ""},
    )


async def lift(pause_id: int, *, at: datetime, by: str) -> None:
    """End a pause now; lifting it twice is lifting it once."""
    async with transaction() as tx:
        await _lift(tx, pause_id, at, by)


async def _lift(tx: Tx, pause_id: int, at: datetime, by: str) -> None:
    rows = (
        await ReminderPause.update({ReminderPause.lifted_at: at})
        .where(ReminderPause.id == pause_id, ReminderPause.lifted_at.is_null())
        .returning(ReminderPause.client, ReminderPause.invoice_id)
    )
    for row in rows:
        await record(
            tx,
            act="reminders.resumed",
            subject_kind="client" if row["invoice_id"] is None else "invoice",
            subject_id=row["invoice_id"] or row["client"],
            client_id=row["client"],
            at=at,
            by=by,
        )
