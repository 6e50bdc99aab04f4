"""What becomes of an electronic invoice between platforms: the statuses of XP Z12-012, 200 to 225.

None of them changes the invoice. The administration must be told of 200, 210, 212 and 213; a reason
is compulsory for 206, 207, 208, 210 and 213; 212 says how much was received (BR-FR-CDV-14).
"""

from collections.abc import Collection
from datetime import date
from enum import IntEnum, StrEnum

from app.core.errors import N_, Finding, Refused, finding


class Told(StrEnum):
    """Who says it: somebody by hand, a message of the platform, the payments of the business."""

    HAND = "hand"
    PLATFORM = "platform"
    PAYMENT = "payment"


class Status(IntEnum):
    """By the code that platforms exchange."""

    DEPOSITED = 200
    SENT = 201
    RECEIVED = 202
    AVAILABLE = 203
    IN_HAND = 204
    APPROVED = 205
    PARTLY_APPROVED = 206
    DISPUTED = 207
    SUSPENDED = 208
    COMPLETED = 209
    REFUSED = 210
    PAYMENT_SENT = 211
    CASHED = 212
    REJECTED = 213
    ENDORSED = 214
    CANCELLED = 220
    MISROUTED = 221
    DIRECT_PAYMENT = 224
    FACTORED = 225


LABELS = {
    Status.DEPOSITED: N_("Deposited"),
    Status.SENT: N_("Sent by the platform"),
    Status.RECEIVED: N_("Received by the client’s platform"),
    Status.AVAILABLE: N_("Made available"),
    Status.IN_HAND: N_("Taken in hand"),
    Status.APPROVED: N_("Approved"),
    Status.PARTLY_APPROVED: N_("Approved in part"),
    Status.DISPUTED: N_("In dispute"),
    Status.SUSPENDED: N_("Suspended"),
    Status.COMPLETED: N_("Completed"),
    Status.REFUSED: N_("Refused by the client"),
    Status.PAYMENT_SENT: N_("Payment sent"),
    Status.CASHED: N_("Cashed"),
    Status.REJECTED: N_("Rejected by a platform"),
    Status.ENDORSED: N_("Endorsed"),
    Status.CANCELLED: N_("Called off"),
    Status.MISROUTED: N_("Routing error"),
    Status.DIRECT_PAYMENT: N_("Direct payment asked for"),
    Status.FACTORED: N_("Sold to a factor"),
}
SOURCES = {
    Told.HAND: N_("recorded by hand"),
    Told.PLATFORM: N_("said by the platform"),
    Told.PAYMENT: N_("from a payment"),
}
TOLD = frozenset((Status.DEPOSITED, Status.REFUSED, Status.CASHED, Status.REJECTED))
REASONED = frozenset(
    (
        *(Status.PARTLY_APPROVED, Status.DISPUTED, Status.SUSPENDED),
        *(Status.REFUSED, Status.REJECTED),
    )
)
FINAL = frozenset((Status.REFUSED, Status.REJECTED, Status.CANCELLED))
REASONS = {
    "DOUBLON": N_("already received"),
    "TX_TVA_ERR": N_("wrong VAT rate"),
    "MONTANTTOTAL_ERR": N_("wrong total"),
    "SIRET_ERR": N_("wrong SIRET"),
    "CMD_ERR": N_("wrong order number"),
    "COORD_BANC_ERR": N_("wrong bank details"),
    "NON_CONFORME": N_("a mention is missing"),
    "AUTRE": N_("another reason"),
}


def judge_status(
    status: Status,
    happened_on: date,
    reason: str,
    amount: int | None,
    *,
    issued_on: date,
    today: date,
    before: Collection[Status],
) -> None:
    """What was cashed and given back is below zero.

    Refused (each with its field): a day before the issue or in the future; no reason where one
    is compulsory; no amount of what was cashed; anything after a refusal, a rejection, an end."""
    faults: list[Finding] = []
    if not issued_on <= happened_on <= today:
        faults.append(
            finding(
                "invoices.status_day",
                "Give a day between %(first)s, when it was issued, and today.",
                "happened_on",
                first=issued_on,
            )
        )
    if status in REASONED and reason not in REASONS:
        faults.append(finding("invoices.status_reason", "This status must say why.", "reason"))
    if status is Status.CASHED and (not amount):
        faults.append(finding("invoices.status_amount", "Say how much was received.", "amount"))
    if FINAL & set(before):
        faults.append(
            finding(
                "invoices.status_final",
                "This invoice was refused, rejected or cancelled: nothing comes after that."
                " Credit it or correct it.",
                "status",
            )
        )
    if faults:
        raise Refused(faults)
