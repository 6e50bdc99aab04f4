"""What is decided of late invoices: interest claimed or given up, notices, stages of a case."""

from app.lateness.actions.bundle import put_together, request_pdf
from app.lateness.actions.claims import Asked, invoice_late
from app.lateness.actions.letter import Letter, pdf_of
from app.lateness.actions.notices import letter, note_receipt, write_notice
from app.lateness.actions.stages import Paper, record_stage, undo_stage
from app.lateness.actions.waivers import take_up_again, waive

__all__ = [
    "Asked",
    "Letter",
    "Paper",
    "invoice_late",
    "letter",
    "note_receipt",
    "pdf_of",
    "put_together",
    "record_stage",
    "request_pdf",
    "take_up_again",
    "undo_stage",
    "waive",
    "write_notice",
]
