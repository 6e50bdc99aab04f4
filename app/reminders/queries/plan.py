"""The plan of steps."""

from dataclasses import dataclass

from app.reminders.rules import Step, Texts
from app.reminders.tables import PlanStep


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
        )


async def plan() -> list[PlanStepView]:
    """The steps in order of their days."""
    return [PlanStepView(**row) for row in await PlanStep.select().order_by(PlanStep.days)]


async def steps() -> list[Step]:
    """The steps as the rules want them."""
    return [view.step for view in await plan()]
