"""Cheques taken to the bank together: which may stand on a slip, and from what day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import Finding, Refused, finding

# The bank's own forms have about so many lines; two sheets of ours.
MOST_CHEQUES = 60


@dataclass(frozen=True)
class Cheque:
    """A cheque received: cents, and its number if somebody typed it."""

    receipt_id: int
    client: str
    amount: int
    received_on: date
    reference: str


def judge_deposit(cheques: Sequence[Cheque], on: date, today: date) -> None:
    """Refused: no cheque, too many for one slip, a day to come or before a cheque was received."""
    found: list[Finding] = []
    if not cheques:
        found.append(finding("payments.no_cheque", "Tick at least one cheque.", "cheque"))
    if len(cheques) > MOST_CHEQUES:
        found.append(
            finding(
                "payments.many_cheques",
                "At most %(most)s cheques stand on one slip: make two.",
                "cheque",
                most=MOST_CHEQUES,
            )
        )
    if on > today:
        found.append(finding("payments.deposit_future", "This day is still to come.", "on"))
    early = [each for each in cheques if each.received_on > on]
    if early:
        found.append(
            finding(
                "payments.deposit_before",
                "The cheque of %(client)s came on %(day)s: it cannot have been paid in before.",
                "on",
                client=early[0].client,
                day=early[0].received_on,
            )
        )
    if found:
        raise Refused(found)
