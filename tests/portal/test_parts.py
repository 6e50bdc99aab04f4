"""A part of an invoice is paid on its page, where the owner allows it: within its bounds, once."""

import asyncio

import httpx
import pytest

from app.core.errors import Refused
from app.payments.actions import cards
from app.payments.actions.cards import Wish
from app.payments.queries.cards import checkout_by_key
from app.payments.rules.cards import CardState
from app.payments.tables import CardCheckout
from app.settings import actions as settings
from app.settings.queries import business
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, browser, hotel, regie, signed_in
from tests.invoices.story import balances, issued
from tests.portal.test_card import (
    NOV_23,
    client,
    linked,
    open_cents,
    receipts,
    said,
)
from tests.portal.test_card_backs import PAID, Bank

__all__ = ["client"]


async def allowed(cents: int = 2_000) -> None:
    await settings.change({"part_least": cents}, at=NOV_23, by=ODILE)


async def begun(someone: httpx.AsyncClient, here: str, part: str = "") -> str:
    """Where the button leads."""
    answer = await someone.post(f"{here}/card", data={"part": part} if part else {})
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["Location"])


async def test_by_default_all_of_it_or_nothing(client: httpx.AsyncClient) -> None:
    here = await linked(await issued(await regie()))
    assert "Payer une partie" not in said(await client.get(here))
    answer = await client.get(f"{here}?part=50")
    assert answer.status_code == 422 and "ne peut pas être payée ici" in said(answer)
    answer = await client.post(f"{here}/card", data={"part": "50"})
    assert answer.status_code == 422 and await CardCheckout.count() == 0


async def test_a_part_is_received_on_its_invoice_and_the_rest_stays_due(
    client: httpx.AsyncClient,
) -> None:
    await allowed()
    customer = await regie()
    invoice, other = await issued(customer), await issued(customer)
    here = await linked(invoice)
    assert "Payer une partie" in said(await client.get(here))
    page = said(await client.get(f"{here}?part=50"))
    assert "Vous payez une partie : 50,00 €" in page and "Il restera 70,00 €" in page
    assert "Payer 50,00 € par carte" in page and 'value="50,00"' in page
    # The transfer and its code are of the same amount.
    assert "<dd>50,00 €</dd>" in page
    there = await begun(client, here, "50,00")
    assert await begun(client, here, "50") == there
    for _ in range(2):
        await client.post(there, data={"do": "pay"})
    assert await receipts() == [("card", 5_000, "2026-11-23")]
    assert (await open_cents(invoice), await open_cents(other)) == (7_000, 12_000)
    assert "70,00 €" in said(await client.get(here))
    # By hand: 240,00 less 50,00 are owed; 50,00 on 5115 less 0,25 of fee.
    kept = await balances()
    assert (kept["411"], kept["5115"], kept["627"]) == (19_000, 4_975, 25)
    assert [check.said for check in await gather_checks() if not check.ok] == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("19,99", "au moins 20,00 €"),
        ("120,01", "Il ne reste que 120,00 €"),
        ("0", "au moins 20,00 €"),
        ("-50", "au moins 20,00 €"),
        ("cinquante", "cinquante"),
    ],
)
async def test_outside_of_its_bounds_it_is_refused_and_what_was_typed_stays(
    client: httpx.AsyncClient, typed: str, words: str
) -> None:
    await allowed()
    here = await linked(await issued(await regie()))
    for answer in (
        await client.get(here, params={"part": typed}),
        await client.post(f"{here}/card", data={"part": typed}),
    ):
        assert answer.status_code == 422 and words in said(answer)
        assert f'value="{typed}"' in answer.text
    assert await CardCheckout.count() == 0
    # From the least to all of it.
    for fine in ("20", "120"):
        assert (await client.get(here, params={"part": fine})).status_code == 200


