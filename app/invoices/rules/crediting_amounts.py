"""A credit note of an amount: what is taken back of an invoice when a sum is agreed, not a line."""

from dataclasses import replace

from app.core.errors import refuse
from app.core.money import Euros
from app.invoices.rules.crediting import Issued, Mirror, credit
from app.invoices.rules.crediting_days import credit_unused


def credit_amount(of: Issued, amount: int, detail: str = "") -> Mirror:
    """The credit note of cents with VAT: the same share of each line, and so of each VAT rate;
    `detail` stands under each. A cent or two that the shares do not give is its rounding (BT-114).

    Refused: nothing, more than is left, or what the lines no longer give, as they were credited in
    part before: lines are to be chosen then.
    """
    if amount <= 0 or amount > of.left:
        raise refuse(
            "invoices.credit_amount",
            "%(left)s of it can still be credited.",
            "credit",
            left=Euros(max(0, of.left)),
        )
    if amount == of.left:
        return credit(of)
    whole = of.totals.total + of.totals.rounding
    mirror = credit_unused(of, whole - amount, whole, detail)
    difference = -mirror.totals.total - amount
    if abs(difference) > len(mirror.lines) + 1:
        raise refuse(
            "invoices.credit_shares",
            "A part of it was credited before: choose the lines of this credit note by hand.",
            "credit",
        )
    return replace(mirror, totals=replace(mirror.totals, rounding=difference))
