"""Promises followed: what became of each by the payments is told to the timeline, once a change."""

from datetime import datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.disputes.queries.promises import PromiseView, unsettled
from app.disputes.rules import Standing
from app.disputes.tables import Promise

BY = "echeance"
_ACTS = {
    Standing.RUNNING: "promise.running",
    Standing.KEPT: "promise.kept",
    Standing.BROKEN: "promise.broken",
    Standing.MOOT: "promise.moot",
}


async def follow(at: datetime) -> int:
    """Note how every promise stands as of now, where it changed; how many did.

    Whether reminders are silent does not wait for it: that is reckoned each time from the payments.
    """
    changed = 0
    for each in await unsettled(at.date()):
        if each.facts.noted != each.standing:
            changed += await _note_one(each, at)
    return changed


async def _note_one(view: PromiseView, at: datetime) -> int:
    async with transaction() as tx:
        return await _note(tx, view, at)


async def _note(tx: Tx, view: PromiseView, at: datetime) -> int:
    """Step: 0 when another run, or somebody who ended it, came first."""
    made = (
        await Promise.update({Promise.noted: view.standing.value})
        .where(Promise.id == view.id, Promise.noted == view.facts.noted)
        .returning(Promise.id)
    )
    if not made:
        return 0
    await record(
        tx,
        act=_ACTS[view.standing],
        subject_kind="answer",
        subject_id=view.answer_id,
        client_id=view.client_id,
        at=at,
        by=BY,
        detail={
            "amount": view.facts.amount,
            "day": view.facts.promised_for,
            "paid": view.facts.paid,
            "number": ", ".join(number for _, number in view.invoices),
        },
    )
    return 1
