"""Promises and plans followed: what became of each by the payments is told to the timeline."""

from datetime import datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.disputes.queries.plans import PlanView, unsettled_plans
from app.disputes.queries.promises import PromiseView, unsettled
from app.disputes.rules import PlanStanding, Standing
from app.disputes.tables import PaymentPlan, Promise

BY = "echeance"
_ACTS = {
    Standing.RUNNING: "promise.running",
    Standing.KEPT: "promise.kept",
    Standing.BROKEN: "promise.broken",
    Standing.MOOT: "promise.moot",
}
_PLAN_ACTS = {
    PlanStanding.RUNNING: "payplan.running",
    PlanStanding.KEPT: "payplan.kept",
    PlanStanding.BROKEN: "payplan.broken",
    PlanStanding.MOOT: "payplan.moot",
}


async def follow(at: datetime) -> int:
    """Note how every promise and every plan stands as of now, where it changed; how many did.

    Whether reminders are silent does not wait for it: that is reckoned each time from the payments.
    """
    changed = 0
    for each in await unsettled(at.date()):
        if each.facts.noted != each.standing:
            changed += await _note_one(each, at)
    for plan in await unsettled_plans(at.date()):
        if plan.facts.noted != plan.standing:
            changed += await _note_plan(plan, at)
    return changed


async def _note_plan(view: PlanView, at: datetime) -> int:
    """0 when another run, or somebody who ended or granted it, came first."""
    async with transaction() as tx:
        made = (
            await PaymentPlan.update({PaymentPlan.noted: view.standing.value})
            .where(PaymentPlan.id == view.id, PaymentPlan.noted == view.facts.noted)
            .returning(PaymentPlan.id)
        )
        if not made:
            return 0
        missing, to_come = view.facts.missing, view.facts.to_come()
        await record(
            tx,
            act=_PLAN_ACTS[view.standing],
            subject_kind="answer",
            subject_id=view.answer_id,
            client_id=view.client_id,
            at=at,
            by=BY,
            detail={
                "number": view.number,
                "paid": view.facts.paid,
                "amount": to_come[0].amount if to_come else 0,
                "day": missing.due_on if missing else view.facts.granted_on,
            },
        )
        return 1


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
