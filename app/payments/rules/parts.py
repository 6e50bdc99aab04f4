"""Which cents of what was received go where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, Finding, Refused, finding
from app.core.money import Euros


@dataclass(frozen=True)
class Owed:
    """An instalment that still asks for money, `open` cents above zero."""

    instalment_id: int
    due_on: date
    open: int


@dataclass(frozen=True)
class Wanted:
    """What a form says of the parts: instalments ticked, and amounts typed beside some of them."""

    ticked: tuple[int, ...]
    typed: Mapping[int, int]


Parts = Sequence[tuple[int, int]] | Wanted | None


def oldest_first(amount: int, owed: Iterable[Owed]) -> list[tuple[int, int]]:
    """Spread cents over what is owed, oldest due date first (C. civ. 1342-10): (instalment, cents).

    What is left when everything is settled is not in the result: it stays with the receipt.
    """
    parts: list[tuple[int, int]] = []
    for each in sorted(owed, key=lambda one: (one.due_on, one.instalment_id)):
        part = min(amount, each.open)
        if part > 0:
            parts.append((each.instalment_id, part))
            amount -= part
    return parts


def by_hand(
    amount: int, owed: Iterable[Owed], wanted: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The parts as a person chose them, in the order of their instalments.

    Refused: a part of zero or less, more than is open, an instalment that is not open for this
    client or stands there twice, parts that together exceed the amount.
    """
    open_of = {each.instalment_id: each.open for each in owed}
    findings: list[Finding] = []
    seen: set[int] = set()
    for instalment_id, part in wanted:
        fault = _part_fault(open_of.get(instalment_id), part, instalment_id in seen)
        if fault:
            findings.append(Finding(*fault, field=f"part-{instalment_id}"))
        seen.add(instalment_id)
    together = sum(part for _, part in wanted)
    if not findings and together > amount:
        findings.append(
            finding(
                "payments.parts",
                "The parts make %(parts)s, more than the %(amount)s that there is.",
                "amount",
                parts=Euros(together),
                amount=Euros(amount),
            )
        )
    if findings:
        raise Refused(findings)
    return sorted(wanted)


def _part_fault(
    open_cents: int | None, part: int, again: bool
) -> tuple[str, str, Mapping[str, object]] | None:
    if open_cents is None:
        return "payments.not_open", N_("Nothing is open there any more for this client."), {}
    if again:
        return "payments.twice", N_("This invoice is named twice."), {}
    if part <= 0:
        return "payments.part", N_("A part must be more than zero."), {}
    if part > open_cents:
        facts = {"open": Euros(open_cents)}
        return "payments.more_than_open", N_("Only %(open)s is still open there."), facts
    return None


def parts_of(amount: int, owed: Iterable[Owed], wanted: Parts) -> list[tuple[int, int]]:
    """Which cents go where: as told, oldest due first, or what a form means (the amounts typed as
    they are, the rest of the money over the other ticked ones, oldest due first)."""
    if wanted is None:
        return oldest_first(amount, owed)
    if not isinstance(wanted, Wanted):
        return by_hand(amount, owed, wanted)
    known = list(owed)
    rest = amount - sum(wanted.typed.values())
    chosen = set(wanted.ticked) - set(wanted.typed)
    others = [each for each in known if each.instalment_id in chosen]
    return by_hand(amount, known, [*wanted.typed.items(), *oldest_first(rest, others)])


def proposed(
    open_now: Iterable[tuple[Owed, int]], invoice_id: int | None, today: date
) -> list[Owed]:
    """What a new form has ticked: that invoice's instalments; else what is due; else the next one.

    `open_now` are (what is owed, its invoice), oldest due first.
    """
    known = list(open_now)
    if invoice_id is not None:
        return [owed for owed, of in known if of == invoice_id]
    due = [owed for owed, _ in known if owed.due_on <= today]
    return due or [owed for owed, _ in known[:1]]


def total_of(owed: Iterable[Owed]) -> int:
    """Cents still open in all."""
    return sum(each.open for each in owed)


@dataclass(frozen=True)
class Plan:
    """What recording would do: (number, cents put on it, cents then still open); cents kept."""

    parts: tuple[tuple[str, int, int], ...]
    kept: int


def plan(
    amount: int, known: Mapping[int, tuple[str, int]], parts: Sequence[tuple[int, int]]
) -> Plan:
    """Spell the parts out; `known` gives number and open cents of each instalment."""
    told = [(known[key][0], cents, known[key][1] - cents) for key, cents in parts]
    return Plan(tuple(told), amount - sum(cents for _, cents in parts))
