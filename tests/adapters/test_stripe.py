"""Stripe's library against a server of ours: what is asked of Stripe, and what is read of it."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.card_payments import Asked, CardError, Ending, Order, Stripe, Why
from tests.cast import at

NOV_23 = at("2026-11-23", 14)
ORDER = Order(
    key="k" * 32,
    amount=12_000,
    label="Facture F2026-000001",
    language="fr",
    back_paid="https://shop.test/paid",
    back_unpaid="https://shop.test/left",
    until=NOV_23 + timedelta(minutes=40),
)
ANSWERS: dict[str, Any] = {}
ASKED: list[tuple[str, dict[str, list[str]], str]] = []


class Counterfeit(BaseHTTPRequestHandler):
    """Answers what the test has laid ready for a path."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(parse_qs(body))

    def do_GET(self) -> None:
        self.answer(parse_qs(urlsplit(self.path).query))

    def answer(self, sent: dict[str, list[str]]) -> None:
        path = urlsplit(self.path).path
        ASKED.append((path, sent, self.headers.get("Idempotency-Key", "")))
        status, said = ANSWERS[path]
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def stripe() -> Iterator[Stripe]:
    server = HTTPServer(("127.0.0.1", 0), Counterfeit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ASKED.clear()
    yield Stripe("sk_test_1", "whsec_1", api=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def session(**more: object) -> dict[str, object]:
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "url": "https://checkout.stripe.com/c/pay/cs_test_1",
        "client_reference_id": "k" * 32,
        "amount_total": 12_000,
        "currency": "eur",
        "created": 1_795_435_200,
        "status": "open",
        "payment_status": "unpaid",
    } | more


async def test_an_order_is_asked_for_once_in_euros_by_card(stripe: Stripe) -> None:
    ANSWERS["/v1/checkout/sessions"] = (200, session())
    assert await stripe.ask(ORDER) == Asked(
        "cs_test_1", "https://checkout.stripe.com/c/pay/cs_test_1"
    )
    (_, sent, once) = ASKED[0]
    assert once == ORDER.key == sent["client_reference_id"][0]
    assert sent["line_items[0][price_data][unit_amount]"] == ["12000"]
    assert sent["line_items[0][price_data][currency]"] == ["eur"]
    assert sent["payment_method_types[0]"] == ["card"] and sent["mode"] == ["payment"]
    assert sent["success_url"] == [ORDER.back_paid] and sent["cancel_url"] == [ORDER.back_unpaid]


async def test_what_became_of_it_is_looked_at_with_the_fee(stripe: Stripe) -> None:
    path = "/v1/checkout/sessions/cs_test_1"
    ANSWERS[path] = (200, session())
    assert await stripe.look("cs_test_1", NOV_23) is None
    balance = {"object": "balance_transaction", "id": "txn_1", "fee": 205, "currency": "eur"}
    charge = {
        "object": "charge",
        "id": "ch_1",
        "created": 1_795_435_260,
        "balance_transaction": balance,
    }
    intent = {"object": "payment_intent", "id": "pi_1", "latest_charge": charge}
    ANSWERS[path] = (200, session(payment_status="paid", payment_intent=intent))
    told = await stripe.look("cs_test_1", NOV_23)
    assert told and (told.ending, told.amount, told.fee) == (Ending.PAID, 12_000, 205)
    assert told.payment == "pi_1"
    ANSWERS[path] = (200, session(status="expired"))
    told = await stripe.look("cs_test_1", NOV_23)
    assert told and told.ending is Ending.EXPIRED


async def test_a_key_that_stripe_does_not_know_is_no_answer(stripe: Stripe) -> None:
    ANSWERS["/v1/checkout/sessions"] = (401, {"error": {"message": "Invalid API Key: sk_test_1"}})
    with pytest.raises(CardError):
        await stripe.ask(ORDER)


def refund(**more: object) -> dict[str, object]:
    """As https://docs.stripe.com/api/refunds/object shows it, cut down to what is read."""
    return {
        "id": "re_1",
        "object": "refund",
        "amount": 5_000,
        "currency": "eur",
        "created": 1_795_435_260,
        "payment_intent": "pi_1",
        "status": "succeeded",
    } | more


def dispute(**more: object) -> dict[str, object]:
    """As https://docs.stripe.com/api/disputes/object shows it, cut down to what is read."""
    return {
        "id": "du_1",
        "object": "dispute",
        "amount": 12_000,
        "currency": "eur",
        "created": 1_795_435_260,
        "payment_intent": "pi_1",
        "status": "needs_response",
        "balance_transactions": [{"amount": -12_000, "fee": 1_500, "net": -13_500}],
    } | more


WON = [{"amount": -12_000, "fee": 1_500}, {"amount": 12_000, "fee": 0}]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (refund(), (Why.REFUNDED, 5_000, 0, False)),
        (refund(payment_intent={"id": "pi_1"}), (Why.REFUNDED, 5_000, 0, False)),
        (refund(status="failed"), (Why.REFUNDED, 5_000, 0, True)),
        (refund(status="canceled"), (Why.REFUNDED, 5_000, 0, True)),
        (refund(status="pending"), None),
        (refund(currency="usd"), None),
        (refund(payment_intent=None), None),
        (dispute(), (Why.CONTESTED, 12_000, 1_500, False)),
        (dispute(status="lost"), (Why.CONTESTED, 12_000, 1_500, False)),
        (dispute(status="won", balance_transactions=WON), (Why.CONTESTED, 12_000, 1_500, True)),
        # An inquiry takes nothing.
        (dispute(status="warning_needs_response", balance_transactions=[]), None),
    ],
)
async def test_money_that_went_back_is_asked_for(
    stripe: Stripe, said: dict[str, object], expected: tuple[Why, int, int, bool] | None
) -> None:
    is_refund = said["object"] == "refund"
    page: dict[str, object] = {"object": "list", "has_more": False, "url": "/v1/x"}
    ANSWERS["/v1/refunds"] = (200, page | {"data": [said] if is_refund else []})
    ANSWERS["/v1/disputes"] = (200, page | {"data": [] if is_refund else [said]})
    found = await stripe.taken_back(NOV_23 - timedelta(days=180), NOV_23)
    assert [(e.why, e.amount, e.fee, e.is_returned) for e in found] == (
        [expected] if expected else []
    )
    assert all(each.payment == "pi_1" for each in found)


