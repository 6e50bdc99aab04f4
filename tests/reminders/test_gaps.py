"""A plan with days of its own between two messages: longer, shorter, none, in words and ahead."""

import asyncio
from datetime import date, timedelta

import pytest

from app.auth.tables import AuditEntry
from app.core.errors import Refused
from app.core.sentences import sentence
from app.reminders import actions, queries
from app.reminders.queries.ahead import coming_steps
from app.reminders.rules import ChoiceKind, Limits, Turn
from app.reminders.tables import Plan, PlanStep
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, D, approved, late, left, proposed, waiting

FIRM = 3
NINE = at(MONDAY, 9)
THURSDAY, NEXT_MONDAY, FRIDAY, LAST = "2026-11-26", "2026-11-30", "2026-12-04", "2026-12-07"


async def gap(days: int | None, shown: int | None = None, plan_id: int = FIRM) -> None:
    await actions.set_gap(plan_id, days, shown, at=at(MONDAY, 7), by=ODILE)


async def reminded(days: int | None) -> int:
    """The Régie follows the firm plan (3, 15 and 25 days) with this gap, owes since 10 November and
    had its first reminder on Monday the 23rd."""
    await open_shop()
    bellecour = await regie()
    await late(bellecour)
    if days is not None:
        await gap(days)
    await actions.choose_plan(ChoiceKind.CLIENT, str(bellecour), FIRM, at=NINE, by=ODILE)
    await proposed()
    await approved()
    assert len(await left(at(MONDAY, 9))) == 1
    return bellecour


async def held_on(day: str, client_id: int) -> tuple[str, date] | None:
    """Why a client is held on a day, and from when a message may leave; None: it is proposed."""
    result = await proposed(day)
    for one in result.held:
        if one.client_id == client_id:
            assert one.reason.code == "reminders.recent"
            facts = dict(one.reason.facts)
            assert facts["day"] == D(MONDAY)
            return sentence(one.reason, "fr").replace("\u00a0", " "), facts["next"]  # type: ignore[return-value]
    return None


async def test_a_longer_gap_holds_back_who_follows_the_plan_and_nobody_else(
    database: None,
) -> None:
    """On the 30th the formal notice of both is due; the usual seven days are over."""
    bellecour = await reminded(14)
    nizier = await hotel()
    await late(nizier, due="2026-10-30")
    await proposed()
    await approved()
    await left(at(MONDAY, 10))
    found = await held_on(NEXT_MONDAY, bellecour)
    assert found and found[1] == D(LAST) and "(délai propre au plan)" in found[0]
    assert [who for who, _, _ in await waiting()] == ["Hôtel Saint-Nizier"]
    assert await held_on(FRIDAY, bellecour)
    assert await held_on(LAST, bellecour) is None


async def test_a_shorter_gap_lets_it_leave_before_the_usual_days_are_over(database: None) -> None:
    bellecour = await reminded(3)
    assert await held_on(THURSDAY, bellecour) is None
    assert [who for who, _, _ in await waiting()] == ["Régie Bellecour"]


async def test_without_its_own_the_days_of_all_plans_hold_and_are_named(database: None) -> None:
    bellecour = await reminded(None)
    found = await held_on(THURSDAY, bellecour)
    assert found and found[1] == D(NEXT_MONDAY) and "(délai commun à tous les plans)" in found[0]
    # Taken back, the plan's own no longer counts; nor is that of all plans changed by it.
    await gap(30)
    assert await held_on(NEXT_MONDAY, bellecour)
    await gap(None, shown=30)
    assert await held_on(NEXT_MONDAY, bellecour) is None
    assert (await queries.the_limits()) == Limits()


