"""A credit note for a part of an invoice, or for all that is left: to the cent, never more.

A line is taken back at its own price, by its quantity; whoever takes the rest of a line takes the
rest of its cents. Allowances on the whole invoice follow the lines that they were given on;
charges, and deposits taken off, come back with the last line. VAT is reckoned on the credit note
itself (BR-CO-17), so several of them may come to a cent more than the invoice: the rounding of the
last (BT-114) takes it off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import refuse
from app.core.formats import quantity as shown
from app.core.money import line_net, share
from app.invoices.rules.kinds import AdjustmentKind
from app.invoices.rules.totals import net_of, totals
from app.invoices.rules.values import Adjustment, Deduction, LineDraft, Totals


@dataclass(frozen=True)
class Before:
    """What credit notes took back so far, all above zero: (quantity, net) by line, cents by
    allowance, (cents, VAT) by deposit taken off, and of the whole with VAT (`face`).

    `discounts` are the lines of what was granted for paying early, as their credit notes have them.
    """

    lines: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    adjustments: Mapping[int, int] = field(default_factory=dict)
    deposits: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    face: int = 0
    discounts: tuple[LineDraft, ...] = ()


@dataclass(frozen=True)
class Issued:
    """An invoice as it was issued, its lines and allowances by id, and what was taken back.

    `totals.total + totals.rounding` is its face: what can be credited at most.
    """

    lines: Mapping[int, LineDraft]
    adjustments: Mapping[int, Adjustment]
    deductions: Sequence[Deduction]
    totals: Totals
    before: Before = field(default_factory=Before)

    @property
    def left(self) -> int:
        """Cents with VAT that can still be credited."""
        return self.totals.total + self.totals.rounding - self.before.face

    def quantity_left(self, line_id: int) -> int:
        """Of a line (1e-4), with its sign."""
        return self.lines[line_id].quantity - self.before.lines.get(line_id, (0, 0))[0]

    def net_left(self, line_id: int) -> int:
        """Of a line, in cents."""
        at = list(self.lines).index(line_id)
        return self.totals.nets[at] - self.before.lines.get(line_id, (0, 0))[1]


@dataclass(frozen=True)
class Mirror:
    """A credit note: its lines, allowances, deposits given back and totals, all below zero."""

    lines: tuple[LineDraft, ...]
    adjustments: tuple[Adjustment, ...]
    deductions: tuple[Deduction, ...]
    totals: Totals


def credit(of: Issued, chosen: Mapping[int, int] | None = None) -> Mirror:
    """The credit note of chosen quantities (1e-4, with the line's sign) by line, or of the rest.

    Refused: nothing is left, nothing is chosen, more than is left of a line.
    """
    if of.left <= 0:
        raise refuse("invoices.nothing_to_credit", "Nothing is left to credit on this invoice.")
    rest = {key: of.quantity_left(key) for key in of.lines}
    wanted = {key: cut for key, cut in (rest if chosen is None else chosen).items() if cut}
    _refuse_too_much(of, wanted)
    complete = wanted == {key: cut for key, cut in rest.items() if cut}
    if complete and not of.before.face:
        return _whole(of)
    lines = tuple(_line(of, key, cut) for key, cut in wanted.items())
    # What was granted for paying early is not given back twice.
    lines += tuple(negated(of.before.discounts)) if complete else ()
    adjustments = _adjustments(of, wanted, complete)
    found = totals(lines, adjustments)
    deductions = _deductions(of, of.left) if complete else ()
    over = of.left + found.total
    rounding = -over if complete else -min(0, over)
    return Mirror(lines, adjustments, deductions, replace(found, rounding=rounding))


def negated(lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The same lines taken back: same prices (BR-FR-DEC-03 wants them positive), quantities and
    amounts of discount below zero."""
    return [
        replace(line, quantity=-line.quantity, discount_amount=-line.discount_amount)
        for line in lines
    ]


def _whole(of: Issued) -> Mirror:
    """The mirror of the invoice as it was issued, also where its VAT was reckoned otherwise."""
    was = of.totals
    lines = [replace(line, credits_line=key) for key, line in of.lines.items()]
    return Mirror(
        tuple(negated(lines)),
        tuple(
            replace(a, amount=-a.amount, base=-a.base, credits_adjustment=key)
            for key, a in of.adjustments.items()
        ),
        tuple(replace(each, vat=-each.vat, total=-each.total) for each in of.deductions),
        Totals(
            nets=tuple(-net for net in was.nets),
            parts=tuple(replace(part, base=-part.base, vat=-part.vat) for part in was.parts),
            net=-was.net,
            vat=-was.vat,
            total=-was.total,
            allowances=-was.allowances,
            charges=-was.charges,
            rounding=-was.rounding,
        ),
    )


def _line(of: Issued, key: int, cut: int) -> LineDraft:
    """A part of a line; the last part has the cents that are left of it."""
    line = of.lines[key]
    full = line_net(cut, line.unit_price, line.discount)
    if cut == of.quantity_left(key):
        net = of.net_left(key)
    else:
        net = full - share(line.discount_amount, cut, line.quantity)
    return replace(line, quantity=-cut, discount_amount=net - full, credits_line=key)


def followed(of: Issued, wanted: Mapping[int, int]) -> tuple[Adjustment, ...]:
    """The parts of allowances that follow quantities of some lines (1e-4), not the rest."""
    return _adjustments(of, wanted, complete=False)


def _adjustments(of: Issued, wanted: Mapping[int, int], complete: bool) -> tuple[Adjustment, ...]:
    found: list[Adjustment] = []
    for key, each in of.adjustments.items():
        before = of.before.adjustments.get(key, 0)
        if complete:
            cents = each.amount - before
        elif each.kind == AdjustmentKind.CHARGE:
            continue
        else:
            cents = _followed(of, each, wanted) - before
        if cents:
            made = replace(each, amount=-cents, base=0, percent=None, credits_adjustment=key)
            found.append(made)
    return tuple(found)


def _followed(of: Issued, each: Adjustment, wanted: Mapping[int, int]) -> int:
    """Of an allowance, what follows the lines credited so far and now, in cents."""
    same = [
        key
        for key, line in of.lines.items()
        if (line.vat_rate, line.vat_category) == (each.vat_rate, each.vat_category)
    ]
    nets = dict(zip(of.lines, of.totals.nets, strict=True))
    gone = sum(of.before.lines.get(key, (0, 0))[1] for key in same)
    now = sum(-net_of(_line(of, key, wanted[key])) for key in same if key in wanted)
    return share(each.amount, gone + now, sum(nets[key] for key in same))


def _deductions(of: Issued, most: int) -> tuple[Deduction, ...]:
    """Deposits given back, never more than the credit note comes to."""
    found: list[Deduction] = []
    for each in of.deductions:
        gone, gone_vat = of.before.deposits.get(each.deposit, (0, 0))
        total = min(each.total - gone, most)
        if total > 0:
            vat = share(each.vat - gone_vat, total, each.total - gone)
            found.append(replace(each, vat=-vat, total=-total))
            most -= total
    return tuple(found)


def _refuse_too_much(of: Issued, wanted: Mapping[int, int]) -> None:
    if not wanted:
        raise refuse("invoices.nothing_chosen", "Choose at least one line, and how much of it.")
    for key, cut in wanted.items():
        left = of.quantity_left(key) if key in of.lines else 0
        if abs(cut) > abs(left) or (cut > 0) != (left > 0):
            raise refuse(
                "invoices.credit_too_much",
                "%(quantity)s cannot be credited: %(left)s is left of this line.",
                f"credit-{key}",
                quantity=shown(cut),
                left=shown(left),
            )
