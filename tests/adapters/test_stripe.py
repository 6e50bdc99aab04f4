"""Stripe's library against a server of ours: what is asked of Stripe, and what is read of it."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.card_payments import Asked, CardError, Ending, Order, Stripe
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
    ANSWERS[path] = (200, session(status="expired"))
    told = await stripe.look("cs_test_1", NOV_23)
    assert told and told.ending is Ending.EXPIRED


async def test_a_key_that_stripe_does_not_know_is_no_answer(stripe: Stripe) -> None:
    ANSWERS["/v1/checkout/sessions"] = (401, {"error": {"message": "Invalid API Key: sk_test_1"}})
    with pytest.raises(CardError):
        await stripe.ask(ORDER)
