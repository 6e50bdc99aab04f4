"""What an entry bills: its lines, cut by days, or scaled to an amended amount; its texts.

A whole period bills the contract's lines as they stand. A cut one, or an amended one, bills each
line as one piece at its share of the net: a quantity times days/full_days with four decimals
would not give exact cents, and quantity x price must equal the line's net (EN 16931, BR-DEC).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.rules.lines import Line
from app.contracts.rules.periods import Frequency, Terms
from app.core import formats
from app.core.errors import N_
from app.core.money import QUANTITY_SCALE, divide, price_of_cents, share
from app.invoices.rules import LineDraft, totals

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Part:
    """The part of a period that is billed, both days included, and an amended net in cents."""

    first: date
    last: date
    days: int
    full_days: int
    net: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.days == self.full_days


@dataclass(frozen=True)
class Amount:
    """Net and total with VAT, in cents."""

    net: int
    total: int

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.net + other.net, self.total + other.total)


NOTHING = Amount(0, 0)


def nets(lines: Sequence[Line], part: Part) -> list[int]:
    """Net of each line in cents: its share of the days, or of the amended amount, whose
    remainder is on the last line."""
    full = [line.net for line in lines]
    if part.net is None:
        return [share(net, part.days, part.full_days) for net in full]
    scaled = [share(part.net, net, sum(full)) for net in full[:-1]]
    return [*scaled, part.net - sum(scaled)]


def bill_lines(
    lines: Sequence[Line], part: Part, language: str, say: Callable[[str], str]
) -> list[LineDraft]:
    """The lines of the entry's invoice, in the client's language; `say` translates into it."""
    if part.is_whole and part.net is None:
        return [
            LineDraft(
                label=fill_texts(line.label, part, language),
                quantity=line.quantity,
                unit_price=line.unit_price,
                vat_rate=line.vat_rate,
                unit=line.unit,
                discount=line.discount,
                vat_category=line.vat_category,
            )
            for line in lines
        ]
    detail = "" if part.is_whole else days_text(part, language, say)
    return [
        LineDraft(
            label=fill_texts(line.label, part, language),
            quantity=-QUANTITY_SCALE if net < 0 else QUANTITY_SCALE,
            unit_price=price_of_cents(abs(net)),
            vat_rate=line.vat_rate,
            detail=detail,
            vat_category=line.vat_category,
        )
        for line, net in zip(lines, nets(lines, part), strict=True)
    ]


def amount(lines: Sequence[Line], part: Part, charges_vat: bool = True) -> Amount:
    """What the entry bills, in cents, as its invoice will say."""
    drafts = bill_lines(lines, part, "en", lambda text: text)
    if not charges_vat:
        net = sum(nets(lines, part))
        return Amount(net, net)
    counted = totals(drafts)
    return Amount(counted.net, counted.total)


def monthly_net(lines: Sequence[Line], terms: Terms) -> int:
    """What a contract brings in a month on average, net, in cents."""
    net = sum(line.net for line in lines)
    if terms.frequency is Frequency.TWICE_MONTHLY:
        return 2 * net
    if terms.weeks:
        return divide(net * WEEKS_A_YEAR, 12 * terms.weeks)
    return divide(net, terms.months)


def fill_texts(text: str, part: Part, language: str) -> str:
    """Put the entry's own period at {period}, {month} and {year}; other braces stay."""
    month = formats.month(part.first, language).rsplit(" ", 1)[0]
    return (
        text.replace("{period}", formats.period(part.first, part.last, language))
        .replace("{month}", month)
        .replace("{year}", str(part.first.year))
    )


def days_text(part: Part, language: str, say: Callable[[str], str]) -> str:
    """The days of a cut period in words: “1 to 10 February 2026: 10 of 28 days”."""
    return say(N_("%(period)s: %(days)s of %(full)s days")) % {
        "period": formats.period(part.first, part.last, language),
        "days": part.days,
        "full": part.full_days,
    }
