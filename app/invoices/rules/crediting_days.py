"""A credit note for days that were billed in advance and are not owed: what stays on each line is
exactly the share of the days that are."""

from dataclasses import replace

from app.core.errors import refuse
from app.core.money import PRICE_SCALE, QUANTITY_SCALE, divide, share
from app.invoices.rules.crediting import Issued, Mirror, credit, followed
from app.invoices.rules.totals import net_of, totals
from app.invoices.rules.values import LineDraft

# A price times a quantity is in this many parts of a cent.
_PARTS = PRICE_SCALE * QUANTITY_SCALE // 100


def unused_nets(of: Issued, used: int, days: int) -> dict[int, int]:
    """Net to take back by line, in cents with its sign, when `used` of `days` are owed; never more
    than is left of the line. Empty when nothing is."""
    found: dict[int, int] = {}
    for key, net in zip(of.lines, of.totals.nets, strict=True):
        wanted, left = net - share(net, used, days), of.net_left(key)
        if wanted and (wanted > 0) == (left > 0) and left:
            found[key] = wanted if abs(wanted) < abs(left) else left
    return found


def credit_unused(of: Issued, used: int, days: int, detail: str = "") -> Mirror:
    """The credit note of the days not owed; `detail` stands under each line.

    Refused: nothing is left to credit.
    """
    nets = unused_nets(of, used, days) if of.left > 0 else {}
    if sum(nets.values()) <= 0:
        raise refuse("invoices.nothing_to_credit", "Nothing is left to credit on this invoice.")
    if not used and all(net == of.net_left(key) for key, net in nets.items()):
        return credit(of)
    cuts = {key: _quantity(of, key, net) for key, net in nets.items()}
    lines = tuple(_line(of, key, nets[key], cuts[key], detail) for key in nets)
    adjustments = followed(of, cuts)
    found = totals(lines, adjustments)
    over = min(0, of.left + found.total)
    return Mirror(lines, adjustments, (), replace(found, rounding=-over))


def _quantity(of: Issued, key: int, net: int) -> int:
    """The part of the line's quantity (1e-4) that its part of the net is; never nothing."""
    line = of.lines[key]
    whole = of.totals.nets[list(of.lines).index(key)]
    cut = share(line.quantity, net, whole)
    return cut or (1 if line.quantity > 0 else -1)


def _line(of: Issued, key: int, net: int, cut: int, detail: str) -> LineDraft:
    """The line at the part of its quantity; where four decimals do not give the cents, at the
    price that does."""
    made = replace(of.lines[key], quantity=-cut, discount_amount=0, credits_line=key)
    made = replace(made, detail=detail or made.detail)
    if net_of(made) == -net:
        return made
    price = divide(net * _PARTS, cut)
    made = replace(made, unit_price=price, discount=0)
    return replace(made, discount_amount=net_of(made) + net)
