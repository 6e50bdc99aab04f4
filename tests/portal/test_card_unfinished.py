"""A client goes to the card page and never comes back: the payment ends by itself, once its page
has run out, and money that is told of afterwards still counts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from app.adapters.card_payments import Asked, CardError, Ending, Order, Told, Trial
from app.auth.tables import AuditEntry
from app.config import config
from app.core.errors import Refused
from app.counter import queries as counter
from app.counter.rules import Method
from app.invoices.queries import maybe_invoice
from app.payments.actions import card_sweeps, cards
from app.payments.actions.cards import Wish
from app.payments.jobs import look_at_cards
from app.payments.queries.cards import checkout_by_key
from app.payments.tables import CardCheckout, Receipt
from app.settings.tables import Business
from app.upkeep.queries import gather_checks
from tests.cast import at as moment
from tests.cast import browser, open_shop, regie, signed_in
from tests.counter.test_cart import BADGE, sell
from tests.invoices.story import issued
from tests.portal.test_card import linked, said

BEGUN = moment("2026-11-23", 14)
# Its page is open for forty minutes; five more are given to a call that is under way.
OVER = BEGUN + timedelta(minutes=45)


class Provider(Trial):
    """A provider with sessions of its own; `away` names the calls that it does not answer, `paid`
    the sessions paid on, `asked` what it was asked."""

    def __init__(self) -> None:
        super().__init__(config().secret_key)
        self.away: set[str] = set()
        self.paid: set[str] = set()
        self.asked: list[str] = []

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    async def ask(self, order: Order) -> Asked:
        self._answer("ask")
        return Asked(f"s-{order.key}", f"/card-trial/{order.key}")

    async def look(self, session: str, at: datetime) -> Told | None:
        self.asked.append("look")
        self._answer("look")
        if session not in self.paid:
            return None
        key = session.removeprefix("s-")
        return Told(f"look:{session}", key, session, Ending.PAID, 12_000, at, 25, session)

    async def close(self, session: str) -> bool:
        self.asked.append("close")
        return "close" not in self.away and session not in self.paid

    def _answer(self, call: str) -> None:
        if call in self.away:
            raise CardError("no answer")


@pytest.fixture
async def provider(database: None, at: Callable[[str], None]) -> AsyncIterator[Provider]:
    at("2026-11-23T14:00")
    await open_shop(card_provider="trial")
    yield Provider()


async def begun(provider: Provider, invoice_id: int) -> str:
    wish = Wish(invoice_id, "Facture", "fr", lambda key, paid: f"https://shop.test/{key}")
    return (await cards.begin(provider, wish, at=BEGUN)).rpartition("/")[2]


async def state(key: str) -> str:
    there = await checkout_by_key(key)
    assert there
    return there.state.value


async def acts(invoice_id: int) -> list[str]:
    rows = await AuditEntry.select().where(AuditEntry.act.like("card.%")).order_by(AuditEntry.id)
    return [row["act"] for row in rows if row["subject_id"] == invoice_id]


async def left(invoice_id: int) -> int:
    view = await maybe_invoice(invoice_id)
    assert view
    return view.open


async def in_order() -> None:
    assert [each.said for each in await gather_checks() if not each.ok] == []


async def test_never_finished_it_ends_once_its_page_has_run_out(provider: Provider) -> None:
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    assert await card_sweeps.sweep(provider, at=OVER - timedelta(minutes=1)) == 0
    assert (await state(key), provider.asked) == ("open", ["look"])
    provider.asked.clear()
    # Asked once what became of it, and closed; then nobody asks any more.
    assert await card_sweeps.sweep(provider, at=OVER) == 1
    assert (await state(key), provider.asked) == ("expired", ["look", "close"])
    assert await card_sweeps.sweep(provider, at=OVER + timedelta(days=9)) == 0
    assert provider.asked == ["look", "close"] and await acts(invoice) == ["card.unfinished"]
    assert await Receipt.count() == 0 and await left(invoice) == 12_000
    await in_order()


async def test_money_told_of_after_the_end_counts_once(provider: Provider) -> None:
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    await card_sweeps.sweep(provider, at=OVER)
    body, signature = provider.letter(key, f"s-{key}", 12_000, Ending.PAID, BEGUN)
    late = OVER + timedelta(days=2)
    for _ in range(3):
        there = await cards.receive(provider, body, signature, at=late)
        assert there and there.state == "paid"
    # Told as run out afterwards, out of order: what was paid stays paid, and nothing is noted.
    body, signature = provider.letter(key, f"s-{key}", 12_000, Ending.EXPIRED, BEGUN)
    await cards.receive(provider, body, signature, at=late)
    assert await state(key) == "paid" and await left(invoice) == 0
    assert await Receipt.count() == 1 and await acts(invoice) == ["card.unfinished"]
    await in_order()


async def test_told_by_the_provider_as_run_out_it_is_noted_once(provider: Provider) -> None:
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    body, signature = provider.letter(key, f"s-{key}", 12_000, Ending.EXPIRED, BEGUN)
    for _ in range(2):
        await cards.receive(provider, body, signature, at=OVER)
    assert await card_sweeps.sweep(provider, at=OVER) == 0 and provider.asked == []
    assert await state(key) == "expired" and await acts(invoice) == ["card.unfinished"]


@pytest.mark.parametrize("call", ["look", "close"])
async def test_a_provider_that_is_away_is_asked_again(provider: Provider, call: str) -> None:
    """Away for either question, nothing is decided; nobody says that nothing was paid."""
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    provider.away.add(call)
    for hours in (1, 30, 160):
        assert await card_sweeps.sweep(provider, at=BEGUN + timedelta(hours=hours)) == 0
        assert await state(key) == "open" and await acts(invoice) == []
    provider.away.clear()
    assert await card_sweeps.sweep(provider, at=BEGUN + timedelta(hours=161)) == 1
    assert await state(key) == "expired" and await acts(invoice) == ["card.unfinished"]


async def test_paid_in_the_very_moment_of_closing_it_is_received(provider: Provider) -> None:
    """It was open when asked and paid when closed: not closed, and the next question tells."""
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    provider.away.add("close")
    assert await card_sweeps.sweep(provider, at=OVER) == 0
    provider.away.clear()
    provider.paid.add(f"s-{key}")
    assert await card_sweeps.sweep(provider, at=OVER + timedelta(minutes=5)) == 1
    assert await state(key) == "paid" and await left(invoice) == 0
    assert await acts(invoice) == [] and await Receipt.count() == 1
    await in_order()


async def test_two_sweeps_at_once_note_it_once(provider: Provider) -> None:
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    await asyncio.gather(*(card_sweeps.sweep(provider, at=OVER) for _ in range(3)))
    assert await state(key) == "expired" and await acts(invoice) == ["card.unfinished"]


async def test_what_the_provider_gave_no_page_for_ends_without_asking(provider: Provider) -> None:
    """The provider was away when the client pressed the button: nobody has ever seen its page."""
    invoice = await issued(await regie())
    provider.away.add("ask")
    with pytest.raises(Refused):
        await begun(provider, invoice)
    [row] = await CardCheckout.select()
    assert await card_sweeps.sweep(provider, at=OVER - timedelta(minutes=1)) == 0
    assert await state(row["key"]) == "asked"
    assert await card_sweeps.sweep(provider, at=OVER) == 1
    assert await state(row["key"]) == "expired" and provider.asked == []
    assert await acts(invoice) == ["card.unbegun"]
    # Its answer was lost on the way and somebody had paid all the same: the money counts.
    body, signature = provider.letter(row["key"], "s-lost", 12_000, Ending.PAID, BEGUN)
    await cards.receive(provider, body, signature, at=OVER)
    assert await state(row["key"]) == "paid" and await left(invoice) == 0
    await in_order()


async def test_begun_with_a_provider_that_was_left_it_ends_after_a_week(
    provider: Provider, at: Callable[[str], None]
) -> None:
    invoice = await issued(await regie())
    key = await begun(provider, invoice)
    await Business.update({Business.card_provider: ""}, force=True)
    at("2026-11-29T14:00")
    await look_at_cards({})
    assert await state(key) == "open"
    at("2026-11-30T15:00")
    for _ in range(2):
        await look_at_cards({})
    assert await state(key) == "expired" and await acts(invoice) == ["card.unanswered"]


async def test_the_pages_say_it(provider: Provider, at: Callable[[str], None]) -> None:
    """On the client's page, on the invoice, and at the counter where the sale waits."""
    sale = await sell(BADGE, client_id=await regie(), method=Method.TRANSFER)
    invoice = (await counter.sale(sale)).invoice_id
    here = await linked(invoice)
    async with browser() as someone, browser() as amin:
        await signed_in(amin, "amin")
        await someone.post(f"{here}/card")
        waits = said(await amin.get(f"/counter/{sale}"))
        assert "Le client est sur la page de paiement par carte" in waits and "14 h 40" in waits
        at("2026-11-23T14:45")
        await look_at_cards({})
        there = said(await amin.get(f"/counter/{sale}"))
        assert "commencé et non terminé" in there and "Par carte, sur le téléphone" in there
        page = said(await someone.get(f"{here}?card=back"))
        assert "n’a pas été terminé à temps" in page and "€ par carte" in page
        assert "terminé à temps" not in said(await someone.get(here))
        assert "par carte commencé et non terminé" in said(await amin.get(f"/invoices/{invoice}"))
        # Begun again from the same code, and paid.
        again = await someone.post(f"{here}/card")
        await someone.post(again.headers["Location"], data={"do": "pay"})
        assert "commencé et non terminé" not in said(await amin.get(f"/counter/{sale}"))
    assert await left(invoice) == 0
