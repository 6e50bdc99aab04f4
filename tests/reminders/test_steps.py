"""Steps added, moved and taken out; tried on oneself; what breaks the order is refused."""

from typing import Any

import pytest

from app.core.errors import Refused
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.actions import StepValues
from app.reminders.rules import Rung, positions
from app.reminders.tables import PlanStep
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, approved, late, left, proposed, waiting

CALL: dict[str, Any] = {
    "days": 20,
    "is_automatic": False,
    "claims_indemnity": False,
    "subject_fr": "Appeler {client}",
    "subject_en": "Call {client}",
    "body_fr": "Demander quand {total} seront réglés.",
    "body_en": "Ask when {total} will be paid.",
    "name_fr": "Un appel",
    "name_en": "A call",
    "tone": "friendly",
    "channel": "call",
}


async def usual() -> list[dict[str, Any]]:
    """The steps of the usual plan as they stand, by day."""
    rows: list[dict[str, Any]] = (
        await PlanStep.select()
        .where(PlanStep.plan_id == 1, PlanStep.retired_at.is_null())
        .order_by(PlanStep.days)
    )
    return rows


async def added(**changes: Any) -> int:
    return await actions.add_step(1, StepValues(**CALL | changes), at=at(MONDAY, 7), by=ODILE)


def as_kept(row: dict[str, Any], **changes: Any) -> StepValues:
    names = StepValues.__dataclass_fields__
    return StepValues(**{name: row[name] for name in names} | changes)


def test_a_position_is_a_hundred_for_each_tone_and_one_for_each_step_of_it_before() -> None:
    rungs = [Rung(4, 25, "formal"), Rung(1, -3, "courteous"), Rung(3, 9, "friendly")]
    assert positions([*rungs, Rung(2, 5, "friendly")]) == {1: 100, 2: 200, 3: 201, 4: 300}


@pytest.mark.parametrize("more", [Rung(9, 25, "firm"), Rung(9, 26, "friendly")])
def test_two_on_one_day_or_a_milder_one_after_a_firmer_are_refused(more: Rung) -> None:
    with pytest.raises(Refused) as refused:
        positions([Rung(1, 5, "friendly"), Rung(2, 25, "formal"), more])
    assert refused.value.code == "reminders.order"


async def test_a_call_between_two_letters_is_climbed_in_its_turn(database: None) -> None:
    """Due on the 10th: ten days after a message, twenty days after a call, then the notice."""
    await open_shop()
    await late(await regie())
    await proposed()
    await approved()
    assert len(await left(at(MONDAY, 9))) == 1
    await added()
    assert [row["position"] for row in await usual()] == [100, 200, 201, 300, 400]
    await proposed("2026-11-29")
    assert await waiting() == []
    await proposed("2026-11-30")
    assert [name for _, name, _ in await waiting()] == ["Un appel"]
    (view,) = await queries.open_reminders()
    assert view.body == "Demander quand 540,00\u00a0€ seront réglés."
    await actions.done(view.id, note="", at=at("2026-11-30", 10), by=ODILE)
    await proposed("2026-12-10")
    assert [name for _, name, _ in await waiting()] == ["Mise en demeure"]


async def test_a_step_taken_out_is_proposed_to_nobody_and_not_taken_again(
    database: None,
) -> None:
    await open_shop()
    call = await added()
    await late(await regie(), due="2026-11-03")
    await proposed()
    assert [name for _, name, _ in await waiting()] == ["Un appel"]
    (view,) = await queries.open_reminders()
    await actions.done(view.id, note="", at=at(MONDAY, 9), by=ODILE)
    await late(await hotel(), due="2026-11-03")
    for _ in range(2):
        await actions.remove_step(call, at=at(MONDAY, 10), by=ODILE)
    await proposed("2026-12-01")
    # The hotel has its first message; the Régie, called already, waits for the notice.
    assert [(who, name) for who, name, _ in await waiting()] == [
        ("Hôtel Saint-Nizier", "Première relance")
    ]
    (sent,), _ = await queries.decided()
    assert sent.name_fr == "Un appel"


