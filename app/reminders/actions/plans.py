"""A plan made from another one, given its own gap; one that nobody follows and nothing left by,
removed."""

from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import Refused, refuse
from app.reminders.actions.locks import hold_plan
from app.reminders.queries.plan import is_used
from app.reminders.rules import STANDARD, gap_faults
from app.reminders.tables import Plan, PlanStep

MOST_NAME = 40


async def copy_plan(plan_id: int, name: str, *, at: datetime, by: str) -> int:
    """Make a plan with the steps and the gap of this one; gives back its id. Nobody follows it yet.
    Refused: no name, one of more than 40 characters or that a plan has already, a plan that is not
    there."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > MOST_NAME:
        raise refuse(
            "reminders.plan_name", "Name it in %(most)s characters at most.", "name", most=MOST_NAME
        )
    async with transaction() as tx:
        await hold_plan(tx, plan_id)
        plans = await Plan.select()
        of = next((row for row in plans if row["id"] == plan_id), None)
        if of is None:
            raise refuse("reminders.no_plan", "This plan is not there.", "plan")
        names = {row[each].casefold() for row in plans for each in ("name_fr", "name_en")}
        if wanted.casefold() in names:
            raise refuse("reminders.plan_twice", "There is a plan of this name already.", "name")
        made = await Plan.insert(
            Plan(name_fr=wanted, name_en=wanted, gap_days=of["gap_days"])
        ).returning(Plan.id)
        new_id = int(made[0]["id"])
        steps = await PlanStep.select().where(
            PlanStep.plan_id == plan_id, PlanStep.retired_at.is_null()
        )
        copies = [
            PlanStep(**{name: row[name] for name in row if name != "id"} | {"plan_id": new_id})
            for row in steps
        ]
        await PlanStep.insert(*copies)
        await record(
            tx,
            act="plan.copied",
            subject_kind="plan",
            subject_id=new_id,
            at=at,
            by=by,
            detail={"plan": wanted, "of": of["name_fr"]},
        )
    return new_id


async def set_gap(
    plan_id: int, days: int | None, shown: int | None, *, at: datetime, by: str
) -> None:
    """Set the days between two messages to who follows a plan (None: those of all plans); `shown`
    are those that were changed. The same again changes nothing. Refused: other than 1 to 90 days, a
    plan that is not there, days that another changed meanwhile."""
    if days is not None and (found := gap_faults(days, "own_gap")):
        raise Refused(found)
    async with transaction() as tx:
        await hold_plan(tx, plan_id)
        row = await Plan.select().where(Plan.id == plan_id).first()
        if row is None:
            raise refuse("reminders.no_plan", "This plan is not there.", "plan")
        if row["gap_days"] == days:
            return
        if row["gap_days"] != shown:
            raise refuse(
                "reminders.gap_meanwhile",
                "Somebody changed the gap of this plan meanwhile: see what it is now.",
                "own_gap",
            )
        await Plan.update({Plan.gap_days: days}).where(Plan.id == plan_id)
        await record(
            tx,
            act="plan.gap",
            subject_kind="plan",
            subject_id=plan_id,
            at=at,
            by=by,
            detail={"plan": row["name_fr"], "days": days},
        )


async def remove_plan(plan_id: int, *, at: datetime, by: str) -> None:
    """Remove a plan; twice is once. Refused: the usual one, one that somebody follows or for whose
    steps a reminder was ever proposed, since its history names them."""
    async with transaction() as tx:
        await hold_plan(tx, plan_id)
        row = await Plan.select().where(Plan.id == plan_id).first()
        if row is None:
            return
        if plan_id == STANDARD or await is_used(plan_id):
            raise refuse(
                "reminders.plan_used",
                "This plan is followed, or was: take out who follows it, and leave it there.",
            )
        await PlanStep.delete().where(PlanStep.plan_id == plan_id)
        await Plan.delete().where(Plan.id == plan_id)
        await record(
            tx,
            act="plan.removed",
            subject_kind="plan",
            subject_id=plan_id,
            at=at,
            by=by,
            detail={"plan": row["name_fr"]},
        )