async def test_the_page_of_another_amount_is_closed_and_nobody_pays_twice(
    client: httpx.AsyncClient,
) -> None:
    """One tab for all of it, another for a part: the first one's page shows nothing any more."""
    await allowed()
    invoice = await issued(await regie())
    here = await linked(invoice)
    whole = await begun(client, here)
    part = await begun(client, here, "50")
    assert part != whole
    assert (await client.get(whole)).status_code == 404
    await client.post(whole, data={"do": "pay"})
    assert await receipts() == []
    await client.post(part, data={"do": "pay"})
    # Back to the first tab: what is left, by a new page.
    rest = await begun(client, here)
    await client.post(rest, data={"do": "pay"})
    assert [amount for _, amount, _ in await receipts()] == [5_000, 7_000]
    assert await open_cents(invoice) == 0


def wish(invoice_id: int, part: int | None = None) -> Wish:
    return Wish(invoice_id, "Facture", "fr", lambda key, paid: f"https://x.test/{key}", part, 2_000)


async def key_of(bank: Bank, invoice_id: int, part: int | None = None) -> str:
    return (await cards.begin(bank, wish(invoice_id, part), at=PAID)).rpartition("/")[2]


async def test_what_was_paid_on_the_first_page_meanwhile_counts(
    client: httpx.AsyncClient,
) -> None:
    bank, invoice = Bank(), await issued(await regie())
    first = await key_of(bank, invoice)
    bank.pays(first, 12_000)
    with pytest.raises(Refused) as refused:
        await key_of(bank, invoice, 5_000)
    assert refused.value.code == "payments.card_nothing"
    assert await open_cents(invoice) == 0 and len(await receipts()) == 1
    # A part of it was paid there: only what is left may be.
    second = await issued(await hotel())
    bank.pays(await key_of(bank, second, 8_000), 8_000)
    with pytest.raises(Refused) as refused:
        await key_of(bank, second, 5_000)
    assert refused.value.code == "payments.part_large" and await open_cents(second) == 4_000


async def test_without_an_answer_no_second_page_is_opened(client: httpx.AsyncClient) -> None:
    bank, invoice = Bank(), await issued(await regie())
    await key_of(bank, invoice)
    bank.is_away = True
    with pytest.raises(Refused) as refused:
        await key_of(bank, invoice, 5_000)
    assert refused.value.code == "payments.card_away" and await CardCheckout.count() == 1


async def test_two_pages_of_the_same_moment_bring_a_credit_and_lose_nothing(
    client: httpx.AsyncClient,
) -> None:
    bank, invoice = Bank(), await issued(await regie())
    keys = await asyncio.gather(key_of(bank, invoice), key_of(bank, invoice, 5_000))
    for key, cents in zip(keys, (12_000, 5_000), strict=True):
        there = await checkout_by_key(key)
        # One may have closed the other's page: nobody pays there.
        if there and there.state is CardState.OPEN:
            bank.pays(key, cents)
            await cards.look(bank, key, at=PAID)
    got = sum(amount for _, amount, _ in await receipts())
    assert got in (5_000, 12_000, 17_000) and await open_cents(invoice) == max(12_000 - got, 0)
    # What is too much is the client's, in the books and on the list.
    assert (await balances()).get("411", 0) == 12_000 - got
    assert [check.said for check in await gather_checks() if not check.ok] == []


async def test_the_owner_says_from_which_amount_on(client: httpx.AsyncClient) -> None:
    async with browser() as odile:
        await signed_in(odile)
        page = await odile.get("/settings/bank")
        assert 'name="part_least"' in page.text
        typed = {
            "iban": "FR1420041010050500013M02606", "bic": "PSSTFRPPPAR", "terms_days": "30",
            "penalty_basis": "law", "difference_limit": "1", "write_off_limit": "20",
        }  # fmt: skip
        answer = await odile.post("/settings/bank", data=typed | {"part_least": "-1"})
        assert answer.status_code == 422 and 'value="-1"' in answer.text
        answer = await odile.post("/settings/bank", data=typed | {"part_least": "25"})
        assert answer.status_code == 303 and (await business()).part_least == 2_500
        await odile.post("/settings/bank", data=typed | {"part_least": ""})
        assert (await business()).part_least == 0
