"""A plan made from another, followed, and one that was never used, removed."""

import pytest

from app.core.errors import Refused
from app.reminders import actions, queries
from app.reminders.rules import ChoiceKind
from app.reminders.tables import Plan, PlanStep
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, late, proposed, waiting

NINE = at(MONDAY, 9)


async def steps_of(plan_id: int) -> list[tuple[int, str, str, str]]:
    return [
        (each.days, each.name_fr, each.body_fr, each.channel)
        for each in await queries.plan()
        if each.plan_id == plan_id
    ]


async def test_a_copy_has_the_same_steps_and_is_changed_alone(database: None) -> None:
    await open_shop()
    before = await steps_of(1)
    new = await actions.copy_plan(1, "  Grands  comptes ", at=NINE, by=ODILE)
    assert await steps_of(new) == before != []
    last = [each.id for each in await queries.plan() if each.plan_id == new][-1]
    await actions.remove_step(last, at=NINE, by=ODILE)
    assert await steps_of(1) == before and len(await steps_of(new)) == len(before) - 1
    again = await actions.copy_plan(new, "Très grands comptes", at=NINE, by=ODILE)
    assert await steps_of(again) == before[:-1]  # a step that was taken out is not copied
    assert [one.name_fr for one in await queries.plans()][-2:] == [
        "Grands comptes",
        "Très grands comptes",
    ]


async def test_who_follows_a_copy_is_proposed_its_steps_and_climbs_none_twice(
    database: None,
) -> None:
    await open_shop()
    client_id = await hotel()
    await late(client_id)
    new = await actions.copy_plan(1, "Hôtels", at=NINE, by=ODILE)
    await actions.choose_plan(ChoiceKind.CLIENT, str(client_id), new, at=NINE, by=ODILE)
    await proposed()
    assert len(await waiting()) == 1
    (view,) = await queries.open_reminders()
    assert view.step_id in [each.id for each in await queries.plan() if each.plan_id == new]
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await actions.remove_plan(new, at=NINE, by=ODILE)
        assert refused.value.findings[0].code == "reminders.plan_used"
        # Nobody follows it any more; its history still names it.
        await actions.unchoose_plan(ChoiceKind.CLIENT, str(client_id), at=NINE, by=ODILE)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
async def test_a_name_is_asked_for(database: None, name: str) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await actions.copy_plan(1, name, at=NINE, by=ODILE)
    assert refused.value.findings[0].field == "name"


async def test_the_same_name_twice_is_one_plan_and_the_usual_one_stays(database: None) -> None:
    await open_shop()
    await actions.copy_plan(1, "Régies", at=NINE, by=ODILE)
    with pytest.raises(Refused):
        await actions.copy_plan(1, "RÉGIES", at=NINE, by=AMIN)
    with pytest.raises(Refused):
        await actions.copy_plan(99, "Autre", at=NINE, by=ODILE)
    with pytest.raises(Refused):
        await actions.remove_plan(1, at=NINE, by=ODILE)
    assert await Plan.count().where(Plan.name_fr == "Régies") == 1


async def test_odile_makes_one_and_removes_it_on_the_page(database: None) -> None:
    await open_shop()
    await regie()
    async with browser() as odile:
        await signed_in(odile)
        answer = await odile.post("/reminders/plans", data={"plan": "1", "name": ""})
        assert answer.status_code == 422 and "details" in answer.text
        answer = await odile.post("/reminders/plans", data={"plan": "1", "name": "Régies"})
        where = answer.headers["location"]
        new = int(where.rpartition("=")[2])
        page = (await odile.get(where)).text
        assert f"/reminders/plans/{new}/removal" in page and "Régies" in page
        assert "/reminders/plans/1/removal" not in (await odile.get("/reminders/plan")).text
        for _ in range(2):
            answer = await odile.post(f"/reminders/plans/{new}/removal")
            assert answer.headers["location"] == "/reminders/plan"
        assert (await odile.get(where)).status_code == 404
        answer = await odile.post("/reminders/plans/1/removal")
        assert answer.status_code == 422 and "Ce plan est suivi" in answer.text
    assert await PlanStep.count().where(PlanStep.plan_id == new) == 0


async def test_only_the_owner_does(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        data = {"plan": "1", "name": "Régies"}
        assert (await amin.post("/reminders/plans", data=data)).status_code == 403
        assert (await amin.post("/reminders/plans/2/removal")).status_code == 403
        assert "/reminders/plans" not in (await amin.get("/reminders/plan")).text
