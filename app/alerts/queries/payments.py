"""Who is told of money received, and what is new to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.alerts.rules import Payment, Scope
from app.alerts.tables import PaymentNews
from app.clock import ZONE
from app.payments.rules import Method
from app.payments.tables import Receipt

# Who comes back after months is not told of all of them.
_TOLD_OF = timedelta(days=31)
_NEW = """
SELECT r.id AS receipt_id, r.client AS client_id, c.name AS client, r.method AS method,
  r.amount AS amount, r.received_on AS received_on, r.reverses AS reverses, r.refunds AS refunds
FROM receipt r JOIN client c ON c.id = r.client
WHERE r.recorded_at >= {} AND r.recorded_at < {} AND r.amount <> 0 AND r.method NOT IN ({}, {})
"""
_OWN = " AND r.client IN (SELECT k.client FROM contract k WHERE k.salesperson_id = {})"


@dataclass(frozen=True)
class Follower:
    """A user, and of whose payments they are told; nothing chosen: `told_until` is None."""

    user_id: int
    name: str
    email: str
    language: str
    scope: Scope
    told_until: datetime | None


async def followers() -> list[Follower]:
    """Everybody who may sign in, with what was chosen, by name."""
    rows = await PaymentNews.raw(
        "SELECT u.id AS user_id, u.name AS name, u.email AS email, u.language AS language,"
        " COALESCE(n.scope, 'none') AS scope, n.told_until AS told_until, u.is_active AS is_active"
        " FROM app_user u LEFT JOIN payment_news n ON n.user_id = u.id ORDER BY u.name, u.id"
    )
    return [
        Follower(
            row["user_id"], row["name"], row["email"], row["language"], Scope(row["scope"]),
            _moment(row["told_until"]),
        )
        for row in rows
        if row["is_active"]
    ]  # fmt: skip


async def new_payments(of: Follower, until: datetime) -> list[Payment]:
    """Money that was recorded before a moment and of which this user was not told, the oldest
    first. What a history brought with it is no news, nor are differences written off."""
    if of.scope is Scope.NONE or of.told_until is None:
        return []
    since = max(of.told_until, until - _TOLD_OF)
    values: list[object] = [since, until, Method.OPENING.value, Method.DIFFERENCE.value]
    own = ""
    if of.scope is Scope.OWN:
        own = _OWN
        values.append(of.user_id)
    rows = await Receipt.raw(f"{_NEW}{own} ORDER BY r.received_on, r.id", *values)
    return [Payment(**row) for row in rows]


def _moment(found: datetime | str | None) -> datetime | None:
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    return moment.astimezone(ZONE) if moment else None
