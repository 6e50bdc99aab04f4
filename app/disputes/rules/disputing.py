"""What may be contested, and what ends a dispute."""

from dataclasses import dataclass

from app.core.errors import Finding, finding
from app.core.money import Euros
from app.disputes.rules.values import Outcome


@dataclass(frozen=True)
class Verdict:
    """How a dispute ends: its outcome, the note of it, and the cents with VAT that a credit note
    takes back now (None: none is made here)."""

    outcome: Outcome
    note: str
    credit: int | None = None


def dispute_faults(amount: int, open: int) -> list[Finding]:
    """What cannot be contested: nothing, or more than is open."""
    if amount <= 0:
        return [finding("disputes.nothing", "An amount is needed.", "contested")]
    if amount > open:
        return [
            finding(
                "disputes.too_much",
                "%(open)s are left to pay: no more can be named.",
                "contested",
                open=Euros(open),
            )
        ]
    return []


def verdict_faults(verdict: Verdict) -> list[Finding]:
    """What is missing to end a dispute: its outcome, why it is rejected; a credit note is made of
    an accepted one alone."""
    found = []
    if verdict.outcome is Outcome.OPEN:
        found.append(finding("disputes.no_outcome", "Say what became of it.", "outcome"))
    if verdict.outcome is Outcome.REJECTED and not verdict.note:
        found.append(finding("disputes.why", "Say why it is rejected.", "note"))
    if verdict.credit is not None and verdict.outcome is not Outcome.ACCEPTED:
        found.append(
            finding(
                "disputes.no_credit", "A credit note is made of an accepted dispute only.", "credit"
            )
        )
    return found
