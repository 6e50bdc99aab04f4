"""The page of the forecast, as the owner, the assistant and the accountant meet it."""

import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from app.adapters.database import transaction
from app.invoices.actions import record_openings
from app.invoices.rules import Opening as TakenOver
from app.payments.rules import Method
from app.today import actions, queries
from app.today.jobs import forecast as by_the_clock
from app.today.rules import Opening, Scenario, Twist
from tests.bank.bank import bring, camt
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.contracts.stories import lift
from tests.payments.books import paid, sold

D = date.fromisoformat
NOW = "2026-11-23T08:30"


@pytest.fixture(autouse=True)
def on_monday_morning(at: object) -> None:
    at(NOW)  # type: ignore[operator]


async def seen(client: httpx.AsyncClient, path: str = "/forecast") -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return plain(answer)


def plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", answer.text.replace("\u00a0", " ").replace("\u202f", " "))


async def made(on: str) -> None:
    await actions.make_forecast(on=D(on), at=moment(on, 10))


async def test_from_nothing_to_a_forecast_with_rent(database: None) -> None:
    await open_shop()
    await sold(await regie(), 1_200, "2026-11-10", "2026-12-10")
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile)
        assert "Pas encore de prévision" in page and '<svg class="chart' not in page
        answer = await odile.post("/forecast/runs")
        assert answer.status_code == 303
        page = await seen(odile)
        assert "La prévision est calculée." in page
        assert "Aucun relevé bancaire avec un solde" in page
        assert '<svg class="chart fan"' in page and "style=" not in page.split("<main")[1]
        rent = {"kind": "rent", "amount": "800", "months": "1", "first_on": "05/12/2026"}
        assert (await odile.post("/forecast/outflows", data=rent)).status_code == 303
        page = await seen(odile)
        assert "Loyer" in page and "Chaque mois" in page and "800,00 €" in page
        # Weeks end on Mondays: the first rent is in the second week, whatever comes in.
        [(outflow_id, outflow)] = await queries.outflows()
        assert (outflow.cents, outflow.months) == (80_000, 1)
        await odile.post(f"/forecast/outflows/{outflow_id}/removal")
        assert await queries.outflows() == []


async def test_the_opening_balance_is_the_statement_and_what_came_since(
    database: None, tmp_path: Path
) -> None:
    """The statement ends on 15 November with 100 €; 300 € come by transfer after it, and 50 € in
    notes, which are in no bank."""
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 960, "2026-11-01", "2026-12-10")
    await bring(camt(opening="100.00", closing="100.00", closing_on="2026-11-15"), tmp_path)
    await paid(bellecour, 300, "2026-11-20")
    await paid(bellecour, 50, "2026-11-20", method=Method.CASH)
    await made("2026-11-23")
    standing = await queries.standing()
    assert standing is not None
    assert standing.opening == Opening(10_000, D("2026-11-15"), 30_000)
    # 610 € are left of the invoice: all of it comes some day, no more than that.
    assert standing.weeks[-1].in_high == 61_000


async def test_contracts_are_foreseen_with_their_vat(database: None) -> None:
    """120 € and VAT (144 €) on the first of each month, in advance, at 30 days: December's to
    May's are issued within 26 weeks."""
    await open_shop()
    await lift(await regie(terms_days=30), bill_from="2026-12-01")
    await made("2026-11-23")
    standing = await queries.standing()
    assert standing is not None
    assert standing.weeks[4].in_high == 0
    assert 3 * 14_400 <= standing.weeks[-1].in_mid <= 6 * 14_400
    assert standing.weeks[-1].in_mid - standing.weeks[-1].net_mid > 0


async def test_what_is_in_dispute_is_not_counted_on(database: None) -> None:
    await open_shop()
    bellecour, due = await regie(), D("2026-12-10")
    rows = [
        TakenOver(bellecour, "A", D("2026-11-10"), due, 120_000, disputed=True),
        TakenOver(bellecour, "B", D("2026-11-10"), due, 7_000),
    ]
    async with transaction() as tx:
        await record_openings(tx, rows, import_id=None, at=moment("2026-11-10"), by=ODILE)
    await made("2026-11-23")
    standing = await queries.standing()
    assert standing is not None and standing.weeks[-1].in_high == 7_000


