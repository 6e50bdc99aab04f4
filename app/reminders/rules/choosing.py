"""Which plan a client follows, and why: its own, that of its contract, its group, its segment,
its grade, its amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_, Finding, finding, refuse
from app.core.money import Euros
from app.risk.rules import Segment

# A sentence for each segment: a reason is kept, and read in another language than it was kept in.
_OF_SEGMENT = {
    Segment.PUNCTUAL: N_("Segment “punctual”"),
    Segment.SLOW: N_("Segment “a little late”"),
    Segment.LATE: N_("Segment “well late”"),
    Segment.VERY_LATE: N_("Segment “very late”"),
}
STANDARD = 1
GRADES = ("A", "B", "C", "D", "E")


class ChoiceKind(StrEnum):
    """By what a plan is chosen, the strongest first."""

    CLIENT = "client"
    CONTRACT = "contract"
    GROUP = "group"
    SEGMENT = "segment"
    GRADE = "grade"
    AMOUNT = "amount"


@dataclass(frozen=True)
class PlanChoice:
    """Who follows a plan: `value` is a client's or a contract's id, a group's name, a segment's
    code, a grade, or cents owed late from which the plan is followed; `label` what people call it.
    """

    id: int
    plan_id: int
    kind: ChoiceKind
    value: str
    label: str = ""


@dataclass(frozen=True)
class Traits:
    """What of a client the choice looks at; `late` is cents past their due day, `contracts` those
    of which something is open."""

    client_id: int
    group: str
    grade: str | None
    late: int
    segment: str | None = None
    contracts: frozenset[int] = frozenset()


def choose(traits: Traits, choices: Iterable[PlanChoice]) -> tuple[int, Finding]:
    """The plan and the reason in words: the strongest kind of choice wins, in the order of
    `ChoiceKind`, and of the amounts the highest reached; else it is the usual plan."""
    order = list(ChoiceKind)
    fitting = [one for one in choices if _fits(one, traits)]
    fitting.sort(key=lambda one: (order.index(one.kind), -_cents(one)))
    if not fitting:
        return STANDARD, finding("reminders.plan_usual", "The plan of everybody")
    best = fitting[0]
    return best.plan_id, why_chosen(best)


def check_choice(kind: ChoiceKind, value: str) -> None:
    """Refuse an empty group, a segment or a grade that is none, an amount of nothing."""
    if kind is ChoiceKind.SEGMENT and value not in list(Segment):
        raise refuse("reminders.choice_segment", "Which segment?", "segment")
    if kind is ChoiceKind.GROUP and not value.strip():
        raise refuse("reminders.choice_group", "Which group?", "group")
    if kind is ChoiceKind.GRADE and value not in GRADES:
        raise refuse("reminders.choice_grade", "Which grade, from A to E?", "grade")
    if kind is ChoiceKind.AMOUNT and int(value or 0) <= 0:
        raise refuse("reminders.choice_amount", "From which amount on?", "amount")


def why_chosen(choice: PlanChoice) -> Finding:
    """What makes a client follow the plan of a choice."""
    if choice.kind is ChoiceKind.CLIENT:
        return finding("reminders.plan_client", "Chosen for this client")
    if choice.kind is ChoiceKind.CONTRACT:
        return finding("reminders.plan_contract", "Contract %(contract)s", contract=choice.label)
    if choice.kind is ChoiceKind.GROUP:
        return finding("reminders.plan_group", "Group %(group)s", group=choice.value)
    if choice.kind is ChoiceKind.SEGMENT:
        return Finding("reminders.plan_segment", _OF_SEGMENT[Segment(choice.value)])
    if choice.kind is ChoiceKind.GRADE:
        return finding("reminders.plan_grade", "Grade %(grade)s", grade=choice.value)
    return finding(
        "reminders.plan_amount", "%(amount)s late or more", amount=Euros(int(choice.value))
    )


def _fits(choice: PlanChoice, traits: Traits) -> bool:
    if choice.kind is ChoiceKind.CLIENT:
        return choice.value == str(traits.client_id)
    if choice.kind is ChoiceKind.CONTRACT:
        return int(choice.value) in traits.contracts
    if choice.kind is ChoiceKind.GROUP:
        return choice.value == traits.group
    if choice.kind is ChoiceKind.SEGMENT:
        return choice.value == traits.segment
    if choice.kind is ChoiceKind.GRADE:
        return choice.value == traits.grade
    return traits.late >= int(choice.value)


def _cents(choice: PlanChoice) -> int:
    return int(choice.value) if choice.kind is ChoiceKind.AMOUNT else 0
