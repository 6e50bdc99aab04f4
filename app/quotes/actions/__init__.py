"""What is done to quotes: written, sent, answered, turned into what they were for."""

from app.quotes.actions.answering import CLIENT, Visitor, accept, decline
from app.quotes.actions.asking import ask
from app.quotes.actions.drafting import create, delete, edit, revise
from app.quotes.actions.reminding import remind
from app.quotes.actions.rendering import pdf_of, render_owed, request_rendering_again
from app.quotes.actions.sending import send, send_again
from app.quotes.actions.turning import Wish, planned, turn

__all__ = [
    "CLIENT",
    "Visitor",
    "Wish",
    "accept",
    "ask",
    "create",
    "decline",
    "delete",
    "edit",
    "pdf_of",
    "planned",
    "remind",
    "render_owed",
    "request_rendering_again",
    "revise",
    "send",
    "send_again",
    "turn",
]
