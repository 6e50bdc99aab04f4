"""Money of a card payment that goes back, and payments that we were never told of."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from app.adapters.card_payments import (
    Asked,
    CardError,
    Ending,
    Order,
    TakenBack,
    Told,
    Trial,
    Why,
)
from app.auth.queries import timeline
from app.config import config
from app.core.errors import Refused
from app.debits import actions as debits
from app.invoices import actions as invoices
from app.invoices.queries import maybe_invoice, open_credits
from app.payments import actions as payments
from app.payments.actions import card_sweeps, cards
from app.payments.actions.cards import Wish
from app.payments.queries import contests_of
from app.payments.queries.cards import checkout_by_key
from app.payments.rules.cards import cuts
from app.payments.tables import CardBack, CardCheckout, Receipt
from app.reminders.queries.plan import steps
from app.reminders.queries.situations import situations
from app.reminders.rules import Held, decide
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.invoices.story import D, balances, issued, line
from tests.mandates.paper import identified, signed

PAID = at("2026-11-23", 14)
LATER = at("2026-12-02", 10)


@dataclass
class Bank:
    """A provider that remembers what was paid and what went back, and may be away."""

    name: str = "trial"
    is_away: bool = False
    sessions: dict[str, Told] = field(default_factory=dict)
    backs: list[TakenBack] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)

    async def ask(self, order: Order) -> Asked:
        return Asked(f"s-{order.key}", f"/card-trial/{order.key}")

    def told(self, body: bytes, signature: str, at: datetime) -> Told | TakenBack | None:
        return Trial(config().secret_key).told(body, signature, at)

    async def look(self, session: str, at: datetime) -> Told | None:
        self.looks.append(session)
        if self.is_away:
            raise CardError("no answer")
        return self.sessions.get(session)

    async def close(self, session: str) -> bool:
        return not self.is_away and session not in self.sessions

    async def order_of(self, payment: str) -> str | None:
        if self.is_away:
            raise CardError("no answer")
        found = [each for each in self.sessions.values() if each.payment == payment]
        return found[0].session if found else None

    async def taken_back(self, since: datetime, at: datetime) -> list[TakenBack]:
        if self.is_away:
            raise CardError("no answer")
        return [each for each in self.backs if each.at >= since]

    def pays(
        self, key: str, cents: int, ending: Ending = Ending.PAID, when: datetime = PAID
    ) -> None:
        """The client pays on its page; its call is lost."""
        session = f"s-{key}"
        name = f"pi-{key}" if ending is Ending.PAID else None
        self.sessions[session] = Told(
            f"look:{session}", key, session, ending, cents, when, 25, name
        )


@pytest.fixture
async def bank(database: None, at: Callable[[str], None]) -> AsyncIterator[Bank]:
    at("2026-12-02T10:00")
    await open_shop(card_provider="trial")
    yield Bank()


async def begun(bank: Bank, invoice_id: int) -> str:
    """The key of a payment that a client has begun."""
    wish = Wish(invoice_id, "Facture", "fr", lambda key, paid: f"https://shop.test/{key}")
    return (await cards.begin(bank, wish, at=PAID)).rpartition("/")[2]


async def paid_by_card(bank: Bank, invoice_id: int, cents: int = 12_000) -> str:
    """Paid, and known; gives back the provider's name for the payment."""
    key = await begun(bank, invoice_id)
    bank.pays(key, cents)
    assert await cards.look(bank, key, at=PAID)
    return f"pi-{key}"


def back(
    payment: str,
    cents: int,
    why: Why = Why.REFUNDED,
    *,
    name: str = "re_1",
    event: str = "evt_1",
    fee: int = 0,
    is_returned: bool = False,
    is_over: bool = False,
) -> TakenBack:
    return TakenBack(event, name, payment, why, cents, LATER, fee, is_returned, is_over)


async def call(bank: Bank, told: TakenBack) -> bool:
    body, signature = Trial(config().secret_key).letter_back(told)
    return await cards.receive(bank, body, signature, at=LATER) is not None


async def left(invoice_id: int) -> int:
    view = await maybe_invoice(invoice_id)
    assert view
    return view.open


async def in_order() -> None:
    assert [each.said for each in await gather_checks() if not each.ok] == []


