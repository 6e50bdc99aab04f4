"""What a message of the platform means here; and why one is not taken."""

from app.core.errors import N_, refuse
from app.einvoicing.rules.lifecycle import REASONED, REASONS, Status

HALF = "half"
FAULTS = {
    HALF: N_("It is not XML, or not whole."),
    "other": N_("It is XML of another kind, not a status of an invoice (CDAR). %(found)s"),
    "number": N_("It does not say which invoice it is about."),
    "code": N_("“%(found)s” is not the code of a status."),
    "day": N_("“%(found)s” is not a day."),
    "amount": N_("“%(found)s” is not an amount in euros."),
}


def said_of(code: int, reason: str, note: str) -> tuple[Status, str, str]:
    """The status, its reason and its note. A reason that is not in our list is “another one”, and
    stays in the note as it was said. Refused: a code that is no status of an invoice."""
    try:
        status = Status(code)
    except ValueError:
        raise refuse(
            "einvoicing.code", "%(status)s is not the code of a status known here.", status=code
        ) from None
    if reason and reason not in REASONS:
        return status, "AUTRE", f"{reason} {note}".strip()
    return status, reason if status in REASONED or reason else "", note
