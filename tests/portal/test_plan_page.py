"""A plan of payments on the client's page: asked for, seen before it is sent, paid by its parts."""

import asyncio
import re
from datetime import date

import httpx
import pytest

from app.adapters.database import transaction
from app.disputes import actions, queries
from app.disputes.actions import Grant, Word
from app.disputes.rules import Part
from app.disputes.tables import ClientAnswer, PaymentPlan
from app.links import actions as links
from app.messages.tables import Message
from app.portal.pages import answers
from app.portal.rules import Patience
from app.settings import actions as settings
from app.settings.queries import business
from app.upkeep.queries import gather_checks
from tests.cast import AMIN, ODILE, browser, hotel, regie, signed_in
from tests.invoices.story import issued
from tests.payments.books import paid
from tests.portal.test_card import NOV_23, client, linked, open_cents, receipts, said

__all__ = ["client"]
D = date.fromisoformat


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "patience", Patience(50, 600.0))


async def allowed(most: int = 4, least: int = 2_000, **more: int) -> None:
    await settings.change({"plan_most": most, "plan_least": least, **more}, at=NOV_23, by=ODILE)


async def asked(someone: httpx.AsyncClient, here: str, **more: str) -> httpx.Response:
    """Mme Arnaud asks for three, from 1 December on."""
    typed = {
        "planned_by": "Mme Arnaud", "plan_text": "Trois fois nous aiderait.", "parts": "3",
        "first": "01/12/2026", "open": "120,00", "key": "k",
    }  # fmt: skip
    return await someone.post(f"{here}/plan", data=typed | more)


async def granted(invoice_id: int, cents: tuple[int, ...] = (4_000, 4_000, 4_000)) -> None:
    """By Odile, on the 1st of each month from December on."""
    days = ("2026-12-01", "2027-01-01", "2027-02-01")
    parts = [Part(each, D(day)) for each, day in zip(cents, days, strict=True)]
    about = await queries.plans_about(invoice_id, NOV_23.date())
    wish = Grant(
        invoice_id, parts, 5, "Trésorerie", "", True, about[0].seen if about else "", "g", ODILE
    )
    await actions.grant(wish, on=NOV_23.date(), at=NOV_23)


async def test_nobody_may_ask_unless_the_owner_says_so(client: httpx.AsyncClient) -> None:
    here = await linked(await issued(await regie()))
    assert "Payer en plusieurs fois" not in said(await client.get(here))
    assert (await client.get(f"{here}/plan")).headers["location"] == here
    answer = await asked(client, here)
    assert answer.status_code == 422 and "en autant de fois" in said(answer)
    assert await ClientAnswer.count() == 0


async def test_amounts_and_days_are_seen_before_anything_is_sent(
    client: httpx.AsyncClient,
) -> None:
    await allowed()
    here = await linked(await issued(await regie()))
    assert "Payer en plusieurs fois" in said(await client.get(here))
    page = said(await client.get(f"{here}/plan", params={"parts": "3", "first": "31/12/2026"}))
    for words in ("31 décembre 2026", "31 janvier 2027", "28 février 2027", "40,00 €"):
        assert words in page
    page = said(await client.get(f"{here}/plan", params={"parts": "4", "first": "01/12/2026"}))
    for words in ("1er décembre 2026", "1er mars 2027", "30,00 €", "C’est une demande"):
        assert words in page
    assert await ClientAnswer.count() == 0


async def test_what_is_typed_out_of_bounds_is_told_beside_its_field(
    client: httpx.AsyncClient,
) -> None:
    await allowed(most=3)
    here = await linked(await issued(await regie()))
    for params, words in (
        ({"parts": "4"}, "en autant de fois"),
        ({"parts": "abc"}, "nombre entier"),
        ({"first": "22/11/2026"}, "Ce jour est passé"),
        ({"first": "01/06/2027"}, "La première date est au plus tard"),
        ({"first": "demain peut-être"}, "demain peut-être"),
    ):
        answer = await client.get(f"{here}/plan", params=params)
        assert answer.status_code == 422 and words in said(answer), params
    answer = await asked(client, here, planned_by="")
    assert answer.status_code == 422 and "Trois fois nous aiderait." in answer.text


async def test_asked_once_however_often_and_nothing_is_granted(client: httpx.AsyncClient) -> None:
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    for answer in await asyncio.gather(*(asked(client, here) for _ in range(3))):
        assert (answer.status_code, answer.headers["location"]) == (303, f"{here}#said")
    assert await PaymentPlan.count() == 1
    # Odile is told, once.
    (letter,) = await Message.select()
    assert letter["to_address"] == ODILE and "Trois fois nous aiderait." in letter["text"]
    page = said(await client.get(here))
    assert "C’est une demande : nous vous écrirons." in page
    assert "Payer en plusieurs fois" not in page
    # Nothing runs: the whole of it is what is to be paid.
    assert "Payer 120,00 € par carte" in page
    answer = await asked(client, here, key="again")
    assert answer.status_code == 422 and "déjà demandé" in said(answer)