async def test_who_changes_plan_is_judged_by_the_new_one(database: None) -> None:
    bellecour = await reminded(3)
    await actions.unchoose_plan(ChoiceKind.CLIENT, str(bellecour), at=NINE, by=ODILE)
    await gap(21, plan_id=1)
    found = await held_on("2026-12-10", bellecour)  # 30 days late: the usual plan's formal notice
    assert found and found[1] == D("2026-12-14")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (14, [(MONDAY, 3), (LAST, 25)]),
        (None, [(MONDAY, 3), (NEXT_MONDAY, 15), (LAST, 25)]),
        (2, [(MONDAY, 3), ("2026-11-25", 15), (LAST, 25)]),
    ],
)
async def test_what_is_ahead_keeps_to_it(
    database: None, days: int | None, expected: list[tuple[str, int]]
) -> None:
    """All by itself: the 25th day is Saturday 5 December, so it leaves on Monday the 7th."""
    await open_shop()
    bellecour = await regie()
    await late(bellecour)
    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.plan_id == FIRM)
    await actions.choose_plan(ChoiceKind.CLIENT, str(bellecour), FIRM, at=NINE, by=ODILE)
    await gap(days)
    fortnight = [D(MONDAY) + timedelta(days=n) for n in range(16)]
    found = await coming_steps(at(MONDAY, 8), fortnight)
    assert [
        (each.coming.on.isoformat(), each.step.days)
        for each in found
        if each.step and each.coming.turn is Turn.LEAVES
    ] == expected


@pytest.mark.parametrize("days", [0, 91, -1])
async def test_days_that_are_none_are_refused(database: None, days: int) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await gap(days)
    assert refused.value.findings[0].field == "own_gap"
    with pytest.raises(Refused):
        await gap(5, plan_id=99)


async def test_twice_is_once_and_two_people_at_once_do_not_overwrite(database: None) -> None:
    await open_shop()
    await gap(10)
    await gap(10)  # the same form again
    with pytest.raises(Refused) as refused:
        await actions.set_gap(FIRM, 20, None, at=NINE, by=AMIN)
    assert refused.value.findings[0].code == "reminders.gap_meanwhile"
    answers = await asyncio.gather(gap(12, shown=10), gap(15, shown=10), return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert await AuditEntry.count().where(AuditEntry.act == "plan.gap") == 2


async def test_a_copy_of_a_plan_has_it_too(database: None) -> None:
    await open_shop()
    await gap(21)
    new = await actions.copy_plan(FIRM, "Fermes", at=NINE, by=ODILE)
    row = await Plan.select(Plan.gap_days).where(Plan.id == new).first()
    assert row and row["gap_days"] == 21


async def test_the_owner_sets_it_on_the_page_and_sees_it_in_the_preview(
    database: None, at: object
) -> None:
    at(f"{MONDAY}T11:00")  # type: ignore[operator]
    bellecour = await reminded(None)
    path, page = f"/reminders/plans/{FIRM}/gap", f"/reminders/plan?plan={FIRM}"
    step = next(one.id for one in await queries.plan() if (one.plan_id, one.days) == (FIRM, 15))

    async def seen(where: str) -> str:
        return (await odile.get(where)).text.replace("\u00a0", " ")

    async with browser() as odile, browser() as amin:
        await signed_in(odile)
        await signed_in(amin, "amin")
        assert "7 jours au moins entre deux messages : c’est le délai commun" in await seen(page)
        preview = f"/reminders/plan?step={step}&client={bellecour}"
        assert "30 novembre 2026 (délai commun à tous les plans)" in await seen(preview)
        assert (await amin.post(path, data={"own_gap": "14", "was": ""})).status_code == 403
        assert path not in (await amin.get(page)).text
        wrong = await odile.post(path, data={"own_gap": "deux", "was": ""})
        assert wrong.status_code == 422 and 'value="deux"' in wrong.text
        wrong = await odile.post(path, data={"own_gap": "91", "was": ""})
        assert wrong.status_code == 422 and "Entre 1 et 90 jours." in wrong.text
        for _ in range(2):
            kept = await odile.post(path, data={"own_gap": "14", "was": ""})
            assert kept.headers["location"] == page
        assert "14 jours au moins entre deux messages : c’est le délai propre" in await seen(page)
        assert "« Ferme » a son propre délai : 14 jours." in await seen("/reminders/plan")
        assert "7 décembre 2026 (délai propre au plan)" in await seen(preview)
        stale = await odile.post(path, data={"own_gap": "20", "was": ""})
        assert stale.status_code == 422 and "entre-temps" in stale.text
        emptied = await odile.post(path, data={"own_gap": "", "was": "14"})
        assert emptied.status_code == 303
        assert "c’est le délai commun" in await seen(page)
