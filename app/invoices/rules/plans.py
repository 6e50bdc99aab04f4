"""What is to pay, cut into instalments: each an amount or a percentage, the last the remainder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import Finding, finding
from app.core.money import RATE_SCALE, Euros, divide
from app.invoices.rules.values import PlanPart


@dataclass(frozen=True)
class Due:
    """An instalment: cents (negative of a credit note) due on a day."""

    due_on: date
    amount: int


def instalments(plan: Sequence[PlanPart], payable: int, due_on: date) -> tuple[Due, ...]:
    """The instalments of what is to pay, first due first, to the cent: without a plan, one."""
    if not plan:
        return (Due(due_on, payable),)
    ordered = sorted(plan, key=lambda each: each.due_on)
    amounts = [_amount(each, payable) for each in ordered[:-1]]
    amounts.append(payable - sum(amounts))
    return tuple(Due(each.due_on, cents) for each, cents in zip(ordered, amounts, strict=True))


def _amount(part: PlanPart, payable: int) -> int:
    if part.percent is not None:
        return divide(payable * part.percent, RATE_SCALE)
    return part.amount or 0


def plan_faults(plan: Sequence[PlanPart], payable: int, on: date) -> Iterator[Finding]:
    """What a plan may not be: days twice or before the issue, parts of nothing, more than all."""
    ordered = sorted(plan, key=lambda each: each.due_on)
    days = [each.due_on for each in ordered]
    for at, each in enumerate(ordered):
        if each.due_on < on:
            yield finding(
                "invoices.plan_before",
                "An instalment would be due on %(due)s, before the invoice is issued.",
                f"plan-{at}-due_on",
                due=each.due_on,
            )
        if days.count(each.due_on) > 1 and days.index(each.due_on) == at:
            yield finding(
                "invoices.plan_twice",
                "Two instalments are due on %(due)s: make them one.",
                f"plan-{at}-due_on",
                due=each.due_on,
            )
        last = at == len(ordered) - 1
        if not last and _amount(each, payable) <= 0:
            yield finding(
                "invoices.plan_nothing",
                "The instalment of %(due)s is nothing: give an amount or a percentage.",
                f"plan-{at}-amount",
                due=each.due_on,
            )
    left = payable - sum(_amount(each, payable) for each in ordered[:-1])
    if ordered and left <= 0:
        yield finding(
            "invoices.plan_too_much",
            "The instalments come to more than is to pay: %(left)s is left for the last.",
            f"plan-{len(ordered) - 1}-amount",
            left=Euros(left),
        )
