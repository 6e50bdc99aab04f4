"""What a client chooses of a quote: options ticked, one of each set of variants; its sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import Finding, finding
from app.invoices.rules import (
    AdjustmentDraft,
    LineDraft,
    Totals,
    adjustments,
    categories,
    net_of,
    totals,
)


@dataclass(frozen=True)
class QuoteLine(LineDraft):
    """A line as an invoice has it; an `optional` one counts only when the client ticks it, and of
    those of one `choice` the client takes one: the first, until another is chosen."""

    optional: bool = False
    choice: str = ""


def counted(lines: Sequence[LineDraft], drafts: Sequence[AdjustmentDraft] = ()) -> Totals:
    """What lines come to, each in its VAT category, with discounts and charges on the whole."""
    shown = categories(lines)
    return totals(shown, adjustments(drafts, shown))


def shares(
    lines: Sequence[LineDraft], drafts: Sequence[AdjustmentDraft]
) -> tuple[tuple[AdjustmentDraft, int], ...]:
    """Each discount (below zero) or charge on the whole, in cents without VAT."""
    shown = categories(lines)
    return tuple(
        (draft, sum(each.signed for each in adjustments([draft], shown))) for draft in drafts
    )


def variants(lines: Sequence[QuoteLine]) -> dict[str, tuple[int, ...]]:
    """The positions (from 1) of each set of variants, by its name."""
    found: dict[str, tuple[int, ...]] = {}
    for at, line in enumerate(lines, start=1):
        if line.choice:
            found[line.choice] = (*found.get(line.choice, ()), at)
    return found


def settled(lines: Sequence[QuoteLine], chosen: Iterable[int]) -> tuple[int, ...]:
    """The options ticked, and one of each set of variants: the first where none is chosen."""
    ticked = set(chosen)
    picked = {
        next((at for at in positions if at in ticked), positions[0])
        for positions in variants(lines).values()
    }
    return tuple(
        at
        for at, line in enumerate(lines, start=1)
        if at in picked or (line.optional and at in ticked)
    )


def taken(lines: Sequence[QuoteLine], chosen: Iterable[int]) -> tuple[QuoteLine, ...]:
    """The lines that count when these are chosen."""
    counts = set(settled(lines, chosen))
    return tuple(
        line
        for at, line in enumerate(lines, start=1)
        if at in counts or not (line.optional or line.choice)
    )


def options(lines: Sequence[QuoteLine]) -> tuple[int, ...]:
    """The positions of the lines that may be chosen."""
    return tuple(at for at, line in enumerate(lines, start=1) if line.optional or line.choice)


def cheapest(lines: Sequence[QuoteLine]) -> tuple[int, ...]:
    """The cheapest variant of each set."""
    return tuple(
        min(positions, key=lambda at: net_of(lines[at - 1]))
        for positions in variants(lines).values()
    )


def choice_faults(lines: Sequence[QuoteLine], chosen: Sequence[int]) -> list[Finding]:
    """A set of variants of which not exactly one is chosen."""
    return [
        finding("quotes.variant", "Choose one, for “%(choice)s”.", choice=name)
        for name, positions in variants(lines).items()
        if len(set(positions) & set(chosen)) != 1
    ]
