"""An invoice is paid by card once, whatever the provider tells: late, twice, early or forged."""

import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import httpx
import pytest

from app.adapters.card_payments import (
    Asked,
    CardError,
    Ending,
    Forged,
    Order,
    Stripe,
    TakenBack,
    Told,
    Trial,
)
from app.adapters.database import transaction
from app.auth.tables import AuditEntry
from app.clock import now
from app.config import config
from app.core.errors import Refused
from app.invoices.queries import maybe_invoice
from app.links import actions as links
from app.payments.actions import card_sweeps, cards
from app.payments.actions.cards import Wish
from app.payments.queries.cards import checkout_by_key
from app.payments.tables import CardCheckout, CardEvent, Receipt
from app.portal.pages import door
from app.portal.rules import Patience
from app.upkeep.queries import gather_checks
from tests.cast import at as moment
from tests.cast import browser, mme_perrin, open_shop, regie, signed_in
from tests.invoices.story import balances, issued

NOV_23 = moment("2026-11-23", 14)
SECRET = "whsec_of_the_tests"


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at the Régie with a phone; the shop takes cards on trial."""
    at("2026-11-23T14:00")
    monkeypatch.setattr(door, "patience", Patience(200, 60.0))
    await open_shop(card_provider="trial")
    async with browser() as someone:
        someone.headers.update({"User-Agent": "Mozilla/5.0 (Android 16; Mobile) Firefox/145.0"})
        yield someone


async def linked(invoice_id: int) -> str:
    async with transaction() as tx:
        token = await links.ensure(tx, subject_kind="invoice", subject_id=invoice_id, at=NOV_23)
    return f"/p/{token}"


async def open_cents(invoice_id: int) -> int:
    view = await maybe_invoice(invoice_id)
    assert view
    return view.open


async def receipts() -> list[tuple[str, int, str]]:
    rows = await Receipt.select().order_by(Receipt.id)
    return [(row["method"], row["amount"], row["received_on"].isoformat()) for row in rows]


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def asked(client: httpx.AsyncClient, here: str) -> str:
    """The trial's page, reached by the button."""
    answer = await client.post(f"{here}/card")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def trial() -> Trial:
    return Trial(config().secret_key)


async def letter(
    key: str, ending: Ending, amount: int = 12_000, at: datetime = NOV_23
) -> tuple[bytes, str]:
    there = await checkout_by_key(key)
    assert there
    return trial().letter(key, there.session or "trial_early", amount, ending, at)


async def call(client: httpx.AsyncClient, body: bytes, signature: str) -> int:
    answer = await client.post(
        "/card-events/trial", content=body, headers={"Trial-Signature": signature}
    )
    return answer.status_code


async def test_paid_by_card_it_is_received_once_on_its_invoice_with_the_fee(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await regie())
    here = await linked(invoice)
    page = await client.get(here)
    assert "Payer 120,00 € par carte" in said(page) and "set-cookie" not in page.headers
    there = await asked(client, here)
    assert "aucun argent ne bouge" in said(await client.get(there))
    # The button pressed twice leads to the same page, and is one payment begun.
    assert await asked(client, here) == there
    paid = await client.post(there, data={"do": "pay"})
    assert (paid.status_code, paid.headers["Location"]) == (303, f"{here}?card=back")
    again = await client.post(there, data={"do": "pay"})
    assert again.status_code == 303
    text = said(await client.get(f"{here}?card=back"))
    assert "Cette facture est réglée" in text and "par carte" not in text
    assert await receipts() == [("card", 12_000, "2026-11-23")]
    # By hand: 120,00 € on 5115 less 0,25 € of fee on 627; 411 is settled.
    kept = await balances()
    assert (kept["5115"], kept["627"], kept.get("411", 0)) == (11_975, 25, 0)
    assert [check.said for check in await gather_checks() if not check.ok] == []


