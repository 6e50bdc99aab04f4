"""Stripe Checkout (stripe 16): asked for a session, its signed events read."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.adapters.card_payments.stripe_backs import dispute_of, refund_of
from app.adapters.card_payments.values import (
    Asked,
    CardError,
    Ending,
    Forged,
    Order,
    TakenBack,
    Told,
)
from app.adapters.database import refuse_in_transaction

STRIPE_PAGES = "https://checkout.stripe.com"
_SECONDS = 10.0
_TOLERANCE = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stripe:
    """Stripe Checkout. The library is loaded by the first payment: it takes 30 MB."""

    key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api: str = "https://api.stripe.com"
    name: str = "stripe"

    async def ask(self, order: Order) -> Asked:
        """A session of Checkout, by card alone; asked twice with one key it is one session."""
        made = await self._call("create", _session_of(order), {"idempotency_key": order.key})
        return Asked(str(made["id"]), str(made["url"]))

    def told(self, body: bytes, signature: str, at: datetime) -> Told | TakenBack | None:
        """Signature and age as Stripe's library judges them; then what it says of a session, a
        refund or a dispute."""
        import stripe

        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), signature, self.webhook_secret, _TOLERANCE
            )
            said = json.loads(body)
        except (stripe.SignatureVerificationError, ValueError) as fault:
            raise Forged from fault
        ending = _ENDINGS.get(str(said.get("type")))
        session = said.get("data", {}).get("object", {})
        if session.get("object") in _BACKS:
            return _BACKS[session["object"]](str(said["id"]), session, at)
        if ending is None or session.get("object") != "checkout.session":
            return None
        if ending is Ending.PAID and session.get("payment_status") != "paid":
            return None
        return _told(str(said["id"]), session, ending, int(said["created"]), at)

    async def look(self, session: str, at: datetime) -> Told | None:
        """The session as it stands; with the fee where the charge has its balance already."""
        expand = ["payment_intent.latest_charge.balance_transaction"]
        found = await self._call("retrieve", session, {"expand": expand})
        if found.get("payment_status") == "paid":
            charge = (found.get("payment_intent") or {}).get("latest_charge") or {}
            when = int(charge.get("created") or found["created"])
            return _told(f"look:{session}", found, Ending.PAID, when, at)
        if found.get("status") == "expired":
            return _told(f"look:{session}", found, Ending.EXPIRED, int(found["created"]), at)
        return None

    async def close(self, session: str) -> bool:
        """Expire the session, which Stripe refuses of one that was paid."""
        try:
            found = await self._call("expire", session, {})
        except CardError:
            return False
        return found.get("status") == "expired"

    async def order_of(self, payment: str) -> str | None:
        """The session whose payment intent it is."""
        found = await self._call("list", None, {"payment_intent": payment, "limit": 1})
        return str(found["data"][0]["id"]) if found["data"] else None

    async def taken_back(self, since: datetime, at: datetime) -> list[TakenBack]:
        """Every refund and dispute that was begun since, as it stands now."""
        params = {"limit": 100, "created": {"gte": int(since.timestamp())}}
        found = []
        for act, read in (("refunds", refund_of), ("disputes", dispute_of)):
            for each in (await self._call(act, None, params))["data"]:
                back = read("", each, at)
                if back is not None:
                    state = "over" if back.is_over else "taken"
                    state = "returned" if back.is_returned else state
                    found.append(replace(back, event=f"look:{back.name}:{state}"))
        return found

    async def _call(self, act: str, what: Any, params: Mapping[str, Any]) -> dict[str, Any]:
        refuse_in_transaction("a payment by card")
        try:
            async with asyncio.timeout(2 * _SECONDS):
                return await asyncio.to_thread(self._now, act, what, params)
        except TimeoutError as fault:
            raise CardError("no answer") from fault

    def _now(self, act: str, what: Any, params: Mapping[str, Any]) -> dict[str, Any]:
        import stripe

        client = stripe.StripeClient(
            self.key,
            base_addresses={"api": self.api},
            http_client=stripe.RequestsClient(timeout=_SECONDS),
            max_network_retries=1,
        )
        sessions = client.v1.checkout.sessions
        try:
            if act in ("refunds", "disputes"):
                pages = getattr(client.v1, act).list(params)
                return {"data": [each.to_dict() for each in pages.auto_paging_iter()]}
            if act == "list":
                return {"data": [each.to_dict() for each in sessions.list(params).data]}  # type: ignore[arg-type]
            if act == "create":
                made = sessions.create(what, params)  # type: ignore[arg-type]
            elif act == "expire":
                made = sessions.expire(what)
            else:
                made = sessions.retrieve(what, params)  # type: ignore[arg-type]
        except stripe.StripeError as fault:
            raise CardError(fault.user_message or type(fault).__name__) from fault
        return dict(made.to_dict())


_ENDINGS = {
    "checkout.session.completed": Ending.PAID,
    "checkout.session.async_payment_succeeded": Ending.PAID,
    "checkout.session.async_payment_failed": Ending.REFUSED,
    "checkout.session.expired": Ending.EXPIRED,
}


_BACKS = {"refund": refund_of, "dispute": dispute_of}


def _session_of(order: Order) -> dict[str, Any]:
    return {
        "mode": "payment",
        "client_reference_id": order.key,
        "payment_method_types": ["card"],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": order.amount,
                    "product_data": {"name": order.label},
                },
            }
        ],
        "locale": order.language,
        "success_url": order.back_paid,
        "cancel_url": order.back_unpaid,
        "expires_at": int(order.until.timestamp()),
    }


def _told(
    event: str, session: Mapping[str, Any], ending: Ending, when: int, at: datetime
) -> Told | None:
    """None for what is not ours: another currency, or an order without our key."""
    key, amount = session.get("client_reference_id"), session.get("amount_total")
    if not key or session.get("currency") != "eur" or not isinstance(amount, int):
        return None
    intent = session.get("payment_intent")
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    balance = charge.get("balance_transaction") if isinstance(charge, dict) else None
    known = isinstance(balance, dict) and balance.get("currency") == "eur"
    return Told(
        event=event,
        key=str(key),
        session=str(session["id"]),
        ending=ending,
        amount=amount,
        at=min((_EPOCH + timedelta(seconds=when)).astimezone(at.tzinfo), at),
        fee=int(balance["fee"]) if known and isinstance(balance, dict) else None,
        payment=_name_of(intent),
    )


def _name_of(intent: object) -> str | None:
    """The name of a payment intent, which is there whole or by its name alone."""
    found = intent.get("id") if isinstance(intent, dict) else intent
    return str(found) if found else None
