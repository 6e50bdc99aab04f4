"""Choose which plan somebody follows."""

from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.reminders.rules import ChoiceKind, check_choice
from app.reminders.tables import Plan, PlanChoice


async def choose_plan(kind: ChoiceKind, value: str, plan_id: int, *, at: datetime, by: str) -> None:
    """Let a client or a contract (its id), a group, a segment, a grade or those late by so many
    cents follow a plan; what
    waits is decided again at the next sweep. Chosen again, it replaces what was chosen.

    Refused: a value that is none of its kind, a plan that is not there.
    """
    check_choice(kind, value)
    async with transaction() as tx:
        plan = await Plan.select().where(Plan.id == plan_id).first()
        if plan is None:
            raise refuse("reminders.no_plan", "This plan is not there.", "plan")
        await PlanChoice.delete().where(PlanChoice.kind == kind.value, PlanChoice.value == value)
        await PlanChoice.insert(PlanChoice(plan=plan_id, kind=kind.value, value=value))
        await record(
            tx,
            act="plan.chosen",
            subject_kind="client" if kind is ChoiceKind.CLIENT else "plan",
            subject_id=int(value) if kind is ChoiceKind.CLIENT else plan_id,
            client_id=int(value) if kind is ChoiceKind.CLIENT else None,
            at=at,
            by=by,
            detail={"plan": plan["name_fr"], "kind": kind.value, "value": value},
        )


async def unchoose_plan(kind: ChoiceKind, value: str, *, at: datetime, by: str) -> None:
    """Let them follow what else decides; twice is once."""
    async with transaction() as tx:
        rows = (
            await PlanChoice.delete()
            .where(PlanChoice.kind == kind.value, PlanChoice.value == value)
            .returning(PlanChoice.plan)
        )
        for row in rows:
            await record(
                tx,
                act="plan.unchosen",
                subject_kind="client" if kind is ChoiceKind.CLIENT else "plan",
                subject_id=int(value) if kind is ChoiceKind.CLIENT else row["plan"],
                client_id=int(value) if kind is ChoiceKind.CLIENT else None,
                at=at,
                by=by,
                detail={"kind": kind.value, "value": value},
            )
