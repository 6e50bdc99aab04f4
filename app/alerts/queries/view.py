"""Alerts that stand, who is to be told, and what clients may owe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.alerts.rules import Kind, Rhythm
from app.alerts.tables import Alert, AlertChoice, ClientLimit
from app.auth.rules import Role
from app.auth.tables import User
from app.clock import ZONE
from app.contracts.rules import kept
from app.core.errors import Finding

# Whoever begins to be told is not told of months that are over.
_TOLD_OF = timedelta(days=31)
_CHANGE = (Role.OWNER.value, Role.ASSISTANT.value)


@dataclass(frozen=True)
class AlertView:
    """An alert; `seen_by` is whoever took it off the first page ("": nobody)."""

    id: int
    kind: Kind
    client_id: int | None
    client: str
    said: Finding
    href: str
    raised_at: datetime
    seen_by: str


@dataclass(frozen=True)
class Reader:
    """Somebody who wants to be told by e-mail."""

    user_id: int
    email: str
    language: str
    rhythm: Rhythm


async def standing() -> list[AlertView]:
    """The alerts that are still so, the newest first."""
    rows = (
        await Alert.select()
        .where(Alert.over_at.is_null())
        .order_by(Alert.raised_at, Alert.id, ascending=False)
    )
    return [_view(row) for row in rows]


async def untold(user_id: int, until: datetime) -> list[AlertView]:
    """Alerts raised before a moment that stand, that nobody has seen, and of which this user was
    not told, the oldest first."""
    rows = await Alert.raw(
        "SELECT a.* FROM alert a LEFT JOIN alert_told t ON t.alert = a.id AND t.user_id = {}"
        " WHERE t.id IS NULL AND a.over_at IS NULL AND a.seen_at IS NULL"
        " AND a.raised_at < {} AND a.raised_at >= {} ORDER BY a.raised_at, a.id",
        user_id,
        until,
        until - _TOLD_OF,
    )
    return [_view(row) for row in rows]


async def readers() -> list[Reader]:
    """Who is told: users who may sign in and change things, and who chose to be."""
    rows = await AlertChoice.raw(
        "SELECT u.id AS user_id, u.email AS email, u.language AS language, c.rhythm AS rhythm,"
        " u.role AS role, u.is_active AS is_active"
        " FROM alert_choice c JOIN app_user u ON u.id = c.user_id ORDER BY u.id"
    )
    return [
        Reader(row["user_id"], row["email"], row["language"], Rhythm(row["rhythm"]))
        for row in rows
        if row["is_active"] and row["role"] in _CHANGE and row["rhythm"] != Rhythm.NEVER.value
    ]


async def rhythm_of(email: str) -> Rhythm:
    """How often a user is told."""
    rows = await AlertChoice.raw(
        "SELECT c.rhythm AS rhythm FROM alert_choice c JOIN app_user u ON u.id = c.user_id"
        " WHERE u.email = {}",
        email,
    )
    return Rhythm(rows[0]["rhythm"]) if rows else Rhythm.NEVER


async def id_of(email: str) -> int | None:
    """The user of an address."""
    row = await User.select(User.id).where(User.email == email).first()
    return row["id"] if row else None


async def limit_of(client_id: int) -> int | None:
    """The cents that a client may owe; None without a limit."""
    row = await ClientLimit.select(ClientLimit.cents).where(ClientLimit.client == client_id).first()
    return int(row["cents"]) if row else None


def _view(row: Mapping[str, Any]) -> AlertView:
    raised = row["raised_at"]
    moment = datetime.fromisoformat(raised) if isinstance(raised, str) else raised
    return AlertView(
        row["id"],
        Kind(row["kind"]),
        row["client_id"],
        row["client"],
        kept(row["said"])[0],
        row["href"],
        moment.astimezone(ZONE),
        row["seen_by"],
    )
