"""Users, their sessions, failed sign-ins, and the audit trail."""

from piccolo.columns import BigInt, Boolean, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class User(Table, tablename="app_user"):
    """Someone who may sign in."""

    id: Serial
    email = Varchar(length=254)
    name = Varchar(length=120)
    password_hash = Varchar(length=200)
    role = Varchar(length=12)
    language = Varchar(length=2, default="fr")
    is_active = Boolean(default=True)
    created_at = Timestamptz()


class Session(Table, tablename="session"):
    """A signed-in browser; only the hash of its token is kept."""

    id: Serial
    token_hash = Varchar(length=64)
    user = ForeignKey(User, null=False)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    address = Varchar(length=60, default="")
    agent = Varchar(length=200, default="")
    flash = Text(default="")


class SignInFailure(Table, tablename="sign_in_failure"):
    """A refused sign-in, counted to slow down guessing."""

    id: Serial
    email = Varchar(length=254)
    address = Varchar(length=60)
    at = Timestamptz()


class AuditEntry(Table, tablename="audit_entry"):
    """Who did what, when, to which record; insert-only; the timelines are read from it."""

    id: Serial
    at = Timestamptz()
    by = Varchar(length=254)
    act = Varchar(length=60)
    subject_kind = Varchar(length=30)
    subject_id = BigInt()
    client_id = BigInt(null=True, default=None)
    detail = Text(default="")
