"""Edit a plan: its steps changed, added, taken out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Finding, Refused, finding, refuse
from app.messages.rules import subject_line
from app.reminders import rules
from app.reminders.actions.locks import hold_plan
from app.reminders.rules import Channel, Rung
from app.reminders.tables import PlanStep, ReminderItem


@dataclass(frozen=True)
class StepValues:
    """What the owner says of a step; the texts may use the places of `rules.PLACES`. No `weekdays`
    ("1" is Monday), no hours: those of all plans."""

    days: int
    is_automatic: bool
    claims_indemnity: bool
    subject_fr: str
    subject_en: str
    body_fr: str
    body_en: str
    name_fr: str
    name_en: str
    tone: str
    channel: str
    weekdays: str = ""
    send_from: time | None = None
    send_until: time | None = None
    recipient: str = "usual"
    copies_salesperson: bool = False


async def edit_step(step_id: int, values: StepValues, *, at: datetime, by: str) -> None:
    """Change a step; proposals that wait keep their words until the next sweep.

    Refused: an empty name or text, a subject of several lines, an unknown place, a day or a tone
    that breaks the order of the steps, another tone once the step was taken, a channel that its
    tone or "by itself" does not allow, days and hours of
    `rules.window_faults`. One that was taken out meanwhile is refused too.
    """
    findings = _faults(values)
    async with transaction() as tx:
        steps = await _steps_beside(tx, step_id)
        mine = next((row for row in steps if row["id"] == step_id), None)
        if mine is None:
            raise refuse("reminders.no_step", "This step was taken out meanwhile.")
        if values.tone != mine["tone"] and await _is_taken(step_id):
            findings.append(
                finding(
                    "reminders.tone_taken",
                    "It was sent with its tone already: take it out and add another one.",
                    "tone",
                )
            )
        others = [row for row in steps if row["id"] != step_id]
        places = _places(others, Rung(step_id, values.days, values.tone), findings)
        if findings:
            raise Refused(findings)
        await PlanStep.update(_columns(values)).where(PlanStep.id == step_id)
        await _put(places)
        await _note(tx, "plan.changed", step_id, values.name_fr, at, by)


async def add_step(plan_id: int, values: StepValues, *, at: datetime, by: str) -> int:
    """Add a step to a plan, where its day puts it; gives back its id. Refused: as `edit_step`;
    whoever is past its day already is not written to for it, if a later step was taken."""
    findings = _faults(values)
    async with transaction() as tx:
        others = await _steps_of(tx, plan_id)
        if not others:
            raise refuse("reminders.no_plan", "This plan is not there.", "plan")
        places = _places(others, Rung(0, values.days, values.tone), findings)
        if findings:
            raise Refused(findings)
        row = PlanStep(plan_id=plan_id, position=places.pop(0), **_named(values))
        await row.save()
        await _put(places)
        await _note(tx, "plan.step_added", row.id, values.name_fr, at, by)
    return int(row.id)


async def remove_step(step_id: int, *, at: datetime, by: str) -> None:
    """Take a step out; what was sent for it stays. Twice is once. Refused: the only one."""
    async with transaction() as tx:
        steps = await _steps_beside(tx, step_id)
        mine = next((row for row in steps if row["id"] == step_id), None)
        if mine is None:
            return
        if len(steps) == 1:
            raise refuse("reminders.last_step", "A plan has one step at least.")
        await PlanStep.update({PlanStep.retired_at: at}).where(PlanStep.id == step_id)
        await _put(_places([row for row in steps if row["id"] != step_id], None, []))
        await _note(tx, "plan.step_removed", step_id, mine["name_fr"], at, by)


async def _steps_beside(tx: Tx, step_id: int) -> list[dict[str, Any]]:
    """The steps of the plan of a step, that plan held."""
    found = await PlanStep.select(PlanStep.plan_id).where(PlanStep.id == step_id).first()
    return await _steps_of(tx, found["plan_id"]) if found else []


async def _steps_of(tx: Tx, plan_id: int) -> list[dict[str, Any]]:
    await hold_plan(tx, plan_id)
    rows: list[dict[str, Any]] = await PlanStep.select().where(
        PlanStep.plan_id == plan_id, PlanStep.retired_at.is_null()
    )
    return rows


async def _is_taken(step_id: int) -> bool:
    return await ReminderItem.exists().where(ReminderItem.step == step_id)


def _places(
    others: Sequence[dict[str, Any]], mine: Rung | None, findings: list[Finding]
) -> dict[int, int]:
    """The positions by id; what stands against them joins the other findings."""
    rungs = [Rung(row["id"], row["days"], row["tone"]) for row in others]
    try:
        return rules.positions([*rungs, mine] if mine else rungs)
    except Refused as refused:
        findings += refused.findings
        return {}


async def _put(places: dict[int, int]) -> None:
    for step_id, position in places.items():
        await PlanStep.update({PlanStep.position: position}).where(PlanStep.id == step_id)


def _named(values: StepValues) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(values).items()
    }


def _columns(values: StepValues) -> dict[Any, Any]:
    return {getattr(PlanStep, name): value for name, value in _named(values).items()}


def _faults(values: StepValues) -> list[Finding]:
    found = rules.channel_faults(Channel(values.channel), values.tone, values.is_automatic)
    found += rules.window_faults(values.weekdays, values.send_from, values.send_until)
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
    for name in ("name_fr", "name_en"):
        if not getattr(values, name).strip():
            found.append(finding("reminders.no_name", "A step has a name.", name))
    return found


async def _note(tx: Tx, act: str, step_id: int, name: str, at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="plan_step",
        subject_id=step_id,
        at=at,
        by=by,
        detail={"step": name},
    )
