"""The limits that the owner sets, judged."""

from app.core.errors import Finding, Refused, finding
from app.core.money import Euros
from app.reminders.rules.facts import Limits

MOST_GAP, MOST_STALE, MOST_LEAST = 90, 60, 100_000


def gap_faults(days: int, field: str) -> list[Finding]:
    """What is wrong with days between two messages: 1 to 90."""
    if 1 <= days <= MOST_GAP:
        return []
    return [finding("reminders.gap", "Between 1 and %(most)s days.", field, most=MOST_GAP)]


def check_limits(limits: Limits) -> None:
    """Refuse a gap outside 1 to 90 days, a statement's age outside 1 to 60 days, an amount below
    zero or above 1 000 €, no day of the week: beyond, nobody would ever be written to. Sunday is
    no choice."""
    found: list[Finding] = []
    if not limits.weekdays or not set(limits.weekdays) <= set(range(1, 7)):
        found.append(
            finding("reminders.weekdays", "Choose at least one day, Sunday aside.", "weekday")
        )
    found += gap_faults(limits.gap_days, "gap_days")
    if limits.stale_days is not None and not 1 <= limits.stale_days <= MOST_STALE:
        found.append(
            finding(
                "reminders.stale_days",
                "Between 1 and %(most)s days.",
                "stale_days",
                most=MOST_STALE,
            )
        )
    if not 0 <= limits.least <= MOST_LEAST:
        found.append(
            finding("reminders.least", "Between 0 and %(most)s.", "least", most=Euros(MOST_LEAST))
        )
    if found:
        raise Refused(found)
