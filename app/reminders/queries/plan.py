"""The plans, their steps, and who follows which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from app.contracts.tables import Contract
from app.reminders.rules import Channel, ChoiceKind, PlanChoice, Recipient, Step, Texts
from app.reminders.tables import Plan, PlanStep, Reminder, ReminderItem
from app.reminders.tables import PlanChoice as ChoiceRow


@dataclass(frozen=True)
class PlanStepView:
    """A step with its texts in both languages."""

    id: int
    position: int
    days: int
    tone: str
    is_automatic: bool
    claims_indemnity: bool
    name_fr: str
    name_en: str
    subject_fr: str
    subject_en: str
    body_fr: str
    body_en: str
    plan_id: int
    channel: str
    retired_at: datetime | None = None
    weekdays: str = ""
    send_from: time | None = None
    send_until: time | None = None
    recipient: str = "usual"
    copies_salesperson: bool = False

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr

    def texts(self, language: str) -> Texts:
        """What it says in a language."""
        if language == "en":
            return Texts(self.subject_en, self.body_en)
        return Texts(self.subject_fr, self.body_fr)

    @property
    def step(self) -> Step:
        return Step(
            self.id,
            self.position,
            self.days,
            self.tone,
            self.is_automatic,
            self.claims_indemnity,
            self.plan_id,
            Channel(self.channel),
            tuple(int(each) for each in self.weekdays),
            self.send_from,
            self.send_until,
            Recipient(self.recipient),
            bool(self.copies_salesperson),
        )


@dataclass(frozen=True)
class PlanView:
    """A plan by its name; `gap_days` are its own days between two messages, if it has any."""

    id: int
    name_fr: str
    name_en: str
    gap_days: int | None = None

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


async def plans() -> list[PlanView]:
    """The plans, the usual one first."""
    return [PlanView(**row) for row in await Plan.select().order_by(Plan.id)]


async def gaps() -> dict[int, int]:
    """The days between two messages of the plans that have their own."""
    return {one.id: one.gap_days for one in await plans() if one.gap_days is not None}


async def is_used(plan_id: int) -> bool:
    """Whether somebody follows a plan, or a reminder was ever proposed for a step of it."""
    if await ChoiceRow.exists().where(ChoiceRow.plan == plan_id):
        return True
    steps = PlanStep.select(PlanStep.id).where(PlanStep.plan_id == plan_id)
    ids = [row["id"] for row in await steps] or [0]
    return bool(
        await Reminder.exists().where(Reminder.step.is_in(ids))
        or await ReminderItem.exists().where(ReminderItem.step.is_in(ids))
    )


async def choices() -> list[PlanChoice]:
    """Who follows another plan than the usual one, strongest kind first."""
    order = list(ChoiceKind)
    rows = await ChoiceRow.select().order_by(ChoiceRow.value)
    names = await _contracts(row["value"] for row in rows if row["kind"] == ChoiceKind.CONTRACT)
    found = [
        PlanChoice(
            row["id"],
            row["plan"],
            ChoiceKind(row["kind"]),
            row["value"],
            names.get(row["value"], "") if row["kind"] == ChoiceKind.CONTRACT else "",
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: order.index(one.kind))


async def contract_called(reference: str) -> int | None:
    """The contract with a reference, however its letters are typed; None when none or several."""
    rows = await Contract.select(Contract.id, Contract.reference)
    wanted = reference.strip().casefold()
    ids = [row["id"] for row in rows if row["reference"].casefold() == wanted]
    return ids[0] if len(ids) == 1 else None


async def _contracts(ids: Iterable[str]) -> dict[str, str]:
    """References by id, both as text."""
    wanted = [int(each) for each in ids]
    if not wanted:
        return {}
    rows = await Contract.select(Contract.id, Contract.reference).where(Contract.id.is_in(wanted))
    return {str(row["id"]): row["reference"] for row in rows}


async def plan(is_whole: bool = False) -> list[PlanStepView]:
    """The steps of all plans in order of their days; `is_whole`: with those taken out since."""
    rows = await PlanStep.select().order_by(PlanStep.days).order_by(PlanStep.id)
    return [PlanStepView(**row) for row in rows if is_whole or row["retired_at"] is None]


async def steps() -> list[Step]:
    """The steps as the rules want them."""
    return [view.step for view in await plan()]
