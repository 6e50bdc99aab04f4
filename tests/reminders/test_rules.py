"""When to chase and when to stay silent, told as short stories."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from app.core.errors import Refused
from app.reminders import rules
from app.reminders.rules import Held, OpenItem, Proposal, Situation, Step

SOON = Step(1, 1, -5, "courteous", False, False)
FIRST = Step(2, 2, 10, "friendly", False, False)
NOTICE = Step(3, 3, 30, "formal", False, False)
LAST = Step(4, 4, 45, "firm", False, True)
PLAN = (SOON, FIRST, NOTICE, LAST)
DUE = date(2026, 10, 1)


def item(number: str = "F1", due_on: date = DUE, **changes: object) -> OpenItem:
    plain = OpenItem(len(number), len(number), number, date(2026, 9, 1), due_on, 54_000)
    return replace(plain, **changes)  # type: ignore[arg-type]


def hotel(*items: OpenItem, **changes: object) -> Situation:
    plain = Situation(7, "Hôtel Saint-Nizier", "company", "compta@hotel.example", items)
    return replace(plain, **changes)  # type: ignore[arg-type]


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def step_on(day: date, done: int = 0) -> Step | None:
    made = rules.decide(hotel(item(step_done=done)), PLAN, day)
    return made.step if isinstance(made, Proposal) else None


def test_the_ladder_day_by_day() -> None:
    assert step_on(on(9, 25)) is None
    assert step_on(on(9, 26)) == SOON
    assert step_on(on(10, 1)) == SOON
    assert step_on(on(10, 2)) is None  # a notice before the due day lapses once it is past
    assert step_on(on(10, 10)) is None
    assert step_on(on(10, 11)) == FIRST
    assert step_on(on(10, 31)) == NOTICE
    assert step_on(on(11, 15)) == LAST


def test_a_notice_that_could_only_arrive_too_late_is_not_proposed() -> None:
    """Due on Sunday 22 November: on Friday it still can leave, from Saturday on it cannot."""
    due = hotel(item(due_on=date(2026, 11, 22)))
    assert isinstance(rules.decide(due, PLAN, on(11, 20)), Proposal)
    assert rules.decide(due, PLAN, on(11, 21)) is None
    assert rules.decide(due, PLAN, on(11, 22)) is None


def test_a_step_taken_is_not_taken_again_nor_a_lower_one() -> None:
    assert step_on(on(10, 11), done=2) is None
    assert step_on(on(10, 30), done=2) is None
    assert step_on(on(10, 31), done=2) == NOTICE
    assert step_on(on(10, 31), done=4) is None


def test_after_a_long_outage_only_the_highest_step_goes() -> None:
    assert step_on(on(12, 24)) == LAST


def test_one_message_for_all_that_is_late() -> None:
    late, later, coming = (
        item("F1", on(9, 1)),
        item("F22", on(10, 10)),
        item("F333", on(10, 20)),
    )
    made = rules.decide(hotel(later, late, coming), PLAN, on(10, 15))
    assert isinstance(made, Proposal)
    assert made.step == NOTICE
    assert [one.number for one in made.items] == ["F1", "F22"]
    assert made.amount == 108_000
    assert [(one.number, step.days) for one, step in made.taken] == [("F1", 30)]
    assert dict(made.why.facts) == {"n": 2, "days": 44}


def test_a_notice_before_the_due_day_names_only_what_comes_due() -> None:
    made = rules.decide(hotel(item("F1", on(10, 18))), PLAN, on(10, 15))
    assert isinstance(made, Proposal)
    assert (made.step, made.why.code) == (SOON, "reminders.soon_due")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_paused": True}, "reminders.paused"),
        ({"unallocated": 1}, "reminders.unallocated"),
        ({"last_contact_on": date(2026, 10, 8)}, "reminders.recent"),
        ({"email": ""}, "reminders.no_email"),
    ],
)
def test_each_silence_has_its_reason(changes: dict[str, object], code: str) -> None:
    made = rules.decide(hotel(item(), **changes), PLAN, on(10, 14))
    assert isinstance(made, Held) and made.reason.code == code


def test_a_week_after_a_message_the_next_may_leave() -> None:
    made = rules.decide(hotel(item(), last_contact_on=date(2026, 10, 7)), PLAN, on(10, 14))
    assert isinstance(made, Proposal)


def test_what_is_disputed_or_paused_is_left_out_and_holds_when_nothing_else_is_late() -> None:
    disputed, paused = item("F1", is_disputed=True), item("F22", is_paused=True)
    made = rules.decide(hotel(disputed, paused), PLAN, on(10, 14))
    assert isinstance(made, Held) and made.reason.code == "reminders.disputed"
    assert [one.code for one in made.also] == ["reminders.item_paused"]
    made = rules.decide(hotel(disputed, item("F333")), PLAN, on(10, 14))
    assert isinstance(made, Proposal) and [one.number for one in made.items] == ["F333"]


def test_nothing_due_is_no_hold_even_for_a_paused_client() -> None:
    assert rules.decide(hotel(item(), is_paused=True), PLAN, on(10, 5)) is None
    assert rules.decide(hotel(item(open=0)), PLAN, on(12, 5)) is None


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2026, 11, 23, 9, 0), True),
        (datetime(2026, 11, 23, 17, 30), True),
        (datetime(2026, 11, 23, 8, 59), False),
        (datetime(2026, 11, 23, 17, 31), False),
        (datetime(2026, 11, 21, 10, 0), False),  # Saturday
        (datetime(2026, 11, 22, 10, 0), False),  # Sunday
        (datetime(2026, 11, 11, 10, 0), False),  # Armistice Day
        (datetime(2027, 3, 29, 10, 0), False),  # Easter Monday
    ],
)
def test_the_hours_in_which_a_reminder_may_leave(moment: datetime, allowed: bool) -> None:
    assert rules.may_send(moment, None, None) is allowed


def test_the_hours_are_the_owners() -> None:
    assert rules.may_send(datetime(2026, 11, 23, 8, 0), time(7, 30), time(8, 30))


def test_an_unknown_place_in_a_text_is_refused_by_name() -> None:
    assert rules.fill("Bonjour {client}", {"client": "Hôtel"}) == "Bonjour Hôtel"
    with pytest.raises(Refused) as refused:
        rules.fill("Bonjour {prenom}", {})
    assert refused.value.findings[0].facts["name"] == "prenom"
