"""Three plans: who follows which and why, from a word before the due day to the last call."""

import re

import pytest

from app.core.errors import Refused
from app.core.sentences import sentence
from app.reminders import actions, queries
from app.reminders.rules import ChoiceKind, PlanChoice, Traits, check_places, choose
from app.reminders.tables import PlanChoice as Kept
from app.reminders.tables import PlanStep
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, approved, late, left, proposed, waiting

GENTLE, FIRM = 2, 3
NOBODY = Traits(7, "", None, 0)


def choice(plan_id: int, kind: str, value: str) -> PlanChoice:
    return PlanChoice(1, plan_id, ChoiceKind(kind), value)


@pytest.mark.parametrize(
    ("traits", "expected", "why"),
    [
        (NOBODY, 1, "The plan of everybody"),
        (Traits(7, "Régies", None, 0), GENTLE, "Group Régies"),
        (Traits(7, "", "E", 0), FIRM, "Grade E"),
        (Traits(7, "Régies", "E", 900_000), GENTLE, "Group Régies"),
        (Traits(7, "", "D", 499_999), 1, "The plan of everybody"),
        (Traits(7, "", "D", 500_000), GENTLE, "€5,000.00 late or more"),
        (Traits(7, "", "D", 1_000_000), FIRM, "€10,000.00 late or more"),
        (Traits(9, "Régies", "E", 900_000), FIRM, "Chosen for this client"),
        (Traits(8, "", "E", 0), 1, "Chosen for this client"),
        (Traits(7, "", "E", 0, "late"), GENTLE, "Segment “well late”"),
        (Traits(7, "", None, 0, "slow"), 1, "The plan of everybody"),
        (Traits(7, "Régies", "E", 0, "late"), GENTLE, "Group Régies"),
        (Traits(7, "Régies", "E", 0, "late", frozenset({4, 5})), FIRM, "Contract 2026-014"),
        (Traits(9, "", "E", 0, "late", frozenset({5})), FIRM, "Chosen for this client"),
    ],
)
def test_the_strongest_reason_chooses(traits: Traits, expected: int, why: str) -> None:
    chosen = [
        choice(GENTLE, "amount", "500000"),
        choice(FIRM, "amount", "1000000"),
        choice(FIRM, "grade", "E"),
        choice(GENTLE, "group", "Régies"),
        choice(FIRM, "client", "9"),
        choice(1, "client", "8"),
        choice(GENTLE, "segment", "late"),
        PlanChoice(1, FIRM, ChoiceKind.CONTRACT, "5", "2026-014"),
    ]
    for order in (chosen, chosen[::-1]):
        plan_id, reason = choose(traits, order)
        assert (plan_id, sentence(reason, "en")) == (expected, why)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("group", " "), ("segment", "slack"), ("grade", "F"), ("amount", "0"), ("amount", "-5")],
)
async def test_what_is_no_group_grade_or_amount_is_refused(
    database: None, kind: str, value: str
) -> None:
    await open_shop()
    with pytest.raises(Refused):
        await actions.choose_plan(ChoiceKind(kind), value, FIRM, at=at(MONDAY), by=ODILE)
    with pytest.raises(Refused):
        await actions.choose_plan(ChoiceKind.GRADE, "E", 99, at=at(MONDAY), by=ODILE)
    assert await Kept.count() == 0


async def test_each_plan_climbs_four_steps_in_both_languages(database: None) -> None:
    assert [one.name_en for one in await queries.plans()] == ["Standard", "Gentle", "Firm"]
    steps = await queries.plan()
    # Comparable between plans: a hundred for each tone, one more for each of that tone before.
    four = [100, 200, 300, 400]
    for plan_id, days, positions in (
        (1, [-5, 10, 30, 45], four),
        (GENTLE, [-3, 15, 40, 70], [100, 200, 201, 300]),
        (FIRM, [-7, 3, 15, 25], four),
    ):
        mine = [one for one in steps if one.plan_id == plan_id]
        assert [(one.days, one.position) for one in mine] == list(zip(days, positions, strict=True))
    for step in steps:
        assert not step.is_automatic
        for language in ("fr", "en"):
            texts = step.texts(language)
            check_places(texts.subject + texts.body, "body")
            assert "{invoices}" in texts.body and "{business}" in texts.body
        # French has a space that does not break before the tall marks.
        assert not re.search(r"[^\u00a0][:;?!]", step.subject_fr + step.body_fr)
        # What counts as a formal notice, for interest, says so.
        assert (step.tone == "formal") is ("mettons en demeure" in step.body_fr)


