"""What a contract may not be: every reason at once."""

from collections.abc import Iterable, Sequence

from app.contracts.rules.indexation import of_indexation
from app.contracts.rules.lines import Line
from app.contracts.rules.periods import MAX_EVERY
from app.contracts.rules.renewal import of_renewal
from app.contracts.rules.spreading import MAX_PARTS
from app.contracts.rules.trials import of_trial
from app.contracts.rules.values import ContractValues
from app.core.errors import Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, RATE_SCALE

MAX_ENTRIES = 1200
MAX_LINES = 100
MAX_MONTHS = 1200
MAX_TERMS_DAYS = 60
# Two anchors of a month must differ in a February of 28 days.
LAST_FIRST = 27


def judge(values: ContractValues, lines: Sequence[Line]) -> None:
    """Refuse what cannot be a contract, with every reason at once."""
    found = [*_of_values(values), *_of_lines(lines)]
    if values.is_split and not found:
        found += _too_small(values, lines)
    if found:
        raise Refused(found)


def judge_lines(lines: Sequence[Line]) -> None:
    """Refuse lines that bill nothing or cannot be billed."""
    if found := list(_of_lines(lines)):
        raise Refused(found)


def net_to_bill(net: int | None) -> int | None:
    """An amended amount in cents (None: what the lines say). Refused: nothing, or less."""
    if net is not None and not 0 < net <= MAX_CENTS:
        raise refuse(
            "contracts.amount",
            "The amount must be more than zero; leave the entry out if nothing is to be billed.",
            "net",
        )
    return net


def _of_values(values: ContractValues) -> Iterable[Finding]:
    if not values.label.strip():
        yield finding("contracts.label", "Say what the contract is about.", "label")
    if values.frequency.weeks and not 1 <= values.anchor <= 7:
        yield finding(
            "contracts.anchor_week",
            "For weeks, the anchor is a day of the week, from 1 (Monday) to 7 (Sunday).",
            "anchor_day",
        )
    elif not 1 <= values.anchor <= 31:
        yield finding(
            "contracts.anchor",
            "The anchor is a day of the month, from 1 to 31 (31 is the last day).",
            "anchor_day",
        )
    if values.end_on is not None and values.end_on < values.start_on:
        yield finding(
            "contracts.end",
            "The contract cannot end before %(start)s, when it starts.",
            "end_on",
            start=values.start_on,
        )
    yield from _of_rhythm(values)
    ends = values.end_on is not None or values.max_entries is not None
    yield from of_renewal(values.renewal, ends)
    yield from of_indexation(values.indexation)
    yield from of_trial(values.trial)
    yield from _of_numbers(values)
    if values.is_split:
        yield from _of_split(values)
    if values.copies_salesperson and values.salesperson_id is None:
        yield finding(
            "contracts.copied_nobody", "Choose whom the invoices are copied to.", "salesperson_id"
        )


def _of_rhythm(values: ContractValues) -> Iterable[Finding]:
    if not 1 <= values.every <= MAX_EVERY:
        yield finding(
            "contracts.every", "Every how many: from 1 to %(max)s.", "every", max=MAX_EVERY
        )
    if values.second is None:
        return
    if values.every != 1:
        yield finding("contracts.every_twice", "Twice a month leaves no month out.", "every")
    if not values.anchor < values.second <= 31 or values.anchor > LAST_FIRST:
        yield finding(
            "contracts.second_day",
            "Give two days of the month, the earlier first and before the 28th: 1 and 15, "
            "or 15 and 31 for the last.",
            "second_day",
        )


def _of_numbers(values: ContractValues) -> Iterable[Finding]:
    if values.max_entries is not None and not 1 <= values.max_entries <= MAX_ENTRIES:
        yield finding(
            "contracts.count",
            "The number of invoices is from 1 to %(max)s.",
            "max_entries",
            max=MAX_ENTRIES,
        )
    elif values.max_entries is not None and values.max_entries * _months(values) > MAX_MONTHS:
        yield finding(
            "contracts.count_far",
            "That many invoices would go on for more than %(years)s years.",
            "max_entries",
            years=MAX_MONTHS // 12,
        )
    if values.terms_days is not None and not 0 <= values.terms_days <= MAX_TERMS_DAYS:
        yield finding(
            "contracts.terms",
            "The payment term is from 0 to %(max)s days.",
            "terms_days",
            max=MAX_TERMS_DAYS,
        )


def _of_split(values: ContractValues) -> Iterable[Finding]:
    if values.max_entries is None or not 2 <= values.max_entries <= MAX_PARTS:
        yield finding(
            "contracts.split_count",
            "A whole is spread over a number of invoices: from 2 to %(max)s.",
            "max_entries",
            max=MAX_PARTS,
        )
    if values.end_on is not None:
        yield finding(
            "contracts.split_end",
            "What is spread ends with its last invoice: leave the last day empty.",
            "end_on",
        )
    if values.is_variable or values.indexation or values.renewal or values.trial:
        yield finding(
            "contracts.split_alone",
            "What is spread is known from the start: it neither varies, nor follows an index, nor "
            "renews itself, nor begins with a trial.",
            "is_split",
        )


def _too_small(values: ContractValues, lines: Sequence[Line]) -> Iterable[Finding]:
    """Each invoice must bill a cent at least."""
    if sum(line.net for line in lines) < (values.max_entries or 0):
        yield finding(
            "contracts.split_small",
            "This is too little to be spread over %(count)s invoices.",
            "max_entries",
            count=values.max_entries,
        )


def _months(values: ContractValues) -> int:
    """Length of a period in months, whole ones."""
    terms = values.terms
    return max(1, terms.months, terms.weeks // 4) if values.every <= MAX_EVERY else 0


def _of_lines(lines: Sequence[Line]) -> Iterable[Finding]:
    if not lines:
        yield finding("contracts.no_line", "Give at least one line to bill.", "line-0-label")
        return
    if len(lines) > MAX_LINES:
        yield finding("contracts.lines", "A contract has at most %(max)s lines.", max=MAX_LINES)
    for at, line in enumerate(lines):
        if not line.label.strip():
            yield finding("contracts.line", "Say what is billed.", f"line-{at}-label")
        if line.unit_price < 0:
            yield finding(
                "contracts.price",
                "A price is not negative; give a negative quantity to deduct.",
                f"line-{at}-unit_price",
            )
        if not 0 <= line.discount <= RATE_SCALE:
            yield finding(
                "contracts.discount", "A discount is from 0 to 100 %%.", f"line-{at}-discount"
            )
    net = sum(line.net for line in lines)
    if not 0 < net <= MAX_CENTS:
        yield finding(
            "contracts.total", "What is billed each period must be more than zero.", "line-0-label"
        )
