"""What is done with mandates: asked for, signed, amended, ended; and the creditor's settings."""

from app.mandates.actions.asking import ask, chase, create
from app.mandates.actions.changing import amend, end, end_in, mark_last, note_used, register
from app.mandates.actions.choosing import choose
from app.mandates.actions.creditor import save_creditor
from app.mandates.actions.signing import sign, sign_on_paper

__all__ = [
    "amend",
    "ask",
    "chase",
    "choose",
    "create",
    "end",
    "end_in",
    "mark_last",
    "note_used",
    "register",
    "save_creditor",
    "sign",
    "sign_on_paper",
]
