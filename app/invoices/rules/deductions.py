"""Deposits taken off a final invoice."""

from collections.abc import Iterator, Mapping, Sequence

from app.core.errors import Finding, finding
from app.core.money import Euros
from app.invoices.rules.values import Deduction


def deduction_faults(
    taken: Sequence[Deduction], left: Mapping[int, tuple[int, int]], payable: int
) -> list[Finding]:
    """What keeps deposits from being taken off; `left` is, by deposit, the cents not taken off
    yet and those that the client has not paid.

    A deposit is taken off once it is paid: what was never collected is no payment in advance
    (BT-113), and its VAT was never due.
    """
    found = [
        fault
        for at, each in enumerate(taken)
        for fault in _faults(each, left.get(each.deposit, (0, 0)), f"deduction-{at}-amount")
    ]
    if payable < 0:
        found.append(
            finding(
                "invoices.deposits_too_much",
                "The deposits taken off come to %(over)s more than the invoice.",
                "deduction-0-amount",
                over=Euros(-payable),
            )
        )
    return found


def _faults(each: Deduction, left: tuple[int, int], field: str) -> Iterator[Finding]:
    there, unpaid = left
    if each.total > there:
        yield finding(
            "invoices.deposit_left",
            "%(amount)s cannot be taken off for %(number)s: %(left)s is left of it.",
            field,
            amount=Euros(each.total),
            number=each.number,
            left=Euros(there),
        )
    if unpaid > 0:
        yield finding(
            "invoices.deposit_unpaid",
            "%(open)s of the deposit %(number)s is not paid: record the payment, or credit "
            "what will not come.",
            field,
            open=Euros(unpaid),
            number=each.number,
        )