async def test_a_card_refused_takes_nothing_and_may_be_tried_again(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await regie())
    here = await linked(invoice)
    there = await asked(client, here)
    await client.post(there, data={"do": "refuse"})
    text = said(await client.get(f"{here}?card=back"))
    assert "La carte a été refusée" in text and "Payer 120,00 € par carte" in text
    assert await receipts() == [] and await open_cents(invoice) == 12_000
    second = await asked(client, here)
    assert second != there
    await client.post(second, data={"do": "pay"})
    assert await open_cents(invoice) == 0 and len(await receipts()) == 1


async def test_a_call_told_again_or_out_of_order_changes_nothing(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await regie())
    key = (await asked(client, await linked(invoice))).rpartition("/")[2]
    expired, paid = await letter(key, Ending.EXPIRED), await letter(key, Ending.PAID)
    refused = await letter(key, Ending.REFUSED)
    # Run out is told first, though it was paid; and a refusal afterwards.
    codes = [await call(client, *each) for each in (expired, paid, paid, refused, expired, paid)]
    assert codes == [200] * 6
    there = await checkout_by_key(key)
    assert there and there.state == "paid"
    assert len(await receipts()) == 1 and await CardEvent.count() == 3


async def test_a_forged_call_is_refused_and_one_of_another_payment_is_let_pass(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await regie())
    key = (await asked(client, await linked(invoice))).rpartition("/")[2]
    body, signature = await letter(key, Ending.PAID)
    more = body.replace(b"12000", b"99999")
    other = Trial("another secret").letter(key, "x", 12_000, Ending.PAID, NOV_23)
    for forged in ((more, signature), (body, ""), (body, signature[:-1]), other):
        assert await call(client, *forged) == 400
    strange = trial().letter("0" * 32, "x", 12_000, Ending.PAID, NOV_23)
    assert await call(client, *strange) == 200
    for name in ("stripe", "nobody"):
        answer = await client.post(f"/card-events/{name}", content=body)
        assert answer.status_code == 404
    assert await receipts() == [] and await CardEvent.count() == 0


