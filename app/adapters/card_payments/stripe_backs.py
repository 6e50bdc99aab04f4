"""What Stripe says of refunds and of disputes (its API of 2025: objects `refund`, `dispute`)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.adapters.card_payments.values import TakenBack, Why

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAILED = ("failed", "canceled")
_OVER = ("won", "lost", "warning_closed")


def refund_of(event: str, said: Mapping[str, Any], at: datetime) -> TakenBack | None:
    """A refund that has left, or that failed; None while it waits, or for another currency."""
    status = said.get("status")
    if status != "succeeded" and status not in _FAILED:
        return None
    return _back(event, said, Why.REFUNDED, at, is_returned=status in _FAILED)


def dispute_of(event: str, said: Mapping[str, Any], at: datetime) -> TakenBack | None:
    """A dispute whose money was taken, or given back because it was won; None for one that has
    taken nothing: a mere inquiry, or one that the money has not left for yet."""
    moves = [each for each in said.get("balance_transactions") or () if isinstance(each, dict)]
    taken = [each for each in moves if int(each.get("amount") or 0) < 0]
    if not taken:
        return None
    fee = sum(max(int(each.get("fee") or 0), 0) for each in taken)
    won = len(moves) > len(taken) or said.get("status") == "won"
    back = _back(event, said, Why.CONTESTED, at, fee=fee, is_returned=won)
    return replace(back, is_over=said.get("status") in _OVER) if back else None


def _back(
    event: str,
    said: Mapping[str, Any],
    why: Why,
    at: datetime,
    *,
    fee: int = 0,
    is_returned: bool = False,
) -> TakenBack | None:
    payment, amount = said.get("payment_intent"), said.get("amount")
    name = payment.get("id") if isinstance(payment, dict) else payment
    if not name or said.get("currency") != "eur" or not isinstance(amount, int) or amount <= 0:
        return None
    created = _EPOCH + timedelta(seconds=int(said.get("created") or 0))
    when = at if is_returned else min(created.astimezone(at.tzinfo), at)
    return TakenBack(event, str(said["id"]), str(name), why, amount, when, fee, is_returned)