async def test_what_became_of_open_payments_is_asked_for(bank: Bank) -> None:
    """Of four clients one paid and its call was lost; one was refused, one left, one is paying."""
    lost, refused, gone, fresh = [await issued(await regie()) for _ in range(4)]
    keys = [await begun(bank, each) for each in (lost, refused, gone)]
    bank.pays(keys[0], 12_000)
    bank.pays(keys[1], 12_000, Ending.REFUSED)
    bank.pays(keys[2], 12_000, Ending.EXPIRED)
    assert await card_sweeps.sweep(bank, at=PAID + timedelta(minutes=4)) == 0 and bank.looks == []
    assert await card_sweeps.sweep(bank, at=PAID + timedelta(minutes=6)) == 3
    still = await begun(bank, fresh)
    states = [row["state"] for row in await CardCheckout.select().order_by(CardCheckout.id)]
    assert states == ["paid", "refused", "expired", "open"]
    assert [await left(each) for each in (lost, refused, gone, fresh)] == [
        0,
        12_000,
        12_000,
        12_000,
    ]
    # Once more: only the one that is open is asked for, and nothing is received twice.
    bank.looks.clear()
    assert await card_sweeps.sweep(bank, at=PAID + timedelta(minutes=11)) == 0
    assert bank.looks == [f"s-{still}"] and await Receipt.count() == 1
    await in_order()


async def test_a_sweep_waits_for_a_provider_that_is_away_and_two_are_one(bank: Bank) -> None:
    invoice = await issued(await regie())
    bank.pays(await begun(bank, invoice), 12_000)
    soon = PAID + timedelta(minutes=6)
    bank.is_away = True
    assert await card_sweeps.sweep(bank, at=soon) == 0 and await left(invoice) == 12_000
    bank.is_away = False
    await asyncio.gather(*(card_sweeps.sweep(bank, at=soon) for _ in range(3)))
    assert await left(invoice) == 0 and await Receipt.count() == 1
    # What is still not told a week later is asked for once more, and then by nobody any more.
    await begun(bank, await issued(await hotel()))
    bank.looks.clear()
    assert await card_sweeps.sweep(bank, at=PAID + timedelta(days=8)) == 1 and len(bank.looks) == 1
    bank.looks.clear()
    assert await card_sweeps.sweep(bank, at=PAID + timedelta(days=9)) == 0 and bank.looks == []


async def test_contested_the_debt_is_open_again_and_the_fee_is_a_cost(bank: Bank) -> None:
    customer = await regie()
    invoice, other = await issued(customer), await issued(customer)
    payment = await paid_by_card(bank, invoice)
    contested = back(payment, 12_000, Why.CONTESTED, name="du_1", fee=1_500)
    assert await call(bank, contested)
    assert [await left(each) for each in (invoice, other)] == [12_000, 12_000]
    # By hand: 120,00 in, 0,25 kept, 120,00 out, 15,00 kept: 5115 owes the provider 15,25.
    kept = await balances()
    assert (kept["411"], kept["5115"], kept["627"]) == (24_000, -1_525, 1_525)
    rows = await Receipt.select(Receipt.amount, Receipt.method).order_by(Receipt.id)
    assert [(row["amount"], row["method"]) for row in rows] == [(12_000, "card"), (-12_000, "card")]
    acts = [each.act for each in await timeline("invoice", invoice)]
    assert "card.contested" in acts and "card.contested" not in [
        each.act for each in await timeline("invoice", other)
    ]
    await in_order()


async def test_told_again_out_of_order_and_won_in_the_end(bank: Bank) -> None:
    invoice = await issued(await regie())
    payment = await paid_by_card(bank, invoice)
    taken = back(payment, 12_000, Why.CONTESTED, name="du_1", fee=1_500)
    won = back(payment, 12_000, Why.CONTESTED, name="du_1", event="evt_2", is_returned=True)
    for told in (taken, taken, back(payment, 12_000, Why.CONTESTED, name="du_1", event="evt_3")):
        await call(bank, told)
    assert await CardBack.count() == 1 and await left(invoice) == 12_000
    for told in (won, won, taken):
        await call(bank, told)
    assert await left(invoice) == 0 and (await balances())["5115"] == 12_000 - 25 - 1_500
    assert await Receipt.count() == 3
    await in_order()


async def test_a_refund_that_failed_before_it_was_told_takes_nothing(bank: Bank) -> None:
    invoice = await issued(await regie())
    payment = await paid_by_card(bank, invoice)
    await call(bank, back(payment, 5_000, event="evt_2", is_returned=True))
    await call(bank, back(payment, 5_000))
    assert await left(invoice) == 0 and await Receipt.count() == 1
    await in_order()


async def test_a_part_given_back_is_owed_again_and_twice_never_more_than_was_paid(
    bank: Bank,
) -> None:
    invoice = await issued(await regie())
    payment = await paid_by_card(bank, invoice)
    await call(bank, back(payment, 5_000))
    assert await left(invoice) == 5_000 and (await balances())["411"] == 5_000
    await call(bank, back(payment, 9_000, name="re_2", event="evt_2"))
    # 70,00 were left of the payment: the rest had been given back by other means.
    assert await left(invoice) == 12_000 and (await balances())["411"] == 12_000
    await in_order()


