"""Why a client, or one invoice, is left in peace."""

from datetime import date
from enum import StrEnum

from app.core.errors import refuse


class Because(StrEnum):
    """Somebody asks for it, payment is promised for a day, or a court has decided."""

    REST = "rest"
    PROMISE = "promise"
    INSOLVENCY = "insolvency"


def check_pause(because: Because, until_on: date | None, invoice_id: int | None, on: date) -> None:
    """Refuse an end before today, a promise without its day, proceedings that end on a day or
    touch one invoice only: they are about all that was owed, until the court closes them."""
    if until_on is not None and until_on < on:
        raise refuse("reminders.pause_past", "The end of the pause is past.", "until_on")
    if because is Because.PROMISE and until_on is None:
        raise refuse("reminders.promise_day", "For which day is payment promised?", "until_on")
    if because is Because.INSOLVENCY and until_on is not None:
        raise refuse(
            "reminders.insolvency_end", "Proceedings last until you end this pause.", "until_on"
        )
    if because is Because.INSOLVENCY and invoice_id is not None:
        raise refuse(
            "reminders.insolvency_client",
            "Proceedings are about the client: note them on its card.",
            "because",
        )
