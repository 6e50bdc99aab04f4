"""The first visit: one page makes the owner and the business, once."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.auth import queries as auth
from app.auth.rules import Role
from app.settings import actions, queries, tables
from app.settings.actions import Owner
from app.settings.rules import blank_business
from tests.cast import PASSWORD, at, browser, open_shop, signed_in

ENOUGH = {
    "owner_name": "Odile Vauban",
    "owner_email": "Odile@Atelier-Vauban.test",
    "password": PASSWORD,
    "name": "Atelier Vauban",
    "siren": "732 829 320",
    "street": "12 rue des Tables-Claudiennes",
    "postcode": "69001",
    "town": "Lyon",
    "vat_regime": "normal",
    "vat_on": "receipts",
    "activity": "services",
    "terms_days": "30",
    "invoice_format": "F{year}-{n:06}",
    "credit_note_format": "A{year}-{n:06}",
}


async def fill_in(who: httpx.AsyncClient, **changes: str) -> httpx.Response:
    await who.get("/setup")
    token = who.cookies["echeance_csrf"]
    return await who.post("/setup", data={**ENOUGH, **changes, "_csrf_token": token})


async def test_everything_leads_to_the_set_up_first(database: None) -> None:
    async with browser() as odile:
        for path in ("/clients", "/sign-in", "/settings", "/account"):
            answer = await odile.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
        assert (await odile.get("/setup")).status_code == 200
        answer = await odile.get("/clients", headers={"HX-Request": "true"})
        assert answer.headers["hx-redirect"] == "/setup"


async def test_odile_sets_up_and_is_signed_in(database: None) -> None:
    async with browser() as odile:
        answer = await fill_in(odile)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert (await odile.get("/settings/identity")).status_code == 200
        again = await odile.get("/setup")
        assert (again.status_code, again.headers["location"]) == (303, "/")
    business = await queries.business()
    assert business.siren == "732829320"
    # 732829320 mod 97 = 43; 12 + 3 x 43 = 141; 141 mod 97 = 44.
    assert business.vat_number == "FR44732829320"
    assert business.terms_days == 30
    user = (await auth.users())[0]
    assert (user.email, user.role) == ("odile@atelier-vauban.test", Role.OWNER)


async def test_under_the_franchise_no_vat_number_is_made_up(database: None) -> None:
    async with browser() as odile:
        await fill_in(odile, vat_regime="franchise")
    assert (await queries.business()).vat_number == ""


async def test_a_stranger_cannot_set_up_again(database: None) -> None:
    await open_shop()
    async with browser() as stranger:
        await stranger.get("/sign-in")
        answer = await fill_in(stranger, name="Pirates")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await queries.business()).name == "Atelier Vauban"


async def test_two_browsers_at_once_make_one_owner(database: None) -> None:
    def attempt(name: str) -> Any:
        business = replace(
            blank_business(at("2026-11-21")),
            name=name,
            siren="732829320",
            street="1 rue Vide",
            postcode="69001",
            town="Lyon",
        )
        owner = Owner(name, f"{name}@example.test", PASSWORD)
        return actions.set_up(
            business, owner, address="", agent="", at=at("2026-11-21"), by=owner.email
        )

    done = await asyncio.gather(attempt("one"), attempt("two"), return_exceptions=True)
    assert sum(isinstance(result, str) for result in done) == 1
    refusal = next(result for result in done if isinstance(result, Exception))
    assert refusal.code == "settings.set_up_already"  # type: ignore[attr-defined]
    assert len(await auth.users()) == 1
    assert await tables.Business.count() == 1


async def test_an_owner_from_the_command_line_still_sets_the_business_up(database: None) -> None:
    await open_shop()
    await tables.Business.delete(force=True)
    async with browser() as odile, browser() as amin, browser() as stranger:
        await signed_in(odile, "odile")
        page = await odile.get("/setup")
        assert page.status_code == 200 and "owner_email" not in page.text
        await signed_in(amin, "amin")
        assert (await amin.get("/setup")).headers["location"] == "/account"
        assert (await stranger.get("/setup")).headers["location"] == "/sign-in?next=/"
        assert (await odile.post("/setup", data=ENOUGH)).headers["location"] == "/"
    assert (await queries.business()).name == "Atelier Vauban"
    assert len(await auth.users()) == 3


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("siren", "732829321", "n’est pas un SIREN"),
        ("siren", "", "À remplir"),
        ("siret", "73282932000075", "n’est pas un SIRET"),
        ("siret", "35600000000048", "ne commence pas par le SIREN"),
        ("vat_number", "FR00732829320", "n’est pas un numéro de TVA"),
        ("iban", "FR7612345", "n’est pas un IBAN"),
        ("bic", "NOTABIC", "n’est pas un BIC"),
        ("postcode", "6900", "code postal"),
        ("terms_days", "61", "de 0 à 60"),
        ("password", "court", "au moins 12"),
        ("owner_email", "odile", "adresse e-mail"),
        ("invoice_format", "F{year}", "F{year}-{n:06}"),
        ("credit_note_format", "F{year}-{n}", "commencer différemment"),
        ("vat_regime", "none", "choix"),
        ("name", "x" * 30_000, "au plus"),
        ("name", "", "À remplir"),
    ],
)
async def test_a_fault_is_told_beside_its_field_and_nothing_is_lost(
    database: None, field: str, typed: str, said: str
) -> None:
    async with browser() as odile:
        answer = await fill_in(odile, **{field: typed})
        assert answer.status_code == 422
        if len(typed) < 1000:
            assert said in answer.text.replace("\u00a0", " ")
            assert f'id="e-{field}"' in answer.text
            assert "12 rue des Tables-Claudiennes" in answer.text
    assert await queries.maybe_business() is None
    assert not await auth.has_users()


async def test_la_poste_may_give_its_own_sirets(database: None) -> None:
    """356000000 00048 fails Luhn; the sum of La Poste's digits is a multiple of 5 instead."""
    async with browser() as poste:
        answer = await fill_in(poste, siren="356000000", siret="35600000000048")
        assert answer.status_code == 303


async def test_all_the_faults_come_at_once(database: None) -> None:
    async with browser() as odile:
        answer = await fill_in(odile, siren="1", iban="x", password="x", owner_email="x")
        assert all(
            f'id="e-{field}"' in answer.text
            for field in ("siren", "iban", "password", "owner_email")
        )
        assert 'value="x"' in answer.text
