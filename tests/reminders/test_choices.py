"""Who follows which plan by its segment and by its contract, on the pages and in the sweep."""

from datetime import date

from app.core.sentences import sentence
from app.reminders import actions, queries
from app.reminders.actions import choose_plan
from app.reminders.rules import ChoiceKind, Limits, day_off, may_send, next_allowed
from app.risk.actions import move
from app.risk.rules import Segment
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import bill, lift
from tests.reminders.story import MONDAY, approved, late, left, proposed, waiting

FIRM = 3
TUESDAY, THURSDAY = "2026-11-24", "2026-11-26"


async def test_a_segment_follows_a_plan_from_the_day_a_client_is_in_it(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    await late(bellecour, due="2026-11-19")
    await choose_plan(ChoiceKind.SEGMENT, "very_late", FIRM, at=at(MONDAY), by=ODILE)
    await proposed()
    assert await waiting() == []
    await move(bellecour, Segment.VERY_LATE, seen=0, at=at(MONDAY), by=ODILE)
    await proposed()
    (view,) = await queries.open_reminders()
    assert view.name_fr == "Rappel d’échéance passée"
    assert view.plan_why
    assert sentence(view.plan_why, "fr") == "segment «\u00a0très en retard\u00a0»"


async def test_what_a_contract_owes_makes_its_client_follow_a_plan(database: None) -> None:
    """Billed on 1 November, due on the 11th; the hotel owes from that day too, for no contract."""
    await open_shop()
    await late(await hotel(), due="2026-11-11")
    bellecour = await regie(terms_days=10)
    await lift(bellecour, on="2026-11-01", start_on="2026-11-01", reference="E-014")
    await bill("2026-11-01")
    async with browser() as odile:
        await signed_in(odile)
        typed = {"plan": str(FIRM), "kind": "contract", "contract": "E-999"}
        wrong = await odile.post("/reminders/choices", data=typed)
        assert wrong.status_code == 422 and "Aucun contrat n’a cette référence" in wrong.text
        right = typed | {"contract": " e-014 "}
        assert (await odile.post("/reminders/choices", data=right)).status_code == 303
        assert "contrat E-014" in (await odile.get(f"/reminders/plan?plan={FIRM}")).text
    await proposed("2026-11-16")
    (view,) = await queries.open_reminders()
    assert (view.client_name, view.name_fr) == ("Régie Bellecour", "Rappel d’échéance passée")
    assert view.plan_why and sentence(view.plan_why, "fr") == "contrat E-014"


def test_days_that_the_owner_chose() -> None:
    """Tuesday and Thursday: Monday waits for Tuesday, a holiday Thursday for the Tuesday after."""
    days = (2, 4)
    assert not may_send(at(MONDAY, 10), None, None, days)
    assert may_send(at(TUESDAY, 10), None, None, days)
    assert next_allowed(at(TUESDAY, 18), None, None, days) == at(THURSDAY, 9)
    off = day_off(date(2026, 11, 23), days)
    assert off and (off.code, off.facts) == ("reminders.weekday", {"day": date(2026, 11, 24)})
    ascension = date(2027, 5, 6)
    off = day_off(ascension, days)
    assert off and (off.code, off.facts) == ("reminders.holiday", {"day": date(2027, 5, 11)})
    assert may_send(at("2026-11-28", 10), None, None, (6,))  # a Saturday, by choice
    assert not may_send(at("2026-11-29", 10), None, None, (6, 7))  # never a Sunday


async def test_what_is_approved_waits_for_a_day_that_was_chosen(database: None) -> None:
    await open_shop()
    await late(await hotel())
    await actions.set_limits(Limits(weekdays=(4, 2)), at=at(MONDAY, 7), by=ODILE)
    assert (await queries.the_limits()).weekdays == (2, 4)
    await proposed()
    await approved()
    assert await left(at(MONDAY, 10)) == []
    assert (await queries.desk(at(MONDAY, 10))).leaves_at == at(TUESDAY, 9)
    assert len(await left(at(TUESDAY, 10))) == 1
