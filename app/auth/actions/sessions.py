"""Signing in and out: a 256-bit token in a cookie, of which only the hash is kept here."""

import hashlib
import secrets
from datetime import datetime

from app.adapters.database import Tx, transaction
from app.auth import queries, rules
from app.auth.actions.audit import record
from app.auth.actions.passwords import hash_password, is_outdated, matches
from app.auth.tables import Session, SignInFailure, User
from app.core.errors import refuse


async def sign_in(
    email: str, password: str, *, address: str, agent: str, leaving: str | None, at: datetime
) -> str:
    """Check who it is and open a session; gives back its token. `leaving` is an older one to end.

    Refused: unknown address or wrong password (auth.wrong, the same words and the same time), too
    many attempts (auth.throttled). The attempt is counted before the password is looked at, so
    that many at once cannot slip through together.
    """
    key = rules.email_key(email)[:254]
    attempt = await count_attempt(key, address[:60], at)
    user = await queries.credentials(key)
    found = await matches(password, user["password_hash"] if user else None)
    if not user or not found or not user["is_active"]:
        raise refuse(
            "auth.wrong", "This e-mail address and this password do not go together.", "password"
        )
    fresh = await hash_password(password) if is_outdated(user["password_hash"]) else None
    async with transaction() as tx:
        await forget_attempts(tx, key, attempt)
        if fresh:
            await User.update({User.password_hash: fresh}).where(User.id == user["id"])
        if leaving:
            await Session.delete().where(Session.token_hash == token_hash(leaving))
        await record(
            tx, act="user.signed_in", subject_kind="user", subject_id=user["id"], at=at, by=key
        )
        return await open_session(tx, user["id"], address=address, agent=agent, at=at)


async def count_attempt(email: str, address: str, at: datetime) -> int:
    """Count one attempt to give a password, before it is looked at; gives back its row.

    Refused (auth.throttled): too many before it; this one then does not count.
    """
    async with transaction():
        made = await SignInFailure.insert(
            SignInFailure(email=email, address=address, at=at)
        ).returning(SignInFailure.id)
    attempt = int(made[0]["id"])
    until = rules.try_again_at(*await queries.failures(email, address, attempt, at), at)
    if until is not None:
        await _forget_attempt(attempt)
        raise rules.throttled(until.astimezone(at.tzinfo))
    return attempt


async def _forget_attempt(attempt: int) -> None:
    async with transaction():
        await SignInFailure.delete().where(SignInFailure.id == attempt)


async def forget_attempts(tx: Tx, email: str, attempt: int) -> None:
    """Step: the password was right, so what was counted against this address no longer is."""
    await SignInFailure.delete().where(
        (SignInFailure.id == attempt) | (SignInFailure.email == email)
    )


async def open_session(tx: Tx, user_id: int, *, address: str, agent: str, at: datetime) -> str:
    """Step: a new session; gives back its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    await Session.insert(
        Session(
            token_hash=token_hash(token),
            user=user_id,
            created_at=at,
            seen_at=at,
            expires_at=at + rules.SESSION_LIFE,
            address=address[:60],
            agent=agent[:200],
        )
    )
    return token


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def sign_out(token: str) -> None:
    """End the session of a token; one that is not known is none."""
    async with transaction():
        await Session.delete().where(Session.token_hash == token_hash(token))


async def note_seen(session_id: int, *, at: datetime) -> None:
    """Push the end of a session in use further away; written at most every five minutes."""
    async with transaction():
        await Session.update(
            {Session.seen_at: at, Session.expires_at: at + rules.SESSION_LIFE}
        ).where(Session.id == session_id, Session.seen_at <= at - rules.SEEN_EVERY)


async def end_session(session_id: int, *, actor: rules.Actor, at: datetime) -> None:
    """End a session from its list: one's own, the owner anybody's; one that is gone is no fault.

    Refused: somebody else's (auth.not_yours).
    """
    async with transaction() as tx:
        row = await Session.select().where(Session.id == session_id).first()
        if row is None:
            return
        if row["user"] != actor.id and not actor.is_owner:
            raise refuse("auth.not_yours", "This session is somebody else’s.")
        await Session.delete().where(Session.id == session_id)
        await record(
            tx,
            act="user.session_ended",
            subject_kind="user",
            subject_id=row["user"],
            at=at,
            by=actor.email,
        )


async def end_sessions(tx: Tx, user_id: int, *, but: int | None = None) -> None:
    """Step: end every session of someone, but one."""
    query = Session.delete().where(Session.user == user_id)
    await (query if but is None else query.where(Session.id != but))


async def keep_flash(session_id: int, text: str) -> None:
    """Keep a word of confirmation for the next page."""
    async with transaction():
        await Session.update({Session.flash: text}).where(Session.id == session_id)


async def take_flash(session_id: int) -> None:
    """The word of confirmation has been shown."""
    async with transaction():
        await Session.update({Session.flash: ""}).where(Session.id == session_id)


async def forget_sessions(*, at: datetime) -> int:
    """Forget sessions that have ended and attempts older than a day; gives back how many went."""
    async with transaction():
        gone = await Session.delete().where(Session.expires_at <= at).returning(Session.id)
        old = (
            await SignInFailure.delete()
            .where(SignInFailure.at <= at - rules.FAILURES_KEPT)
            .returning(SignInFailure.id)
        )
    return len(gone) + len(old)