async def test_the_first_forecast_of_a_week_is_judged_when_its_weeks_are_past(
    database: None,
) -> None:
    """1 200 € are known on Monday, when the forecast is kept; 480 € invoiced on Tuesday are not.
    Both are paid by 2 December: what came of what was known are 1 200 €, from the second week
    on."""
    await open_shop()
    saint_nizier = await hotel()
    await sold(saint_nizier, 1_200, "2026-11-10", "2026-12-01")
    await made("2026-11-23")
    await made("2026-11-23")
    await sold(saint_nizier, 480, "2026-11-24", "2026-12-01")
    await made("2026-11-25")
    await paid(saint_nizier, 1_680, "2026-12-02")
    await made("2026-12-08")
    judged = await queries.judged()
    assert [(str(j.made_on), str(j.ends_on), j.actual) for j in judged] == [
        ("2026-11-23", "2026-12-07", 120_000),
        ("2026-11-23", "2026-11-30", 0),
    ]
    await made("2026-12-09")
    assert len(await queries.judged()) == 2
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile)
    assert "Ce qu’elle a valu" in page and "sur 1" in page


async def test_scenarios_stand_beside_the_forecast(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 1_200, "2026-11-10", "2026-12-10")
    async with browser() as odile:
        await signed_in(odile)
        await odile.post("/forecast/runs")
        later = {"twist": "later", "client": str(bellecour), "days": "90"}
        answer = await odile.post("/forecast/scenarios", data=later)
        assert answer.status_code == 303
        page = await seen(odile, answer.headers["location"])
        assert "Régie Bellecour : 90 jours plus tard" in page
        assert '<polyline class="other"' in page and "Dans 13 semaines" in page
        more = {"twist": "expense", "expense": "500", "expense_on": "01/12/2026"}
        answer = await odile.post("/forecast/scenarios", data=more)
        page = await seen(odile, answer.headers["location"])
        assert "500,00 € à payer en plus le 1er décembre 2026" in page
        view = (await queries.scenarios())[0]
        await odile.post(f"/forecast/scenarios/{view.id}/removal")
        assert len(await queries.scenarios()) == 1
        assert await queries.standing(view.id) is None


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("outflows", {"kind": "rent", "amount": "abc", "months": "1", "first_on": "5/12"}, "abc"),
        ("outflows", {"kind": "boat", "amount": "5", "months": "1", "first_on": "5/12"}, "boat"),
        ("outflows", {"kind": "rent", "amount": "0", "months": "1", "first_on": "5/12"}, "zéro"),
        ("scenarios", {"twist": "later", "client": "999", "days": "5"}, "Ce client n’existe pas."),
        ("scenarios", {"twist": "later", "days": "900"}, "900"),
        ("scenarios", {"twist": "expense", "expense": "5"}, "form"),
    ],
)
async def test_faults_come_back_with_what_was_typed(
    database: None, path: str, typed: dict[str, str], said: str
) -> None:
    await open_shop()
    await made("2026-11-23")
    async with browser() as odile:
        await signed_in(odile)
        answer = await odile.post(f"/forecast/{path}", data=typed)
        assert answer.status_code == 422 and said in plain(answer)
        assert await queries.outflows() == [] and await queries.scenarios() == []


async def test_only_the_owner_says_what_goes_out(database: None) -> None:
    await open_shop()
    await made("2026-11-23")
    rent = {"kind": "rent", "amount": "800", "months": "1", "first_on": "05/12/2026"}
    for who in ("amin", "claire"):
        async with browser() as other:
            await signed_in(other, who)
            assert "Ajouter une dépense" not in await seen(other)
            assert (await other.post("/forecast/outflows", data=rent)).status_code == 403


async def test_the_worker_makes_it_and_waits_for_the_set_up(database: None) -> None:
    await by_the_clock({})
    assert await queries.standing() is None
    await open_shop()
    await by_the_clock({})
    assert await queries.standing() is not None


async def test_a_scenario_without_a_forecast_yet_says_so(database: None) -> None:
    await open_shop()
    await made("2026-11-23")
    scenario = Scenario(Twist.LATER, None, 30)
    made_id = await actions.add_scenario(scenario, at=moment("2026-11-23"), by=ODILE)
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, f"/forecast?scenario={made_id}")
    assert "Ce scénario n’est pas encore calculé." in page