async def test_a_refund_after_a_credit_note_pays_that_back(bank: Bank) -> None:
    customer = await regie()
    invoice = await issued(customer)
    payment = await paid_by_card(bank, invoice)
    note = await invoices.credit_whole(invoice, on=D("2026-11-30"), at=at("2026-11-30"), by=ODILE)
    assert note and [each.open for each in await open_credits(customer)] == [-12_000]
    await call(bank, back(payment, 12_000))
    assert await left(invoice) == 0 and await open_credits(customer) == []
    kept = await balances()
    assert (kept.get("411", 0), kept["5115"], kept.get("512", 0)) == (0, -25, 0)
    await in_order()


async def test_money_that_was_never_used_goes_first_and_an_undone_payment_is_left_alone(
    bank: Bank,
) -> None:
    customer = await regie()
    invoice = await issued(customer)
    payment = await paid_by_card(bank, invoice, cents=15_000)
    await call(bank, back(payment, 3_000))
    assert await left(invoice) == 0
    second = await issued(customer)
    undone = await paid_by_card(bank, second)
    last = await Receipt.select(Receipt.id).order_by(Receipt.id, ascending=False).first()
    assert last
    await payments.undo(last["id"], on=D("2026-12-01"), at=LATER, by=ODILE)
    before = await Receipt.count()
    await call(bank, back(undone, 12_000, name="re_2", event="evt_2"))
    assert await Receipt.count() == before and await left(second) == 12_000
    await in_order()


async def test_told_before_the_payment_itself(bank: Bank) -> None:
    """The call about the refund overtakes the one about the payment: the provider is asked."""
    invoice = await issued(await regie())
    key = await begun(bank, invoice)
    bank.pays(key, 12_000)
    early = back(f"pi-{key}", 12_000)
    bank.is_away = True
    with pytest.raises(Refused) as refused:
        await call(bank, early)
    assert refused.value.code == "payments.card_away" and not await CardBack.exists()
    bank.is_away = False
    assert await call(bank, early)
    there = await checkout_by_key(key)
    assert there and there.state == "paid" and await left(invoice) == 12_000
    assert await Receipt.count() == 2
    await in_order()


async def test_what_was_not_told_of_is_asked_for(bank: Bank) -> None:
    """No call reaches a box at home: the contested money is found all the same, once."""
    invoice = await issued(await regie())
    assert await card_sweeps.sweep_back(bank, at=LATER) == 0
    payment = await paid_by_card(bank, invoice)
    stranger = back("pi-of-another-shop", 700, name="re_9")
    bank.backs = [back(payment, 12_000, Why.CONTESTED, name="du_1", fee=1_500), stranger]
    bank.is_away = True
    assert await card_sweeps.sweep_back(bank, at=LATER) == 0 and await left(invoice) == 0
    bank.is_away = False
    assert await card_sweeps.sweep_back(bank, at=LATER) == 1
    assert await card_sweeps.sweep_back(bank, at=LATER) == 0
    # Then the call comes after all.
    await call(bank, back(payment, 12_000, Why.CONTESTED, name="du_1", fee=1_500, event="evt_7"))
    assert await CardBack.count() == 1 and await left(invoice) == 12_000
    await in_order()


async def test_forged_or_of_nobody(bank: Bank) -> None:
    invoice = await issued(await regie())
    payment = await paid_by_card(bank, invoice)
    body, signature = Trial(config().secret_key).letter_back(back(payment, 12_000))
    for forged in (
        (body.replace(b"12000", b"11999"), signature),
        (body, ""),
        Trial("another secret").letter_back(back(payment, 12_000)),
    ):
        with pytest.raises(Refused) as refused:
            await cards.receive(bank, *forged, at=LATER)
        assert refused.value.code == "payments.card_forged"
    assert not await call(bank, back("pi-of-another-shop", 700))
    assert not await CardBack.exists() and await left(invoice) == 0


async def test_three_calls_at_once_are_one(bank: Bank) -> None:
    invoice = await issued(await regie(), line(), line("Clé", 50))
    payment = await paid_by_card(bank, invoice, cents=18_000)
    calls = [back(payment, 18_000, event=f"evt_{n}") for n in range(3)]
    await asyncio.gather(*(call(bank, each) for each in calls))
    assert await left(invoice) == 18_000 and await Receipt.count() == 2
    await in_order()


