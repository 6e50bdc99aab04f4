"""Legal values by their day: what prints, what is refused, what the owner enters."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.law import actions, queries
from app.law.actions import Wording
from app.law.rules import HALF_YEARLY, PENALTY_RATE, half_year, territory
from tests.cast import ODILE, browser, open_shop, signed_in
from tests.cast import at as moment

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
    entered = await actions.enter_rate(
        PENALTY_RATE, 215, source="banque-france.fr", on=on, at=moment(on), by=ODILE
    )
    assert entered == 1215
    law = await queries.law_on(on)
    assert f"12,15{NBSP}%" in law.text("mention.penalty", "fr")
    assert "majoré" in (await queries.law_on(date(2027, 1, 1))).text("mention.penalty", "fr")
    with pytest.raises(Refused, match="known and verified"):
        await actions.enter_rate(PENALTY_RATE, 300, source="x", on=on, at=moment(on), by=ODILE)


async def test_entering_replaces_a_rate_from_memory(database: None) -> None:
    on = date(2026, 2, 1)
    await actions.enter_rate(
        PENALTY_RATE, 240, source="banque-france.fr", on=on, at=moment(on), by=ODILE
    )
    assert (await queries.law_on(on)).number("penalty.rate") == 1240


async def test_the_page_alarms_until_every_rate_is_there(database: None, at) -> None:
    at("2026-11-21T09:00")
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        assert "à compléter" in (await odile.get("/settings")).text
        page = await odile.get("/settings/law")
        assert "Des taux de ce semestre ne sont pas connus" in page.text
        rates = "/settings/law/rates"
        wrong = await odile.post(rates, data={"key": PENALTY_RATE, "rate": "many", "source": ""})
        assert wrong.status_code == 422
        assert 'id="e-rate"' in wrong.text and 'id="e-source"' in wrong.text
        forged = await odile.post(rates, data={"key": "terms.cap_days", "rate": "9", "source": "x"})
        assert forged.status_code == 422
        for key, rate in zip(HALF_YEARLY, ("2,15 %", "2,50", "6,50"), strict=True):
            assert "à compléter" in (await odile.get("/settings")).text
            sent = {"key": key, "rate": rate, "source": "BdF"}
            assert (await odile.post(rates, data=sent)).status_code == 303
        page = await odile.get("/settings/law")
        assert "ne sont pas connus" not in page.text
        assert f"12,15{NBSP}%" in page.text
        assert "à compléter" not in (await odile.get("/settings")).text


async def test_a_missing_half_year_is_on_the_first_page_of_the_owner_alone(
    database: None, at
) -> None:
    """The second half of 2026 was read by nobody; nothing stands in for it."""
    at("2026-11-23T09:00")
    await open_shop()
    missing = "3 taux légaux de ce semestre manquent"
    async with browser() as odile, browser() as amin:
        await signed_in(odile, "odile")
        await signed_in(amin, "amin")
        assert missing in (await odile.get("/")).text
        assert missing not in (await amin.get("/")).text
        on = date(2026, 11, 23)
        for key in HALF_YEARLY:
            await actions.enter_rate(key, 250, source="JO", on=on, at=moment(on), by=ODILE)
        assert missing not in (await odile.get("/")).text
        at("2027-01-04T09:00")
        await signed_in(odile, "odile")
        assert missing in (await odile.get("/")).text


async def test_a_text_from_memory_is_used_only_once_it_is_confirmed(database: None, at) -> None:
    at("2026-11-21T09:00")
    await open_shop()
    on = date(2026, 11, 21)
    values = await queries.all_values()
    doubtful = next(v for v in values if v.key == "mention.reverse_charge")
    with pytest.raises(Refused, match="confirm or correct it once"):
        (await queries.law_on(on)).text("mention.reverse_charge", "fr")
    async with browser() as odile:
        await signed_in(odile, "odile")
        page = f"/settings/law/{doubtful.id}"
        assert "Autoliquidation" in (await odile.get(page)).text
        words = {"text_fr": "Autoliquidation, art. X du CIBS", "text_en": "Reverse charge"}
        path = f"{page}/confirmation"
        assert (await odile.post(path, data={**words, "source": ""})).status_code == 422
        empty = {**words, "text_en": "", "source": "Légifrance"}
        assert (await odile.post(path, data=empty)).status_code == 422
        done = {**words, "source": "Légifrance"}
        assert (await odile.post(path, data=done)).status_code == 303
        again = await odile.post(path, data=done)
        assert again.status_code == 422 and "confirmé entre-temps" in again.text
        missing = await odile.post("/settings/law/9999/confirmation", data=done)
        assert missing.status_code == 404
        assert (await odile.get("/settings/law/9999")).status_code == 404
    law = await queries.law_on(on)
    assert law.text("mention.reverse_charge", "fr") == "Autoliquidation, art. X du CIBS"
    kept = law.values["mention.reverse_charge"]
    assert (kept.is_verified, kept.source, kept.read_on) == (True, "Légifrance", on)


async def test_a_correction_keeps_the_places_of_its_facts(database: None) -> None:
    await open_shop()
    mediator = next(v for v in await queries.all_values() if v.key == "mention.consumer_mediator")
    now = moment(date(2026, 11, 21))
    for text in ("Médiateur : voir nos CGV", "Médiateur : %(mediator)s, %(phone)s"):
        with pytest.raises(Refused) as refusal:
            wording = Wording("CGV", text, "Mediator: %(mediator)s")
            await actions.confirm(mediator.id, wording, at=now, by=ODILE)
        assert [finding.field for finding in refusal.value.findings] == ["text_fr"]
    kept = Wording("CGV", "Médiateur : %(mediator)s", "Mediator: %(mediator)s")
    await actions.confirm(mediator.id, kept, at=now, by=ODILE)
    law = await queries.law_on(date(2026, 11, 21))
    assert law.text("mention.consumer_mediator", "fr") == "Médiateur : %(mediator)s"


async def test_rates_of_vat_by_territory(database: None) -> None:
    """CGI 296 (8,5 – 2,1 – 1,75 – 1,05 %) and 297 (13 – 0,9 %) beside the mainland's."""
    law = await queries.law_on(date(2026, 11, 21))
    assert law.vat_rates("69002", "75001") == (2000, 1000, 550, 210)
    assert law.vat_rates("69002", "97400") == (2000, 1000, 850, 550, 210, 175, 105)
    assert law.vat_rates("20090") == (2000, 1300, 1000, 550, 210, 90)
    assert [territory(code) for code in ("97100", "97300", "2000", "20200")] == [
        "overseas",
        "",
        "",
        "corsica",
    ]