@pytest.mark.parametrize(
    ("said", "is_over", "event"),
    [
        (dispute(), False, "look:du_1:taken"),
        (dispute(status="under_review"), False, "look:du_1:taken"),
        (dispute(status="lost"), True, "look:du_1:over"),
        (dispute(status="won", balance_transactions=WON), True, "look:du_1:returned"),
    ],
)
async def test_a_dispute_is_over_once_it_is_won_or_lost(
    stripe: Stripe, said: dict[str, object], is_over: bool, event: str
) -> None:
    page: dict[str, object] = {"object": "list", "has_more": False, "url": "/v1/x"}
    ANSWERS["/v1/refunds"] = (200, page | {"data": []})
    ANSWERS["/v1/disputes"] = (200, page | {"data": [said]})
    [found] = await stripe.taken_back(NOV_23 - timedelta(days=180), NOV_23)
    assert (found.is_over, found.event) == (is_over, event)
    since = str(int((NOV_23 - timedelta(days=180)).timestamp()))
    assert {each[1]["created[gte]"][0] for each in ASKED} == {since}


async def test_whose_a_payment_is(stripe: Stripe) -> None:
    page = {"object": "list", "has_more": False, "url": "/v1/checkout/sessions"}
    ANSWERS["/v1/checkout/sessions"] = (200, page | {"data": [session(payment_intent="pi_1")]})
    assert await stripe.order_of("pi_1") == "cs_test_1"
    assert ASKED[-1][1]["payment_intent"] == ["pi_1"]
    ANSWERS["/v1/checkout/sessions"] = (200, page | {"data": []})
    assert await stripe.order_of("pi_of_another") is None


async def test_a_page_is_closed_unless_it_was_paid(stripe: Stripe) -> None:
    path = "/v1/checkout/sessions/cs_test_1/expire"
    ANSWERS[path] = (200, session(status="expired"))
    assert await stripe.close("cs_test_1")
    ANSWERS[path] = (400, {"error": {"message": "Only open sessions can be expired."}})
    assert not await stripe.close("cs_test_1")
