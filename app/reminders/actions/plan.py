"""Edit the plan."""

from dataclasses import dataclass

from app.adapters.database import transaction
from app.core.errors import refuse
from app.reminders import rules
from app.reminders.tables import PlanStep


@dataclass(frozen=True)
class StepValues:
    """What the owner may change of a step; the texts may use the places of `rules.PLACES`."""

    days: int
    is_automatic: bool
    claims_indemnity: bool
    subject_fr: str
    subject_en: str
    body_fr: str
    body_en: str


async def edit_step(step_id: int, values: StepValues) -> None:
    """Change a step. Refused: an empty text, an unknown place, a day that breaks the order."""
    for name in ("subject_fr", "subject_en", "body_fr", "body_en"):
        text = getattr(values, name)
        if not text.strip():
            raise refuse("reminders.empty_text", "This text is empty.", name)
        rules.fill(text, {})
    async with transaction():
        others = await PlanStep.select(PlanStep.id, PlanStep.position, PlanStep.days).order_by(
            PlanStep.position
        )
        days = [values.days if row["id"] == step_id else row["days"] for row in others]
        if days != sorted(set(days)):
            raise refuse("reminders.order", "Each step comes later than the one before.", "days")
        await PlanStep.update(
            {
                PlanStep.days: values.days,
                PlanStep.is_automatic: values.is_automatic,
                PlanStep.claims_indemnity: values.claims_indemnity,
                PlanStep.subject_fr: values.subject_fr,
                PlanStep.subject_en: values.subject_en,
                PlanStep.body_fr: values.body_fr,
                PlanStep.body_en: values.body_en,
            }
        ).where(PlanStep.id == step_id)
