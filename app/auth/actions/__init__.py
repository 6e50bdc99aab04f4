"""What is done about users, sessions and the audit trail."""

from app.auth.actions.audit import Subject, record, record_many
from app.auth.actions.passwords import hash_password
from app.auth.actions.sessions import (
    end_session,
    forget_sessions,
    keep_flash,
    note_seen,
    open_session,
    sign_in,
    sign_out,
    take_flash,
    token_hash,
)
from app.auth.actions.users import (
    add_user,
    add_user_in,
    change_account,
    change_password,
    change_role,
    deactivate,
    reactivate,
    reset_password,
)

__all__ = [
    "Subject",
    "add_user",
    "add_user_in",
    "change_account",
    "change_password",
    "change_role",
    "deactivate",
    "end_session",
    "forget_sessions",
    "hash_password",
    "keep_flash",
    "note_seen",
    "open_session",
    "reactivate",
    "record",
    "record_many",
    "reset_password",
    "sign_in",
    "sign_out",
    "take_flash",
    "token_hash",
]
