"""The till at the end of a day: due, counted, taken to the bank. Pure."""

from dataclasses import dataclass
from datetime import date

from app.accounting.rules import (
    CASH,
    ROUNDING_GAIN,
    ROUNDING_LOSS,
    TRANSFERS,
    Journal,
    Posting,
    credit,
    debit,
)
from app.core.errors import Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, Euros

REASON_LENGTH = 200


@dataclass(frozen=True)
class CountValues:
    """A till counted at the end of `day`: cents. `shown` is what the page said it should hold;
    `banked` leaves it for the bank; `reason` explains a difference."""

    day: date
    shown: int
    counted: int
    banked: int = 0
    reason: str = ""


def judge_count(values: CountValues, expected: int, closed: date | None, today: date) -> None:
    """Refuse, all at once: a day to come or closed already, a till that moved since the page was
    shown, less than nothing, more to the bank than there is, a difference without its reason.

    `expected` is what account 530 holds at the end of the day, in cents.
    """
    found: list[Finding] = []
    if values.day > today:
        found.append(finding("till.to_come", "This day has not come yet.", "day"))
    if closed is not None and values.day <= closed:
        message = "The till is closed up to %(day)s already."
        found.append(finding("till.closed", message, "day", day=closed))
    elif values.shown != expected:
        message = "The till has moved meanwhile: it should hold %(expected)s. Count again."
        found.append(finding("till.moved", message, "counted", expected=Euros(expected)))
    if not 0 <= values.counted <= MAX_CENTS:
        message = "What is counted cannot be less than zero, nor so much."
        found.append(finding("till.counted", message, "counted"))
    elif not 0 <= values.banked <= values.counted:
        message = "No more can go to the bank than the %(counted)s counted."
        found.append(finding("till.banked", message, "banked", counted=Euros(values.counted)))
    if values.counted != expected and not values.reason.strip():
        message = "Say where the difference of %(difference)s comes from, or that it is not known."
        difference = Euros(values.counted - expected)
        found.append(finding("till.reason", message, "reason", difference=difference))
    if found:
        raise Refused(found)


def postings(values: CountValues, expected: int) -> list[Posting]:
    """The entries of a closing: a shortage to 658, an excess to 758 (law B9), and what leaves for
    the bank to 580, until the bank's line says that it has come."""
    day, entries = values.day, []
    if missing := expected - values.counted:
        other = ROUNDING_LOSS if missing > 0 else ROUNDING_GAIN
        sides = (*debit(other, missing), *credit(CASH, missing))
        label = f"Écart de caisse : {values.reason.strip()}"
        entries.append(Posting(Journal.CASH, day, f"C{day:%Y%m%d}", label, _of(day), sides))
    if values.banked:
        sides = (*debit(TRANSFERS, values.banked), *credit(CASH, values.banked))
        label = "Remise d’espèces en banque"
        subject = f"{_of(day)}:bank"
        entries.append(Posting(Journal.CASH, day, f"C{day:%Y%m%d}", label, subject, sides))
    return entries


def _of(day: date) -> str:
    return f"till:{day.isoformat()}"


def counted_twice(stored: tuple[int, int], values: CountValues) -> None:
    """Refuse a day closed already by another count; `stored` is (counted, banked) in cents."""
    if stored != (values.counted, values.banked):
        raise refuse(
            "till.closed", "The till is closed up to %(day)s already.", "day", day=values.day
        )
