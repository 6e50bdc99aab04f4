"""VAT due: what of each document, at which rate, from which day; the boxes of the usual return.

Goods, and everything with the option for debits, are due at issue; what waits for its money becomes
due with it, as the ledger does it (44587 to 44571): `waiting x settled / to pay`, rounded once on
the running total. Of several rates the last has what rounding leaves (CGI 269-2, CIBS L. 214).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import N_
from app.core.money import divide, share


@dataclass(frozen=True)
class Part:
    """What of a document is taxed at a rate, in cents without VAT and of VAT; signed."""

    rate: int
    category: str
    base: int
    vat: int


class Cause(StrEnum):
    """Why VAT is due, or ceases to be."""

    ISSUED = "issued"
    TILL = "till"
    SETTLED = "settled"
    REPLACED = "replaced"
    LOST = "lost"


CAUSES = {
    Cause.ISSUED: N_("Issued"),
    Cause.TILL: N_("Sold at another till"),
    Cause.SETTLED: N_("Settled"),
    Cause.REPLACED: N_("Replaced"),
    Cause.LOST: N_("Lost for good"),
}


@dataclass(frozen=True)
class Settlement:
    """Something put on a document, or taken off it (negative), in cents, from a day on."""

    cents: int
    day: date


@dataclass(frozen=True)
class Loss:
    """VAT due at issue that a final loss gives back (CGI 272-1), cents; negative when undone."""

    vat: int
    day: date


@dataclass(frozen=True)
class Taxed:
    """A document: what is due at issue and what waits, both less the deposits taken off; cents.
    `settlements` in the order in which they were recorded."""

    id: int
    number: str
    client: str
    issued_on: date
    payable: int
    at_issue: tuple[Part, ...]
    waiting: tuple[Part, ...]
    settlements: tuple[Settlement, ...] = ()
    replaced_on: date | None = None
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Due:
    """VAT of one document that became due on a day, at one rate; cents, negative when it ceased.
    `document` is 0 for a day of an outside till, which has none."""

    document: int
    number: str
    client: str
    day: date
    cause: Cause
    rate: int
    category: str
    base: int
    vat: int


def dues(of: Taxed) -> list[Due]:
    """Everything that became due of a document, in order."""
    found = [_due(of, of.issued_on, Cause.ISSUED, part) for part in of.at_issue]
    settled, before = 0, _settled(of, 0)
    for each in of.settlements:
        settled += each.cents
        now = _settled(of, settled)
        for part, was in zip(now, before, strict=True):
            moved = Part(part.rate, part.category, part.base - was.base, part.vat - was.vat)
            found.append(_due(of, each.day, Cause.SETTLED, moved))
        before = now
    if of.replaced_on:
        for part in of.at_issue:
            back = Part(part.rate, part.category, -part.base, -part.vat)
            found.append(_due(of, of.replaced_on, Cause.REPLACED, back))
    for loss in of.losses:
        found += [_due(of, loss.day, Cause.LOST, part) for part in _given_back(of, loss.vat)]
    return [each for each in found if each.base or each.vat]


def _given_back(of: Taxed, vat: int) -> list[Part]:
    """What a loss takes back of each rate, by its share; the last has what rounding leaves."""
    parts = [each for each in of.at_issue if each.vat]
    whole, left, found = sum(each.vat for each in parts), vat, list[Part]()
    for at, each in enumerate(parts):
        own = left if at == len(parts) - 1 else share(each.vat, vat, whole)
        left -= own
        found.append(Part(each.rate, each.category, -share(each.base, own, each.vat), -own))
    return found


def _due(of: Taxed, day: date, cause: Cause, part: Part) -> Due:
    return Due(
        of.id, of.number, of.client, day, cause, part.rate, part.category, part.base, part.vat
    )


def _settled(of: Taxed, settled: int) -> list[Part]:
    """What of `waiting` is due once so much is settled; the sums are those of the ledger."""
    found: list[Part] = []
    base = share(sum(each.base for each in of.waiting), settled, of.payable)
    vat = share(sum(each.vat for each in of.waiting), settled, of.payable)
    for each in of.waiting[:-1]:
        part = Part(
            each.rate,
            each.category,
            share(each.base, settled, of.payable),
            share(each.vat, settled, of.payable),
        )
        found.append(part)
        base, vat = base - part.base, vat - part.vat
    if of.waiting:
        last = of.waiting[-1]
        found.append(Part(last.rate, last.category, base, vat))
    return found


def less(parts: Iterable[Part], taken: Iterable[Part]) -> list[Part]:
    """Parts less those of the deposits taken off, by rate and category."""
    left = {(each.rate, each.category): each for each in parts}
    for each in taken:
        key = (each.rate, each.category)
        was = left.get(key, Part(*key, 0, 0))
        left[key] = Part(*key, was.base - each.base, was.vat - each.vat)
    return list(left.values())


def split(
    parts: Sequence[Part], weights: Sequence[int], waiting: int
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """(due at issue, waiting): `waiting` cents of VAT are shared out by `weights`, the VAT of the
    services of each part; what is left waits in the last of them."""
    whole, left = sum(weights), waiting
    last = max((at for at, each in enumerate(weights) if each), default=-1)
    now: list[Part] = []
    later: list[Part] = []
    for at, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        vat = left if at == last else share(waiting, weight, whole)
        left -= vat
        base = part.base if vat == part.vat else share(part.base, vat, part.vat)
        if vat:
            later.append(Part(part.rate, part.category, base, vat))
            part = Part(part.rate, part.category, part.base - base, part.vat - vat)
        if part.base or part.vat:
            now.append(part)
    return tuple(now), tuple(later)


@dataclass(frozen=True)
class Box:
    """A box of the return CA3: cents of base and of VAT (None where the box has none), and its
    rate in basis points."""

    box: str
    label: str
    base: int
    vat: int | None = None
    rate: int | None = None

    @property
    def whole_base(self) -> int:
        """As the return asks for it: cents of whole euros, half a euro up."""
        return 100 * divide(self.base, 100)

    @property
    def whole_vat(self) -> int:
        """The same of the VAT."""
        return 100 * divide(self.vat or 0, 100)


_RATES = {2000: "08", 550: "09", 1000: "9B", 850: "10", 210: "11"}
_RATE_OF = {box: rate for rate, box in _RATES.items()}
_RATE_LABELS = {
    "08": N_("Standard rate"),
    "09": N_("Reduced rate"),
    "9B": N_("Reduced rate"),
    "10": N_("Standard rate overseas"),
    "11": N_("Reduced rate overseas"),
    "14": N_("Other rates"),
}
_UNTAXED = {
    "E1": (N_("Exports outside the union"), ("G",)),
    "E2": (N_("Other operations not taxed"), ("AE", "E", "O", "Z")),
    "F2": (N_("Deliveries to companies in the union"), ("K",)),
}


def boxes(due: Iterable[Due]) -> list[Box]:
    """The figures of the usual return of what became due; boxes of nothing are left out. VAT had
    back by losses is deducted in a box of its own, and not taken off the sales."""
    bases: dict[str, int] = {}
    vats: dict[str, int] = {}
    back = 0
    for each in due:
        if each.cause is Cause.LOST:
            back -= each.vat
            continue
        if each.category == "S":
            box = _RATES.get(each.rate, "14")
            vats[box] = vats.get(box, 0) + each.vat
            bases["A1"] = bases.get("A1", 0) + each.base
        else:
            box = next((b for b, (_, of) in _UNTAXED.items() if each.category in of), "E2")
        bases[box] = bases.get(box, 0) + each.base
    found = [Box("A1", N_("Sales and services, without VAT"), bases.get("A1", 0))]
    found += [Box(b, label, bases[b]) for b, (label, _) in _UNTAXED.items() if bases.get(b)]
    found += [
        Box(box, label, bases[box], vats[box], _RATE_OF.get(box))
        for box, label in _RATE_LABELS.items()
        if box in vats and (bases[box] or vats[box])
    ]
    total = sum(vats.values())
    found.append(Box("16", N_("VAT due in all"), bases.get("A1", 0), total))
    return [*found, *([Box("21", N_("VAT had back by losses"), 0, back)] if back else [])]
