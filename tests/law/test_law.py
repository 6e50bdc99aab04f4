"""Legal values by their day: what prints, what is refused, what the owner enters."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.law import actions, queries
from app.law.rules import half_year
from tests.cast import ODILE, at, browser, open_shop, signed_in

NBSP = "\u00a0"


async def test_the_franchise_wording_changes_with_the_new_code(database: None) -> None:
    """VAT moved from the CGI to the CIBS on 1 September 2026 (ordonnance 2025-1247)."""
    before = await queries.law_on(date(2026, 8, 31))
    after = await queries.law_on(date(2026, 9, 1))
    assert before.text("mention.franchise", "fr") == "TVA non applicable, art. 293 B du CGI"
    assert after.text("mention.franchise", "fr") == "TVA non applicable, art. L. 223-3 du CIBS"
    assert "CIBS" in after.text("mention.franchise", "en")


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        # ECB refinancing rate on the first day of the half-year, plus 10 points.
        (date(2024, 7, 1), f"14,25{NBSP}%"),
        (date(2024, 12, 31), f"14,25{NBSP}%"),
        (date(2025, 1, 1), f"13,15{NBSP}%"),
        (date(2025, 7, 1), f"12,15{NBSP}%"),
        (date(2025, 12, 31), f"12,15{NBSP}%"),
    ],
)
async def test_the_rate_of_the_half_year_is_printed(database: None, day: date, rate: str) -> None:
    law = await queries.law_on(day)
    assert f"taux annuel de {rate} " in law.text("mention.penalty", "fr")


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 11, 21), date(2024, 6, 30)])
async def test_an_unknown_or_unconfirmed_rate_prints_the_formula(database: None, day: date) -> None:
    text = (await queries.law_on(day)).text("mention.penalty", "fr")
    assert "majoré de 10 points de pourcentage" in text
    assert NBSP + "%" not in text


async def test_the_rate_of_the_business_own_terms_comes_first(database: None) -> None:
    law = await queries.law_on(date(2026, 11, 21))
    assert f"15{NBSP}% sont" in law.penalty("fr", own_rate=1500)
    assert "rate of 15%," in law.penalty("en", own_rate=1500)


async def test_numbers_in_their_units(database: None) -> None:
    law = await queries.law_on(date(2026, 11, 21))
    assert law.number("indemnity.amount") == 4000
    assert law.number("terms.cap_days") == 60
    assert law.vat_rates() == (2000, 1000, 550, 210)


async def test_a_missing_value_names_itself_and_the_day(database: None) -> None:
    law = await queries.law_on(date(1999, 1, 1))
    assert not law.has("mention.penalty")
    with pytest.raises(Refused) as refusal:
        law.text("mention.penalty", "fr")
    assert refusal.value.code == "law.missing"
    assert refusal.value.findings[0].facts == {
        "key": "mention.penalty_formula",
        "on": date(1999, 1, 1),
    }
    with pytest.raises(Refused):
        law.number("penalty.rate")


async def test_odile_enters_the_rate_of_this_half_year(database: None) -> None:
    on = date(2026, 11, 21)
    entered = await actions.enter_penalty_rate(
        215, source="banque-france.fr", on=on, at=at(on), by=ODILE
    )
    assert entered == 1215
    law = await queries.law_on(on)
    assert f"12,15{NBSP}%" in law.text("mention.penalty", "fr")
    assert "majoré" in (await queries.law_on(date(2027, 1, 1))).text("mention.penalty", "fr")
    with pytest.raises(Refused, match="known and verified"):
        await actions.enter_penalty_rate(300, source="x", on=on, at=at(on), by=ODILE)


async def test_entering_replaces_a_rate_from_memory(database: None) -> None:
    on = date(2026, 2, 1)
    await actions.enter_penalty_rate(240, source="banque-france.fr", on=on, at=at(on), by=ODILE)
    assert (await queries.law_on(on)).number("penalty.rate") == 1240


async def test_the_page_alarms_until_the_rate_is_there(database: None, at) -> None:
    at("2026-11-21T09:00")
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        assert "à compléter" in (await odile.get("/settings")).text
        page = await odile.get("/settings/law")
        assert "semestre n’est pas connu" in page.text
        wrong = await odile.post(
            "/settings/law/penalty-rates", data={"ecb_rate": "many", "source": ""}
        )
        assert wrong.status_code == 422
        assert 'id="e-ecb_rate"' in wrong.text and 'id="e-source"' in wrong.text
        await odile.post(
            "/settings/law/penalty-rates", data={"ecb_rate": "2,15 %", "source": "BdF"}
        )
        page = await odile.get("/settings/law")
        assert "semestre n’est pas connu" not in page.text
        assert f"12,15{NBSP}%" in page.text
        assert "à compléter" not in (await odile.get("/settings")).text


async def test_a_value_from_memory_is_confirmed_with_its_source(database: None) -> None:
    await open_shop()
    values = await queries.all_values()
    doubtful = next(v for v in values if v.key == "mention.reverse_charge")
    assert not doubtful.is_verified
    async with browser() as odile:
        await signed_in(odile, "odile")
        path = f"/settings/law/{doubtful.id}/confirmation"
        assert (await odile.post(path, data={"read_in": ""})).status_code == 422
        assert (await odile.post(path, data={"read_in": "Légifrance"})).status_code == 303
        missing = await odile.post("/settings/law/9999/confirmation", data={"read_in": "x"})
        assert missing.status_code == 422
    kept = next(v for v in await queries.all_values() if v.id == doubtful.id)
    assert (kept.is_verified, kept.source) == (True, "Légifrance")


async def test_every_row_has_a_source(database: None) -> None:
    values = await queries.all_values()
    assert len(values) > 25
    assert all(value.source and (value.number is not None or value.text_en) for value in values)


def test_half_years() -> None:
    assert half_year(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half_year(date(2026, 7, 1)) == (date(2026, 7, 1), date(2026, 12, 31))
