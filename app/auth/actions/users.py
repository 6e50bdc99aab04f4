"""Users: made, changed, put aside; a password changed."""

from datetime import datetime

from piccolo.columns import Column

from app.adapters.database import Tx, transaction
from app.auth import queries, rules
from app.auth.actions.audit import record
from app.auth.actions.passwords import hash_password, matches
from app.auth.actions.sessions import count_attempt, end_sessions, forget_attempts
from app.auth.tables import User
from app.core.errors import refuse


async def add_user(
    email: str, *, name: str, role: rules.Role, password: str, at: datetime, by: str
) -> int:
    """Make an account. Refused: a weak password, an address that has one (auth.email_taken)."""
    rules.check_password(password, email)
    password_hash = await hash_password(password)
    async with transaction() as tx:
        return await add_user_in(
            tx, email, name=name, role=role, password_hash=password_hash, at=at, by=by
        )


async def add_user_in(
    tx: Tx,
    email: str,
    *,
    name: str,
    role: rules.Role,
    password_hash: str,
    at: datetime,
    by: str,
    language: str = "fr",
) -> int:
    """Step: make an account whose password is hashed already; gives back its id."""
    key = rules.email_key(email)
    row = User(
        email=key,
        name=name.strip() or key,
        password_hash=password_hash,
        role=role.value,
        language=language,
        created_at=at,
    )
    made = await User.insert(row).on_conflict(action="DO NOTHING").returning(User.id)
    if not made:
        raise refuse("auth.email_taken", "“%(email)s” has an account already.", "email", email=key)
    user_id = int(made[0]["id"])
    await record(
        tx,
        act="user.added",
        subject_kind="user",
        subject_id=user_id,
        at=at,
        by=by,
        detail={"email": key, "role": role.value},
    )
    return user_id


async def change_role(user_id: int, role: rules.Role, *, at: datetime, by: str) -> None:
    """Give someone another role. Refused: the last owner (auth.last_owner)."""
    async with transaction() as tx:
        if role is not rules.Role.OWNER:
            await _another_owner(tx, user_id)
        await _update(user_id, {User.role: role.value})
        await _note(tx, "user.role_changed", user_id, at, by, {"role": role.value})


async def deactivate(user_id: int, *, at: datetime, by: str) -> None:
    """Close an account and end its sessions; what it did stays. Refused: the last owner."""
    async with transaction() as tx:
        await _another_owner(tx, user_id)
        await _update(user_id, {User.is_active: False})
        await end_sessions(tx, user_id)
        await _note(tx, "user.deactivated", user_id, at, by, {})


async def reactivate(user_id: int, *, at: datetime, by: str) -> None:
    """Open a closed account again."""
    async with transaction() as tx:
        await _update(user_id, {User.is_active: True})
        await _note(tx, "user.reactivated", user_id, at, by, {})


async def _update(user_id: int, values: dict[Column | str, object]) -> None:
    changed = await User.update(values).where(User.id == user_id).returning(User.id)
    if not changed:
        raise refuse("auth.unknown_user", "This account does not exist.")


async def _another_owner(tx: Tx, user_id: int) -> None:
    """Refuse when nobody but this user could sign in as owner."""
    # Locks the owners, so that two of them cannot put each other aside at the same moment.
    await User.update({User.role: rules.Role.OWNER.value}).where(
        User.role == rules.Role.OWNER.value
    )
    others = await User.count().where(
        User.role == rules.Role.OWNER.value,
        User.is_active.eq(True),
        User.id != user_id,
    )
    if not others:
        raise refuse("auth.last_owner", "The last owner stays owner: name another one first.")


async def change_account(actor: rules.Actor, *, name: str, language: str, at: datetime) -> None:
    """Change one's own name and language."""
    async with transaction() as tx:
        await User.update({User.name: name, User.language: language}).where(User.id == actor.id)
        await _note(tx, "user.changed", actor.id, at, actor.email, {})


async def change_password(
    actor: rules.Actor, *, old: str, new: str, session_id: int, at: datetime
) -> None:
    """Change one's own password; every other session of theirs ends.

    Refused: the old one is wrong (auth.old_password), too often (auth.throttled), the new one is
    weak.
    """
    rules.check_password(new, actor.email, "new")
    attempt = await count_attempt(actor.email, f"user {actor.id}", at)
    user = await queries.credentials(actor.email)
    if not await matches(old, user["password_hash"] if user else None):
        raise refuse("auth.old_password", "This is not your present password.", "old")
    password_hash = await hash_password(new)
    async with transaction() as tx:
        await User.update({User.password_hash: password_hash}).where(User.id == actor.id)
        await forget_attempts(tx, actor.email, attempt)
        await end_sessions(tx, actor.id, but=session_id)
        await _note(tx, "user.password_changed", actor.id, at, actor.email, {})


async def reset_password(user_id: int, password: str, *, at: datetime, by: str) -> None:
    """The owner gives someone a new password; all their sessions end. Refused: a weak one."""
    user = await queries.user(user_id)
    rules.check_password(password, user.email)
    password_hash = await hash_password(password)
    async with transaction() as tx:
        await User.update({User.password_hash: password_hash}).where(User.id == user_id)
        await end_sessions(tx, user_id)
        await _note(tx, "user.password_reset", user_id, at, by, {})


async def _note(
    tx: Tx, act: str, user_id: int, at: datetime, by: str, detail: dict[str, object]
) -> None:
    await record(tx, act=act, subject_kind="user", subject_id=user_id, at=at, by=by, detail=detail)