async def test_money_that_comes_after_the_invoice_is_settled_is_the_clients_credit(
    client: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    customer = await regie()
    first, second = await issued(customer), await issued(customer)
    here = await linked(first)
    there = await asked(client, here)
    key = there.rpartition("/")[2]
    at("2026-11-26T09:00")
    paid_meanwhile = await asked(client, here)
    assert paid_meanwhile != there, "the first page has run out"
    await client.post(paid_meanwhile, data={"do": "pay"})
    # The client had paid the older page as well, three days before it is told.
    assert await call(client, *(await letter(key, Ending.PAID))) == 200
    assert await receipts() == [("card", 12_000, "2026-11-26"), ("card", 12_000, "2026-11-23")]
    # Not on the other invoice: nobody said so.
    assert (await open_cents(first), await open_cents(second)) == (0, 12_000)
    assert [check.said for check in await gather_checks() if not check.ok] == []


@dataclass
class Hasty:
    """A provider that tells of the payment before its own answer has come; or gives no answer."""

    client: httpx.AsyncClient
    is_away: bool = False
    name: str = "trial"

    async def ask(self, order: Order) -> Asked:
        if self.is_away:
            raise CardError("no answer")
        body, signature = trial().letter(order.key, "early", order.amount, Ending.PAID, NOV_23)
        assert await call(self.client, body, signature) == 200
        return Asked("early", "/card-trial/early")

    def told(self, body: bytes, signature: str, at: datetime) -> Told | None:
        raise NotImplementedError

    async def look(self, session: str, at: datetime) -> Told | None:
        return Told("looked", session, session, Ending.PAID, 12_000, at, 31)


class Silent(Trial):
    """A provider that never knows."""

    def __init__(self) -> None:
        super().__init__("secret")
        self.asked = 0

    async def look(self, session: str, at: datetime) -> Told | None:
        self.asked += 1
        raise CardError("no answer")


def wish(invoice_id: int) -> Wish:
    return Wish(invoice_id, "Facture", "fr", lambda key, paid: f"http://shop.test/{key}/{paid}")


async def test_a_call_that_is_early_counts(client: httpx.AsyncClient) -> None:
    invoice = await issued(await mme_perrin())
    await cards.begin(Hasty(client), wish(invoice), at=NOV_23)
    (row,) = await CardCheckout.select()
    assert (row["state"], row["session"], row["taken"], row["fee"]) == ("paid", "early", 12_000, 25)
    assert await open_cents(invoice) == 0


async def test_a_provider_that_is_away_takes_nothing_and_says_so(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await mme_perrin())
    with pytest.raises(Refused) as refusal:
        await cards.begin(Hasty(client, is_away=True), wish(invoice), at=NOV_23)
    assert refusal.value.code == "payments.card_away"
    assert await receipts() == []
    await asked(client, await linked(invoice))


async def test_coming_back_asks_the_provider_where_its_call_does_not_reach_us(
    client: httpx.AsyncClient,
) -> None:
    invoice = await issued(await mme_perrin())
    key = (await asked(client, await linked(invoice))).rpartition("/")[2]
    await CardCheckout.update({CardCheckout.session: key}, force=True)
    for _ in range(2):
        there = await cards.look(Hasty(client), key, at=NOV_23)
        assert there and there.state == "paid"
    assert len(await receipts()) == 1 and (await balances())["627"] == 31


async def test_a_payment_of_which_nothing_is_said_for_a_week_is_given_up(
    client: httpx.AsyncClient,
) -> None:
    """Asked until then, and once more; told as paid after all, it is received."""
    invoice = await issued(await mme_perrin())
    key = (await asked(client, await linked(invoice))).rpartition("/")[2]
    silent = Silent()
    await card_sweeps.sweep(silent, at=moment("2026-11-30", 13))
    there = await checkout_by_key(key)
    assert there and (there.state, silent.asked) == ("open", 1)
    assert await card_sweeps.sweep(silent, at=moment("2026-11-30", 15)) == 1
    there = await checkout_by_key(key)
    assert there and (there.state, silent.asked) == ("expired", 2)
    rows = await AuditEntry.select().where(AuditEntry.act == "card.unanswered")
    assert [(row["subject_id"], row["detail"]) for row in rows] == [(invoice, '{"amount": 12000}')]
    assert await card_sweeps.sweep(silent, at=moment("2026-12-01", 9)) == 0
    assert (
        silent.asked == 2
        and await AuditEntry.count().where(AuditEntry.act == "card.unanswered") == 1
    )
    assert await receipts() == []
    assert await call(client, *(await letter(key, Ending.PAID))) == 200
    assert await receipts() == [("card", 12_000, "2026-11-23")]


async def test_what_is_settled_or_a_stranger_is_asked_for_nothing(
    client: httpx.AsyncClient,
) -> None:
    customer = await regie()
    invoice, other = await issued(customer), await issued(customer)
    here, elsewhere = await linked(invoice), await linked(other)
    there = await asked(client, here)
    key = there.rpartition("/")[2]
    for path in (f"{elsewhere}/card/{key}", f"{here}/card/nothing", "/card-trial/nothing"):
        assert (await client.get(path)).status_code == 404
    await client.post(there, data={"do": "pay"})
    late = await client.post(f"{here}/card")
    assert late.status_code == 422 and "Il ne reste rien à payer" in said(late)
    assert (await client.get(there)).status_code == 404


async def test_only_the_owner_sets_the_keys_and_nobody_reads_them(
    client: httpx.AsyncClient,
) -> None:
    keys = {"stripe_key": "sk_test_1", "stripe_webhook_secret": SECRET}
    async with browser() as odile, browser() as amin:
        await signed_in(odile, "odile")
        await signed_in(amin, "amin")
        typed = {"card_provider": "stripe"}
        assert (await amin.post("/settings/cards", data={**typed, **keys})).status_code == 403
        assert (await odile.post("/settings/cards", data=typed)).status_code == 422
        wrong = {**typed, **keys, "stripe_key": "pk_live_1"}
        refused = await odile.post("/settings/cards", data=wrong)
        assert refused.status_code == 422 and "elle commence par sk_" in said(refused)
        assert (await odile.post("/settings/cards", data={**typed, **keys})).status_code == 303
        assert (await odile.post("/settings/cards", data=typed)).status_code == 303
        page = said(await odile.get("/settings/cards"))
        assert "mode test de Stripe" in page and "/card-events/stripe" in page
        assert "sk_test_1" not in page and SECRET not in page
        back = await odile.post("/settings/cards", data={"card_provider": "trial"})
        assert back.status_code == 422
    invoice = await issued(await regie())
    page = await client.get(await linked(invoice))
    assert "https://checkout.stripe.com" in page.headers["Content-Security-Policy"]
    assert "page de Stripe" in said(page)


def stripe_call(kind: str, **more: object) -> bytes:
    """An event as Stripe's documentation shows it, cut down to what is read."""
    session = {
        "id": "cs_test_1",
        "object": "checkout.session",
        "client_reference_id": "k" * 32,
        "amount_total": 12_000,
        "currency": "eur",
        "payment_status": "paid",
        "payment_intent": "pi_1",
    }
    event = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": 1_795_438_800,
        "data": {"object": session | more},
    }
    return json.dumps(event).encode()