async def test_the_firm_plan_writes_after_three_days_and_says_why(database: None) -> None:
    await open_shop()
    await late(await regie(), due="2026-11-19")
    await late(await hotel(), due="2026-11-19")
    await proposed()
    assert await waiting() == []
    await actions.choose_plan(ChoiceKind.GROUP, "Régies", FIRM, at=at(MONDAY), by=ODILE)
    await proposed()
    assert await waiting() == [("Régie Bellecour", "Rappel d’échéance passée", 54_000)]
    (view,) = await queries.open_reminders()
    assert view.plan_fr == "Ferme" and view.plan_why
    assert sentence(view.plan_why, "fr") == "groupe Régies"
    assert view.subject == "Échéance dépassée – Atelier Vauban"


async def test_another_plan_replaces_what_waits_and_climbs_no_rung_twice(database: None) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier, due="2026-11-10")
    await proposed()
    assert await waiting() == [("Hôtel Saint-Nizier", "Première relance", 54_000)]
    kind, value = ChoiceKind.CLIENT, str(saint_nizier)
    await actions.choose_plan(kind, value, GENTLE, at=at(MONDAY), by=ODILE)
    await proposed()
    assert await waiting() == []
    await actions.choose_plan(kind, value, FIRM, at=at(MONDAY), by=ODILE)
    assert await Kept.count() == 1
    await proposed()
    assert await waiting() == [("Hôtel Saint-Nizier", "Rappel d’échéance passée", 54_000)]
    await approved()
    assert len(await left(at(MONDAY, 9))) == 1
    # The first rung is behind: the usual plan goes on with its formal notice, thirty days late.
    await actions.unchoose_plan(kind, value, at=at(MONDAY, 10), by=ODILE)
    await proposed("2026-12-09")
    assert await waiting() == []
    await proposed("2026-12-10")
    assert [step for _, step, _ in await waiting()] == ["Mise en demeure"]


async def test_steps_of_a_plan_keep_their_own_order(database: None) -> None:
    await open_shop()
    step = (await PlanStep.select().where(PlanStep.plan_id == FIRM).order_by(PlanStep.days))[1]
    names = actions.StepValues.__dataclass_fields__
    values = {name: step[name] for name in names}
    with pytest.raises(Refused) as refused:
        wrong = actions.StepValues(**values | {"days": 15})
        await actions.edit_step(step["id"], wrong, at=at(MONDAY), by=ODILE)
    assert refused.value.code == "reminders.order"
    # Ten days is the first step of the usual plan, and may be one of this plan too.
    right = actions.StepValues(**values | {"days": 10})
    await actions.edit_step(step["id"], right, at=at(MONDAY), by=ODILE)


async def test_the_owner_chooses_on_the_pages(database: None, at: object) -> None:
    at(f"{MONDAY}T08:30")  # type: ignore[operator]
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier)
    async with browser() as odile, browser() as amin:
        await signed_in(odile)
        await signed_in(amin, "amin")
        firm = {"plan": str(FIRM), "kind": "grade", "grade": "E"}
        assert (await amin.post("/reminders/choices", data=firm)).status_code == 403
        answer = await odile.post("/reminders/choices", data=firm | {"grade": "Z"})
        assert answer.status_code == 422 and 'value="Z"' in answer.text
        assert "Quelle note, de A à E" in answer.text
        assert (await odile.post("/reminders/choices", data=firm)).status_code == 303
        page = (await amin.get(f"/reminders/plan?plan={FIRM}")).text
        assert "note E" in page and "Rappel d’échéance passée" in page
        assert "Première relance" not in page
        assert (await amin.get("/reminders/plan?plan=9")).status_code == 404
        path = f"/clients/{saint_nizier}/reminders/plan"
        assert (await amin.post(path, data={"plan": "9"})).status_code == 404
        assert (await amin.post(path, data={"plan": str(FIRM)})).status_code == 303
        assert "Hôtel Saint-Nizier" in (await amin.get(f"/reminders/plan?plan={FIRM}")).text
        await proposed()
        desk = (await amin.get("/reminders")).text.replace("\u00a0", " ")
        assert "Plan « Ferme » : choisi pour ce client." in desk
        assert (await amin.post(path, data={"plan": ""})).status_code == 303
        (kept,) = await queries.choices()
        gone = f"/reminders/choices/{kept.id}/removal"
        assert (await odile.post(gone)).status_code == 303
        assert (await odile.post(gone)).status_code == 404
