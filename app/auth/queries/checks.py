"""Integrity of accounts: who may get in is who should."""

from app.auth.tables import Session, User
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located


async def check_sessions() -> list[Finding]:
    """Signed-in browsers of nobody, or of an account that was closed."""
    rows = await Session.raw(
        "SELECT s.id AS session, COALESCE(u.email, '') AS email FROM session s"
        ' LEFT JOIN app_user u ON u.id = s."user"'
        " WHERE u.id IS NULL OR NOT u.is_active OR s.expires_at <= s.created_at ORDER BY s.id"
    )
    return located(N_("session %(session)s of “%(email)s”, whose account is not open"), rows)


async def check_owner() -> list[Finding]:
    """Once there are accounts, one of them is an owner's and open."""
    if not await User.exists() or await User.exists().where(
        User.role == "owner", User.is_active.eq(True)
    ):
        return []
    count = await User.count()
    message = N_("none of the %(count)s accounts is an owner’s and open")
    return [finding("check", message, count=count)]


CHECKS: list[IntegrityCheck] = [
    ("sessions belong to open accounts", check_sessions),
    ("the business has its owner", check_owner),
]
