"""What is decided of interest and indemnities of late invoices."""

from app.lateness.actions.claims import Asked, invoice_late
from app.lateness.actions.waivers import take_up_again, waive

__all__ = ["Asked", "invoice_late", "take_up_again", "waive"]