async def test_own_terms_stay_above_three_times_the_legal_interest(database: None, at) -> None:
    """First half of 2026: 3 x 2,62 % = 7,86 % (C. com. L441-10)."""
    await open_shop()
    law = await queries.law_on(date(2026, 6, 30))
    assert law.penalty_floor() == 786
    assert f"7,86{NBSP}%" in law.penalty("fr", own_rate=786)
    with pytest.raises(Refused, match="three times the legal interest"):
        law.penalty("fr", own_rate=785)
    # The second half is not known: nothing stands in for it.
    assert (await queries.law_on(date(2026, 11, 21))).penalty_floor() is None
    at("2026-06-30T10:00")
    async with browser() as odile:
        await signed_in(odile, "odile")
        form = {"iban": "", "bic": "", "terms_days": "30", "discount_terms": ""}
        form |= {"difference_limit": "1", "write_off_limit": "20"}
        low = await odile.post("/settings/bank", data={**form, "penalty_rate": "7,85"})
        assert low.status_code == 422 and f"Au moins 7,86{NBSP}%" in low.text
        assert (
            await odile.post("/settings/bank", data={**form, "penalty_rate": "7,86"})
        ).status_code == 303


async def test_what_comes_into_force_is_announced(database: None, at) -> None:
    at("2026-11-21T09:00")
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        page = (await odile.get("/settings/law")).text.replace(NBSP, " ")
        assert "Entrera en vigueur" in page
        assert "Facture électronique : obligation d’émettre et de déclarer" in page
        assert "septembre 2027" in page
    law = await queries.law_on(date(2027, 9, 1))
    assert law.has("einvoicing.issue") and not law.has("mention.operation.nothing")
    assert not (await queries.law_on(date(2027, 8, 31))).has("einvoicing.issue")
    assert not (await queries.law_on(date(2028, 1, 1))).has("references.general_tax_code")


async def test_every_row_has_a_source(database: None) -> None:
    values = await queries.all_values()
    assert len(values) > 25
    assert all(value.source and (value.number is not None or value.text_en) for value in values)


def test_half_years() -> None:
    assert half_year(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half_year(date(2026, 7, 1)) == (date(2026, 7, 1), date(2026, 12, 31))
