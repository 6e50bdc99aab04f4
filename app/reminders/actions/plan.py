"""Edit the plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import Finding, Refused, finding
from app.messages.rules import subject_line
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


async def edit_step(step_id: int, values: StepValues, *, at: datetime, by: str) -> None:
    """Change a step; proposals that wait keep their words until the next sweep.

    Refused: an empty text, a subject of several lines, an unknown place, a day that breaks the
    order of the steps.
    """
    findings = _faults(values)
    async with transaction() as tx:
        others = await _of_the_same_plan(step_id)
        days = [values.days if row["id"] == step_id else row["days"] for row in others]
        if days != sorted(set(days)):
            findings.append(
                finding("reminders.order", "Each step comes later than the one before.", "days")
            )
        if findings:
            raise Refused(findings)
        await PlanStep.update(
            {
                PlanStep.days: values.days,
                PlanStep.is_automatic: values.is_automatic,
                PlanStep.claims_indemnity: values.claims_indemnity,
                PlanStep.subject_fr: values.subject_fr.strip(),
                PlanStep.subject_en: values.subject_en.strip(),
                PlanStep.body_fr: values.body_fr.strip(),
                PlanStep.body_en: values.body_en.strip(),
            }
        ).where(PlanStep.id == step_id)
        await record(
            tx,
            act="plan.changed",
            subject_kind="plan_step",
            subject_id=step_id,
            at=at,
            by=by,
            detail={"days": values.days},
        )


async def _of_the_same_plan(step_id: int) -> list[dict[str, Any]]:
    found = await PlanStep.select(PlanStep.plan_id).where(PlanStep.id == step_id).first()
    rows: list[dict[str, Any]] = (
        await PlanStep.select(PlanStep.id, PlanStep.days)
        .where(PlanStep.plan_id == (found["plan_id"] if found else 0))
        .order_by(PlanStep.position)
    )
    return rows


def _faults(values: StepValues) -> list[Finding]:
    found: list[Finding] = []
    for name in ("subject_fr", "subject_en", "body_fr", "body_en"):
        text = getattr(values, name)
        try:
            if name.startswith("subject"):
                subject_line(text)
            rules.check_places(text, name)
        except Refused as refused:
            found += [Finding(f.code, f.message, f.facts, name) for f in refused.findings]
        if name.startswith("body") and not text.strip():
            found.append(finding("reminders.empty_text", "This text is empty.", name))
    return found