def signed(body: bytes, secret: str = SECRET, age: int = 0) -> str:
    """By hand, as https://docs.stripe.com/webhooks#verify-manually says: HMAC-SHA256 of
    timestamp, point and body."""
    stamp = str(int(time.time()) - age)
    mac = hmac.digest(secret.encode(), stamp.encode() + b"." + body, sha256).hex()
    return f"t={stamp},v1={mac}"


def test_what_stripe_signs_is_read_and_nothing_else() -> None:
    stripe = Stripe("sk_test_1", SECRET)
    body = stripe_call("checkout.session.completed")
    told = stripe.told(body, signed(body), now())
    assert isinstance(told, Told) and told.payment == "pi_1"
    assert (told.event, told.key, told.session) == ("evt_1", "k" * 32, "cs_test_1")
    assert (told.ending, told.amount, told.fee) == (Ending.PAID, 12_000, None)
    for kind, ending in (
        ("checkout.session.async_payment_failed", Ending.REFUSED),
        ("checkout.session.expired", Ending.EXPIRED),
    ):
        body = stripe_call(kind, payment_status="unpaid")
        read = stripe.told(body, signed(body), now())
        assert isinstance(read, Told) and read.ending is ending
    for body in (
        stripe_call("checkout.session.completed", payment_status="unpaid"),
        stripe_call("checkout.session.completed", currency="usd"),
        stripe_call("checkout.session.completed", client_reference_id=None),
        stripe_call("charge.refunded", object="charge"),
    ):
        assert stripe.told(body, signed(body), now()) is None


def test_what_stripe_signs_of_money_that_went_back() -> None:
    stripe = Stripe("sk_test_1", SECRET)
    refund = {"object": "refund", "id": "re_1", "amount": 5_000, "status": "succeeded"}
    body = stripe_call("refund.created", **refund)
    told = stripe.told(body, signed(body), now())
    assert isinstance(told, TakenBack)
    assert (told.event, told.name, told.payment, told.amount) == ("evt_1", "re_1", "pi_1", 5_000)
    with pytest.raises(Forged):
        stripe.told(body, signed(body, "whsec_other"), now())


@pytest.mark.parametrize(
    "fault", ["none", "other secret", "ten minutes old", "another body", "not text", "not json"]
)
def test_what_stripe_did_not_sign_is_forged(fault: str) -> None:
    body = stripe_call("checkout.session.completed")
    signature = {
        "none": "",
        "other secret": signed(body, "whsec_other"),
        "ten minutes old": signed(body, age=600),
        "not json": signed(b"{"),
    }.get(fault, signed(body))
    sent = {"another body": body.replace(b"12000", b"1"), "not text": b"\xff", "not json": b"{"}
    with pytest.raises(Forged):
        Stripe("sk_test_1", SECRET).told(sent.get(fault, body), signature, now())
