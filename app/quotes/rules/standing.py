"""How a quote stands on a day, worked out from what happened; its number; when to remind."""

from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import N_, Finding, finding


class Answer(StrEnum):
    """What a client answered."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Standing(StrEnum):
    """Where a quote is; only draft and sent are kept, the rest follows."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _LABELS[self.value]

    @property
    def tone(self) -> str:
        return {"draft": "ask", "accepted": "good"}.get(self.value, "")


_LABELS = {
    "draft": N_("Draft"),
    "sent": N_("Awaiting an answer"),
    "accepted": N_("Accepted"),
    "refused": N_("Declined"),
    "expired": N_("Expired"),
    "superseded": N_("Replaced"),
}


def standing(
    *, is_sent: bool, answer: Answer | None, is_replaced: bool, valid_until: date | None, on: date
) -> Standing:
    """An answer counts before anything else; the last day of validity is included."""
    if not is_sent:
        return Standing.DRAFT
    if answer is not None:
        return Standing.ACCEPTED if answer is Answer.ACCEPTED else Standing.REFUSED
    if is_replaced:
        return Standing.SUPERSEDED
    if valid_until is not None and on > valid_until:
        return Standing.EXPIRED
    return Standing.SENT


def closed(standing: Standing, number: str, valid_until: date | None) -> Finding | None:
    """Why nobody can answer any more; None when somebody can."""
    messages = {
        Standing.DRAFT: N_("This quote has not been sent yet."),
        Standing.ACCEPTED: N_("The quote %(number)s has been accepted already."),
        Standing.REFUSED: N_("The quote %(number)s has been declined already: ask for a new one."),
        Standing.EXPIRED: N_("The quote %(number)s held until %(day)s: ask for a new one."),
        Standing.SUPERSEDED: N_("The quote %(number)s has been replaced by a newer one."),
    }
    if standing is Standing.SENT:
        return None
    return finding("quotes.closed", messages[standing], number=number, day=valid_until)


def number(on: date, n: int) -> str:
    """D2026-000001."""
    return f"D{on.year}-{n:06}"


def valid_until(sent_on: date, days: int) -> date:
    """The last day of validity."""
    return sent_on + timedelta(days=days)


def to_be_reminded(valid_until: date, remind_days: int | None, sent_on: date, on: date) -> bool:
    """Whether the client is reminded: so many days before the end or later, never after it, and
    never on the day of the quote itself."""
    if remind_days is None or on <= sent_on or on > valid_until:
        return False
    return valid_until - timedelta(days=remind_days) <= on