async def test_paid_in_part_meanwhile_the_new_amounts_are_shown(
    client: httpx.AsyncClient,
) -> None:
    await allowed()
    customer = await regie()
    here = await linked(await issued(customer))
    await paid(customer, 30, "2026-11-23")
    answer = await asked(client, here)
    text = said(answer)
    assert answer.status_code == 422 and "Il reste maintenant 90,00 € à payer" in text
    assert 'name="open" value="90,00"' in text and await PaymentPlan.count() == 0
    assert (await asked(client, here, open="90,00")).status_code == 303
    await paid(customer, 90, "2026-11-23")
    # Paid, nothing of it is left on the page; asking is refused.
    other = await linked(await issued(customer))
    await paid(customer, 120, "2026-11-23")
    answer = await asked(client, other, key="o")
    assert answer.status_code == 422 and "rien à étaler" in said(answer)


async def test_the_page_pays_the_next_payment_of_the_plan(client: httpx.AsyncClient) -> None:
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    await asked(client, here)
    await granted(invoice)
    page = said(await client.get(here))
    assert "Votre échéancier" in page and "Payer 40,00 € par carte" in page
    # The transfer and its code are of the same amount; no other part may be paid.
    assert "<dd>40,00 €</dd>" in page and "Échéance dépassée" not in page
    assert "Trésorerie" not in page, "the reason is the business's own"
    answer = await client.get(f"{here}?part=50")
    assert answer.status_code == 422 and "Le prochain paiement de l’échéancier est de 40,00 €" in (
        said(answer)
    )
    assert "Payer 120,00 € par carte" in said(await client.get(f"{here}?part=120"))
    answer = await client.post(f"{here}/card", data={"part": "40,00"})
    await client.post(answer.headers["Location"], data={"do": "pay"})
    assert await receipts() == [("card", 4_000, "2026-11-23")]
    assert await open_cents(invoice) == 8_000
    page = said(await client.get(here))
    assert "Payer 40,00 € par carte" in page and "pour le 1er janvier 2027" in page
    # By another tab, of before: that button meant the first payment, of the same amount.
    answer = await client.post(f"{here}/card", data={"part": "80"})
    await client.post(answer.headers["Location"], data={"do": "pay"})
    assert await open_cents(invoice) == 0
    (plan,) = await queries.plans_about(invoice, D("2027-03-01"))
    assert plan.standing == "kept"
    assert [check.said for check in await gather_checks() if not check.ok] == []


async def test_a_button_of_another_amount_than_the_next_one_is_refused(
    client: httpx.AsyncClient,
) -> None:
    customer = await regie()
    invoice = await issued(customer)
    here = await linked(invoice)
    await granted(invoice)
    # 15,00 came by transfer meanwhile: 25,00 of the first payment are left.
    await paid(customer, 15, "2026-11-23")
    answer = await client.post(f"{here}/card", data={"part": "40,00"})
    assert answer.status_code == 422 and "est de 25,00 €" in said(answer)
    assert "Payer 25,00 € par carte" in said(await client.get(here))


async def test_declined_the_word_stands_on_the_page(client: httpx.AsyncClient) -> None:
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    await asked(client, here)
    (plan,) = await queries.plans_about(invoice, NOV_23.date())
    await actions.decline(plan.id, Word("Deux fois au plus.", True, NOV_23, ODILE))
    page = said(await client.get(here))
    assert "Notre réponse : Deux fois au plus." in page and "Échéancier refusé" in page
    # They may ask for something else.
    assert "Payer en plusieurs fois" in page
    assert (await asked(client, here, parts="2", key="two")).status_code == 303


async def test_a_plan_that_broke_says_so_to_its_client(client: httpx.AsyncClient) -> None:
    invoice = await issued(await regie())
    here = await linked(invoice)
    await granted(invoice)
    (plan,) = await queries.plans_about(invoice, NOV_23.date())
    await actions.end_plan(plan.id, Word("Chèque impayé", True, NOV_23, ODILE))
    page = said(await client.get(here))
    assert "L’échéancier est arrêté." in page and "Payer 120,00 € par carte" in page


async def test_a_link_that_was_revoked_or_is_over_asks_for_nothing(
    client: httpx.AsyncClient,
) -> None:
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    async with transaction() as tx:
        await links.revoke(tx, subject_kind="invoice", subject_id=invoice, at=NOV_23)
    assert (await client.get(f"{here}/plan")).status_code == 404
    assert (await asked(client, here)).status_code == 404
    assert (await client.get("/p/guessed/plan")).status_code == 404
    second = await issued(await hotel())
    async with transaction() as tx:
        token = await links.ensure(
            tx, subject_kind="invoice", subject_id=second, at=NOV_23, expires_on=D("2026-11-22")
        )
    assert (await asked(client, f"/p/{token}")).status_code == 404
    assert await ClientAnswer.count() == 0