async def test_a_step_added_before_the_one_that_was_taken_is_behind(database: None) -> None:
    await open_shop()
    await late(await regie())
    await proposed()
    await approved()
    await left(at(MONDAY, 9))
    await added(days=8, channel="email")
    await proposed("2026-12-05")
    assert await waiting() == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"days": 10}, "reminders.order", "days"),
        ({"days": 31}, "reminders.order", "days"),
        ({"body_fr": "Cher {prenom}"}, "reminders.place", "body_fr"),
        ({"body_en": " "}, "reminders.empty_text", "body_en"),
        ({"name_fr": " "}, "reminders.no_name", "name_fr"),
        ({"is_automatic": True}, "reminders.by_hand", "is_automatic"),
        ({"tone": "formal", "days": 32}, "reminders.formal", "channel"),
    ],
)
async def test_what_a_step_may_not_be(
    database: None, changes: dict[str, Any], code: str, field: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await added(**changes)
    (found,) = refused.value.findings
    assert (found.code, found.field) == (code, field)
    assert len(await usual()) == 4


async def test_a_step_that_was_sent_keeps_its_tone_and_a_plan_its_last_step(
    database: None,
) -> None:
    await open_shop()
    await late(await regie())
    await proposed()
    _, first, notice, last = await usual()
    with pytest.raises(Refused) as refused:
        changed = as_kept(first, tone="courteous")
        await actions.edit_step(first["id"], changed, at=at(MONDAY), by=ODILE)
    assert refused.value.code == "reminders.tone_taken"
    # Never sent: it may.
    await actions.edit_step(notice["id"], as_kept(notice, tone="firm"), at=at(MONDAY), by=ODILE)
    assert [row["position"] for row in await usual()] == [100, 200, 400, 401]
    for row in (first, notice, last):
        await actions.remove_step(row["id"], at=at(MONDAY), by=ODILE)
    with pytest.raises(Refused) as refused:
        await actions.remove_step((await usual())[0]["id"], at=at(MONDAY), by=ODILE)
    assert refused.value.code == "reminders.last_step"
    with pytest.raises(Refused):
        await actions.edit_step(first["id"], as_kept(first), at=at(MONDAY), by=ODILE)


async def test_the_owner_adds_tries_and_takes_out_on_the_page(database: None) -> None:
    await open_shop()
    await late(await hotel())
    typed = {name: str(value) for name, value in CALL.items() if value is not False}
    async with browser() as odile, browser() as amin:
        await signed_in(odile)
        await signed_in(amin, "amin")
        assert "Une étape de plus" in (await odile.get("/reminders/plan?add=1")).text
        refused = await odile.post(
            "/reminders/plan/steps", data=typed | {"plan": "1", "days": "10"}
        )
        assert refused.status_code == 422 and 'value="Un appel"' in refused.text
        for status in (303, 422):  # a second click finds its day taken
            answer = await odile.post("/reminders/plan/steps", data=typed | {"plan": "1"})
            assert answer.status_code == status
        call = next(row for row in await usual() if row["channel"] == "call")
        page = (await odile.get("/reminders/plan")).text
        assert "Un appel" in page and "Appel à passer" in page
        path = f"/reminders/plan/{call['id']}"
        words = typed | {"language": "fr", "body_fr": "{client} : {total}"}
        for _ in range(2):
            tried = await odile.post(f"{path}/trial", data=words)
            assert tried.status_code == 200 and "{client} : {total}" in tried.text
        (letter,) = await Message.select()
        assert letter["to_address"] == ODILE and letter["client_id"] is None
        assert letter["subject"] == "[Essai] Appeler Hôtel Saint-Nizier"
        assert letter["text"] == "Hôtel Saint-Nizier : 540,00\u00a0€"
        unknown = await odile.post(f"{path}/trial", data=words | {"body_fr": "{prenom}"})
        assert unknown.status_code == 422 and "{prenom} n’est pas connu" in unknown.text
        assert (await usual())[2]["body_fr"] == CALL["body_fr"]  # nothing was saved
        for who, status in ((amin, 403), (odile, 303), (odile, 303)):
            assert (await who.post(f"{path}/removal")).status_code == status
        assert (await amin.post(f"{path}/trial", data=words)).status_code == 403
        assert "Un appel" not in (await odile.get("/reminders/plan")).text
    assert len(await usual()) == 4
