"""What is done with statements of account: planned, sent, made into a PDF."""

from app.receivables.actions.bounding import set_bounds
from app.receivables.actions.planning import plan
from app.receivables.actions.printing import pdf_of, words
from app.receivables.actions.rendering import render_owed
from app.receivables.actions.sending import send, send_due

__all__ = ["pdf_of", "plan", "render_owed", "send", "send_due", "set_bounds", "words"]