async def test_on_the_page_of_the_provider_s_calls(bank: Bank) -> None:
    """The same by HTTP, as a provider would: taken in, then 400 when it is forged."""
    invoice = await issued(await regie())
    payment = await paid_by_card(bank, invoice)
    body, signature = Trial(config().secret_key).letter_back(back(payment, 12_000))

    async with browser() as someone:

        async def post(sign: str) -> httpx.Response:
            return await someone.post(
                "/card-events/trial", content=body, headers={"Trial-Signature": sign}
            )

        assert (await post("x")).status_code == 400 and await left(invoice) == 0
        assert [(await post(signature)).status_code for _ in range(2)] == [200, 200]
    assert await left(invoice) == 12_000


@pytest.mark.parametrize(
    ("amount", "open", "on", "expected"),
    [
        (50, 50, [(1, 100)], []),
        (50, 0, [(1, 100)], [(1, 50)]),
        (100, 0, [(1, 100)], [(1, 0)]),
        (120, 30, [(1, 60), (2, 40)], [(2, 0), (1, 10)]),
        (500, 0, [(1, 60), (2, 40)], [(2, 0), (1, 0)]),
    ],
)
def test_what_comes_off(
    amount: int, open: int, on: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert cuts(amount, open, on) == expected


async def reasons(customer: int, on: str = "2027-01-15") -> list[str]:
    """Why a client is left alone on a day; nothing when it would be written to."""
    found = (await situations(D(on))).get(customer)
    made = decide(found.situation, await steps(), D(on)) if found else None
    return [each.code for each in made.reasons] if isinstance(made, Held) else []


@pytest.mark.parametrize("way", ["lost", "won", "by hand"])
async def test_contested_nobody_is_reminded_until_that_is_over(bank: Bank, way: str) -> None:
    customer, outsider = await regie(), await hotel()
    invoice, other = await issued(customer), await issued(outsider)
    payment = await paid_by_card(bank, invoice)
    assert await call(bank, back(payment, 12_000, Why.CONTESTED, name="du_1"))
    assert await reasons(customer) == ["reminders.contested"] and await reasons(outsider) == []
    async with browser() as client:
        await signed_in(client)
        page = await client.get(f"/invoices/{invoice}/payments")
        [there] = await contests_of(invoice)
        assert "conteste" in page.text and f"/payments/contests/{there.id}/end" in page.text
        assert "conteste" not in (await client.get(f"/invoices/{other}/payments")).text
        over = back(
            payment, 12_000, Why.CONTESTED,
            name="du_1", event="evt_9", is_over=True, is_returned=way == "won",
        )  # fmt: skip
        for _ in range(2):
            if way == "by hand":
                answer = await client.post(f"/payments/contests/{there.id}/end")
                assert answer.headers["location"] == f"/invoices/{invoice}"
            else:
                await call(bank, over)
        assert (await client.post("/payments/contests/999/end")).status_code == 404
    # Told late that it was taken, it stays over.
    await call(bank, back(payment, 12_000, Why.CONTESTED, name="du_1", event="evt_1b"))
    assert await reasons(customer) == [] and await contests_of(invoice) == []
    assert await left(invoice) == (0 if way == "won" else 12_000)
    acts = [each.act for each in await timeline("invoice", invoice)]
    assert acts.count("card.contest_over") == (way != "won")
    await in_order()


async def test_told_as_lost_before_it_was_told_as_taken(bank: Bank) -> None:
    customer = await regie()
    invoice = await issued(customer)
    payment = await paid_by_card(bank, invoice)
    lost = back(payment, 12_000, Why.CONTESTED, name="du_1", event="evt_2", is_over=True)
    for told in (lost, back(payment, 12_000, Why.CONTESTED, name="du_1")):
        await call(bank, told)
    assert await left(invoice) == 12_000 and await reasons(customer) == []


async def test_money_given_back_by_us_silences_nothing(bank: Bank) -> None:
    customer = await regie()
    payment = await paid_by_card(bank, await issued(customer))
    await call(bank, back(payment, 5_000))
    assert await reasons(customer) == []


async def test_contested_it_is_not_debited_either_until_that_is_over(bank: Bank) -> None:
    customer = await regie()
    await identified()
    await signed(customer)
    invoice = await issued(customer)
    payment = await paid_by_card(bank, invoice)
    when = at("2026-12-01")
    await debits.choose("invoice", invoice, True, client_id=customer, at=when, by=ODILE)
    await call(bank, back(payment, 12_000, Why.CONTESTED, name="du_1"))
    assert await debits.announce(at("2026-12-03")) == 0
    [there] = await contests_of(invoice)
    await payments.end_contest(there.id, at=at("2026-12-04"), by=ODILE)
    assert await debits.announce(at("2026-12-04")) == 1
