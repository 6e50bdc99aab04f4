"""What a quote is made of, and what it may not be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contracts.rules import Billing, Frequency
from app.core.errors import N_, Finding, Refused, finding
from app.core.money import RATE_SCALE
from app.invoices.rules import AdjustmentDraft, Category
from app.quotes.rules.choosing import QuoteLine, cheapest, counted, taken, variants

MAX_LINES = 100
MAX_ADJUSTMENTS = 20
MAX_CHOICE = 60
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
    adjustments: tuple[AdjustmentDraft, ...] = ()


def judge(values: QuoteValues) -> None:
    """Refuse what cannot be a quote, with every reason at once."""
    found = [
        *_of_lines(values.lines, values.adjustments),
        *_of_variants(values.lines),
        *_of_deposit(values.becomes, values.deposit),
        *_of_days(values),
    ]
    if not values.title.strip():
        found.append(finding("quotes.title", "Say what the quote is about.", "title"))
    if values.becomes is Becomes.CONTRACT:
        found += contract_faults(values.lines, values.adjustments)
    if found:
        raise Refused(found)


def _of_lines(lines: Sequence[QuoteLine], drafts: Sequence[AdjustmentDraft]) -> Iterable[Finding]:
    if not lines:
        yield finding("quotes.no_line", "Give at least one line.", "line-0-label")
        return
    if len(lines) > MAX_LINES:
        yield finding("quotes.lines", "A quote has at most %(max)s lines.", max=MAX_LINES)
    if len(drafts) > MAX_ADJUSTMENTS:
        yield finding(
            "quotes.adjustments",
            "A quote has at most %(max)s discounts and charges.",
            max=MAX_ADJUSTMENTS,
        )
    firm = taken(lines, cheapest(lines))
    if not firm:
        yield finding(
            "quotes.only_options", "At least one line must be firm, not an option.", "line-0-label"
        )
    elif counted(firm, drafts).total <= 0:
        yield finding("quotes.nothing", "The quote must come to more than zero.", "line-0-label")
    for at, line in enumerate(lines):
        if line.optional and counted([line]).net < 0:
            yield finding(
                "quotes.negative_option",
                "An option adds to the quote: it cannot take anything off.",
                f"line-{at}-unit_price",
            )


def _of_variants(lines: Sequence[QuoteLine]) -> Iterable[Finding]:
    for at, line in enumerate(lines):
        if line.choice and line.optional:
            yield finding(
                "quotes.option_or_variant",
                "A line is an option, or one of several to choose from: not both.",
                f"line-{at}-choice",
            )
    for name, positions in variants(lines).items():
        if len(positions) == 1:
            yield finding(
                "quotes.lone_variant",
                "Nothing else is to be chosen for “%(choice)s”: give another line the same name.",
                f"line-{positions[0] - 1}-choice",
                choice=name,
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


def contract_faults(
    lines: Sequence[QuoteLine], drafts: Sequence[AdjustmentDraft] = ()
) -> list[Finding]:
    """What a contract cannot say: it has a rate, no discount in euros, none on the whole."""
    plain = (Category.STANDARD, Category.EXEMPT)
    found = []
    if drafts:
        found.append(
            finding(
                "quotes.contract_adjustment",
                "A contract takes no discount or charge on the whole: put it in a line.",
                "adjustment-0-reason",
            )
        )
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
