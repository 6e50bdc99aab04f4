"""What a quote is made of, and what it may not be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contracts.rules import Billing, Frequency
from app.core.errors import N_, Finding, Refused, finding
from app.core.money import RATE_SCALE
from app.invoices.rules import Category, LineDraft, Totals, categories, totals

MAX_LINES = 100
MAX_VALID_DAYS = 365
VALID_DAYS = 30
REMIND_DAYS = 5


class Becomes(StrEnum):
    """What an accepted quote turns into by itself; by hand: a person says."""

    HAND = "hand"
    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CONTRACT = "contract"

    @property
    def label(self) -> str:
        return _BECOMES[self.value]


_BECOMES = {
    "hand": N_("nothing by itself: I decide then"),
    "invoice": N_("the draft of an invoice"),
    "deposit": N_("the drafts of an invoice and of its deposit invoice"),
    "contract": N_("a contract with its schedule"),
}


@dataclass(frozen=True)
class QuoteLine(LineDraft):
    """A line as an invoice has it; an `optional` one counts only when the client ticks it."""

    optional: bool = False


@dataclass(frozen=True)
class QuoteValues:
    """What a person writes in a quote. `deposit` is basis points; `start_on` None is the day of
    the acceptance; `remind_days` None reminds nobody."""

    client_id: int
    title: str
    lines: tuple[QuoteLine, ...]
    valid_days: int = VALID_DAYS
    remind_days: int | None = REMIND_DAYS
    order_number: str = ""
    note: str = ""
    deposit: int = 0
    becomes: Becomes = Becomes.HAND
    frequency: Frequency = Frequency.MONTHLY
    billing: Billing = Billing.ADVANCE
    start_on: date | None = None


def counted(lines: Sequence[LineDraft]) -> Totals:
    """What lines come to, each in its VAT category."""
    return totals(categories(lines))


def taken(lines: Sequence[QuoteLine], chosen: Iterable[int]) -> tuple[QuoteLine, ...]:
    """The lines that count when these options (by position, from 1) are ticked."""
    ticked = set(chosen)
    return tuple(
        line for at, line in enumerate(lines, start=1) if not line.optional or at in ticked
    )


def options(lines: Sequence[QuoteLine]) -> tuple[int, ...]:
    """The positions of the lines that may be ticked."""
    return tuple(at for at, line in enumerate(lines, start=1) if line.optional)


def judge(values: QuoteValues) -> None:
    """Refuse what cannot be a quote, with every reason at once."""
    found = [
        *_of_lines(values.lines),
        *_of_deposit(values.becomes, values.deposit),
        *_of_days(values),
    ]
    if not values.title.strip():
        found.append(finding("quotes.title", "Say what the quote is about.", "title"))
    if values.becomes is Becomes.CONTRACT:
        found += contract_faults(values.lines)
    if found:
        raise Refused(found)


def _of_lines(lines: Sequence[QuoteLine]) -> Iterable[Finding]:
    if not lines:
        yield finding("quotes.no_line", "Give at least one line.", "line-0-label")
        return
    if len(lines) > MAX_LINES:
        yield finding("quotes.lines", "A quote has at most %(max)s lines.", max=MAX_LINES)
    firm = taken(lines, ())
    if not firm:
        yield finding(
            "quotes.only_options", "At least one line must be firm, not an option.", "line-0-label"
        )
    elif counted(firm).total <= 0:
        yield finding("quotes.nothing", "The quote must come to more than zero.", "line-0-label")
    for at, line in enumerate(lines):
        if line.optional and counted([line]).net < 0:
            yield finding(
                "quotes.negative_option",
                "An option adds to the quote: it cannot take anything off.",
                f"line-{at}-unit_price",
            )


def _of_deposit(becomes: Becomes, deposit: int) -> Iterable[Finding]:
    if becomes is Becomes.DEPOSIT and not deposit:
        yield finding("quotes.deposit", "Say which percentage is asked as a deposit.", "deposit")
    if becomes in (Becomes.INVOICE, Becomes.CONTRACT) and deposit:
        yield finding(
            "quotes.no_deposit",
            "A deposit needs its deposit invoice: choose that, or leave the percentage empty.",
            "deposit",
        )
    if not 0 <= deposit <= RATE_SCALE:
        yield finding("quotes.deposit_size", "A deposit is at most the whole.", "deposit")


def _of_days(values: QuoteValues) -> Iterable[Finding]:
    if not 1 <= values.valid_days <= MAX_VALID_DAYS:
        yield finding(
            "quotes.valid_days",
            "A quote holds from 1 to %(max)s days.",
            "valid_days",
            max=MAX_VALID_DAYS,
        )
    if values.remind_days is not None and not 1 <= values.remind_days < values.valid_days:
        yield finding(
            "quotes.remind_days",
            "The reminder goes at least a day before the end, and after the quote itself.",
            "remind_days",
        )


def contract_faults(lines: Sequence[QuoteLine]) -> list[Finding]:
    """What a contract's line cannot say: it has a rate, and no discount in euros."""
    plain = (Category.STANDARD, Category.EXEMPT)
    found = []
    for at, line in enumerate(lines):
        if line.discount_amount:
            found.append(
                finding(
                    "quotes.contract_discount",
                    "A contract takes a discount in percent only.",
                    f"line-{at}-discount_amount",
                )
            )
        if line.exemption or line.vat_category not in plain:
            found.append(
                finding(
                    "quotes.contract_vat",
                    "A contract bills VAT at a rate or none: it knows no other reason.",
                    f"line-{at}-vat_rate",
                )
            )
        if line.unit_price < 0:
            found.append(
                finding(
                    "quotes.contract_price",
                    "A contract’s price is not negative; give a negative quantity.",
                    f"line-{at}-unit_price",
                )
            )
    return found
