"""What is done at the counter: sold, its ticket printed, the till closed."""

from app.counter.actions.attestation import attestation_pdf
from app.counter.actions.closing import close
from app.counter.actions.selling import sell
from app.counter.actions.ticket import note_ticket, send_ticket, ticket_page, ticket_pdf

__all__ = [
    "attestation_pdf",
    "close",
    "note_ticket",
    "sell",
    "send_ticket",
    "ticket_page",
    "ticket_pdf",
]
