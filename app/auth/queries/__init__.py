"""What is read about users, sessions and the audit trail."""

from app.auth.queries.audit import client_timeline, timeline
from app.auth.queries.checks import CHECKS
from app.auth.queries.users import (
    credentials,
    failures,
    has_users,
    names,
    owners,
    session_of,
    sessions,
    user,
    users,
)

__all__ = [
    "CHECKS",
    "client_timeline",
    "credentials",
    "failures",
    "has_users",
    "names",
    "owners",
    "session_of",
    "sessions",
    "timeline",
    "user",
    "users",
]