async def test_the_owner_sees_it_first_and_grants_it_otherwise(client: httpx.AsyncClient) -> None:
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    await asked(client, here)
    async with browser() as odile:
        await signed_in(odile)
        assert "Un échéancier demandé" in said(await odile.get("/"))
        assert "Échéancier demandé" in said(await odile.get("/answers"))
        answer_id = (await ClientAnswer.select().first())["id"]  # type: ignore[index]
        page = said(await odile.get(f"/answers/{answer_id}"))
        assert "Ce que le client demande" in page and "1er février 2027" in page
        there = f"/invoices/{invoice}/plan"
        page = said(await odile.get(there))
        assert 'value="01/12/2026"' in page and 'value="40,00"' in page
        key = re.search(r'name="key" value="([^"]+)"', page)
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        assert key and seen
        typed = {
            "key": key[1], "seen": seen[1], "patience": "5", "reason": "Bon client", "tells": "on",
            "row-0-day": "05/12/2026", "row-0-amount": "60", "row-2-day": "05/01/2027",
            "row-2-amount": "59,99",
        }  # fmt: skip
        answer = await odile.post(there, data=typed | {"do": "look"})
        assert answer.status_code == 422 and "font 119,99 €, et il reste 120,00 €" in said(answer)
        assert 'value="59,99"' in answer.text and 'value="Bon client"' not in answer.text
        typed["row-2-amount"] = "60"
        answer = await odile.post(there, data=typed | {"do": "look"})
        assert "Ce qui sera convenu" in said(answer) and await Message.count() == 1
        assert (await odile.post(there, data=typed | {"do": "edit"})).status_code == 200
        for _ in range(2):
            answer = await odile.post(there, data=typed | {"do": "grant"})
            assert (answer.status_code, answer.headers["location"]) == (
                303, f"/answers/{answer_id}",
            )  # fmt: skip
        assert await Message.count() == 2 and await PaymentPlan.count() == 1
        assert "échéancier accordé" in said(await odile.get(f"/invoices/{invoice}"))
        assert "échéancier accordé" in said(await odile.get("/receivables/1"))
        assert "Bon client" in said(await odile.get(f"/answers/{answer_id}"))
        end = f"/answers/{answer_id}/plan/end"
        answer = await odile.post(end, data={"word": ""})
        assert answer.status_code == 422 and "pourquoi il s’arrête" in said(answer)
        assert (await odile.post(end, data={"word": "Impayé"})).status_code == 303
        assert await Message.count() == 2, "not ticked: nobody is told"


async def test_outsiders_and_readers_grant_nothing(client: httpx.AsyncClient) -> None:
    invoice = await issued(await regie())
    await granted(invoice)
    answer = await client.get(f"/invoices/{invoice}/plan")
    assert answer.status_code == 303 and "/sign-in" in answer.headers["location"]
    posts = (f"/invoices/{invoice}/plan", "/answers/1/plan/end", "/answers/1/plan/refusal")
    for path in posts:
        assert (await client.post(path, data={"word": "x"})).status_code in (303, 403)
    async with browser() as claire:
        await signed_in(claire, "claire")
        for path in posts:
            assert (await claire.post(path, data={"word": "x"})).status_code == 403
    (plan,) = await queries.plans_about(invoice, NOV_23.date())
    assert plan.standing == "running"
    async with browser() as amin:
        await signed_in(amin, "amin")
        answer = await amin.post("/answers/1/plan/end", data={"word": "Fini"})
        assert answer.status_code == 303
    assert (await PaymentPlan.select().first())["decided_by"] == AMIN  # type: ignore[index]


async def test_the_owner_says_in_how_many_payments(client: httpx.AsyncClient) -> None:
    async with browser() as odile:
        await signed_in(odile)
        typed = {
            "iban": "FR1420041010050500013M02606", "bic": "PSSTFRPPPAR", "terms_days": "30",
            "penalty_basis": "law", "difference_limit": "1", "write_off_limit": "20",
        }  # fmt: skip
        for wrong in ({"plan_most": "1"}, {"plan_most": "25"}, {"plan_least": "-5"}):
            assert (await odile.post("/settings/bank", data=typed | wrong)).status_code == 422
        answer = await odile.post("/settings/bank", data=typed | {"plan_most": "6"})
        assert answer.status_code == 303
        shop = await business()
        assert (shop.plan_most, shop.plan_least) == (6, 0)
