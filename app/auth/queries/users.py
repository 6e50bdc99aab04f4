"""Users, their sessions, and attempts to sign in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.auth.rules import FAILURE_WINDOW, Actor, Role, SessionView, SignedIn, UserView
from app.auth.tables import Session, SignInFailure, User
from app.clock import ZONE
from app.core.errors import refuse


async def has_users() -> bool:
    """Whether anybody has an account yet."""
    return bool(await User.raw("SELECT id FROM app_user LIMIT 1"))


async def users() -> list[UserView]:
    """Everybody with an account, those who may sign in first."""
    rows = (
        await User.select()
        .order_by(User.is_active, ascending=False)
        .order_by(User.name, ascending=True)
    )
    return [_user(row) for row in rows]


async def names() -> dict[str, str]:
    """The name of everybody by e-mail address, those who left too: for what they did."""
    return {each.email: each.name for each in await users()}


async def owners() -> list[tuple[int, str, str]]:
    """The owners who may sign in: id, e-mail address, language."""
    rows = (
        await User.select(User.id, User.email, User.language)
        .where(User.role == Role.OWNER.value, User.is_active.eq(True))
        .order_by(User.id)
    )
    return [(row["id"], row["email"], row["language"]) for row in rows]


async def user(user_id: int) -> UserView:
    """One account. Refused (auth.unknown_user): there is none."""
    row = await User.select().where(User.id == user_id).first()
    if row is None:
        raise refuse("auth.unknown_user", "This account does not exist.")
    return _user(row)


def _user(row: Mapping[str, Any]) -> UserView:
    return UserView(row["id"], row["email"], row["name"], Role(row["role"]), row["is_active"])


async def credentials(email: str) -> dict[str, Any] | None:
    """id, password_hash and is_active of an address."""
    return (
        await User.select(User.id, User.password_hash, User.is_active)
        .where(User.email == email)
        .first()
    )


async def failures(
    email: str, address: str, but: int, at: datetime
) -> tuple[list[datetime], list[datetime]]:
    """When attempts of the last 15 minutes were made, by e-mail and by address, all but one."""
    rows = await SignInFailure.select(
        SignInFailure.email, SignInFailure.address, SignInFailure.at
    ).where(
        SignInFailure.id != but,
        SignInFailure.at > at - FAILURE_WINDOW,
        (SignInFailure.email == email) | (SignInFailure.address == address),
    )
    return (
        [row["at"] for row in rows if row["email"] == email],
        [row["at"] for row in rows if row["address"] == address],
    )


async def session_of(token_hash: str, at: datetime) -> tuple[Actor, SignedIn, datetime] | None:
    """Whose session a token's hash is, its row, and when it was last seen; None when ended."""
    row = (
        await Session.select(
            Session.id.as_alias("session_id"),
            Session.flash,
            Session.seen_at,
            Session.user.id,
            Session.user.email,
            Session.user.name,
            Session.user.role,
            Session.user.language,
            Session.user.is_active,
        )
        .where(Session.token_hash == token_hash, Session.expires_at > at)
        .first()
    )
    if row is None or not row["user.is_active"]:
        return None
    actor = Actor(
        row["user.id"],
        row["user.email"],
        row["user.name"],
        Role(row["user.role"]),
        row["user.language"],
    )
    return actor, SignedIn(row["session_id"], row["flash"]), row["seen_at"]


async def sessions(actor: Actor, at: datetime) -> list[SessionView]:
    """Signed-in browsers, last seen first: one's own; to the owner everybody's."""
    query = (
        Session.select(
            Session.id,
            Session.created_at,
            Session.seen_at,
            Session.address,
            Session.agent,
            Session.user.id,
            Session.user.name,
            Session.user.email,
        )
        .where(Session.expires_at > at)
        .order_by(Session.seen_at, ascending=False)
        .limit(200)
    )
    rows = await (query if actor.is_owner else query.where(Session.user == actor.id))
    return [
        SessionView(
            row["id"],
            row["user.id"],
            row["user.name"],
            row["user.email"],
            row["created_at"].astimezone(ZONE),
            row["seen_at"].astimezone(ZONE),
            row["address"],
            row["agent"],
        )
        for row in rows
    ]
