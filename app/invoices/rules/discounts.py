"""What is granted for paying early, as the lines of a credit note."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.money import QUANTITY_SCALE, RATE_SCALE, divide, price_of_cents
from app.invoices.rules.crediting import Mirror
from app.invoices.rules.totals import totals
from app.invoices.rules.values import LineDraft, VatPart


def discount_lines(parts: Sequence[VatPart], rate: int, label: str) -> tuple[LineDraft, ...]:
    """The share (basis points) of each VAT rate's base, taken back."""
    return tuple(
        LineDraft(
            label,
            -QUANTITY_SCALE,
            price_of_cents(divide(part.base * rate, RATE_SCALE)),
            part.rate,
            vat_category=part.category,
            exemption=part.reason_code,
        )
        for part in parts
        if divide(part.base * rate, RATE_SCALE) > 0
    )


def discounted(lines: Sequence[LineDraft], open: int, payable: int) -> Mirror:
    """The credit note of the discount; it closes what is open when that differs by its rounding
    alone: at most a cent for each rate, and one for the client's own reckoning."""
    found = totals(lines)
    difference = -found.total - open
    if open > 0 and abs(difference) <= len(lines) + 1 and open < payable:
        found = replace(found, rounding=difference)
    return Mirror(tuple(lines), (), (), found)
