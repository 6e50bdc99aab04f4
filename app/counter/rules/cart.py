"""What waits in the cart, kept in the page's address: nothing is stored until it is sold. Pure."""

import json
from collections.abc import Sequence
from dataclasses import replace

from app.core.errors import refuse
from app.counter.rules.sales import MOST_LINES, SaleLine

_LABEL_LENGTH = 200


def cart_text(lines: Sequence[SaleLine]) -> str:
    """The cart as it stands in an address; empty without a line."""
    rows = [[one.label, one.amount, one.vat_rate, one.product, one.pieces] for one in lines]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def cart_lines(text: str) -> tuple[SaleLine, ...]:
    """The cart of an address. Refused: what is not one."""
    if not text:
        return ()
    try:
        rows = json.loads(text)
        lines = tuple(SaleLine(*row) for row in rows)
    except (ValueError, TypeError, RecursionError):
        raise refuse("counter.cart", "This cart cannot be read: start a new sale.") from None
    if len(lines) > MOST_LINES or not all(map(_readable, lines)):
        raise refuse("counter.cart", "This cart cannot be read: start a new sale.")
    return lines


def _readable(line: SaleLine) -> bool:
    whole = (line.amount, line.vat_rate, line.pieces)
    return (
        isinstance(line.label, str)
        and len(line.label) <= _LABEL_LENGTH
        and all(type(each) is int and 0 <= each <= 10**13 for each in whole)
        and (line.product is None or (type(line.product) is int and 0 < line.product <= 10**9))
    )


def with_line(lines: Sequence[SaleLine], line: SaleLine) -> tuple[SaleLine, ...]:
    """The cart with one thing more; of a product that is in it already there are more pieces."""
    found = list(lines)
    for at, there in enumerate(found):
        if line.product is not None and there.product == line.product:
            pieces, amount = there.pieces + line.pieces, there.amount + line.amount
            found[at] = replace(there, pieces=pieces, amount=amount)
            return tuple(found)
    return (*found, line)
