"""Ages of what is owed, and days of sales outstanding. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import N_


class Age(StrEnum):
    """How long something has been due; on the due day itself it is not late."""

    NOT_DUE = "not_due"
    D1_30 = "d1_30"
    D31_60 = "d31_60"
    D61_90 = "d61_90"
    OVER_90 = "over_90"


class By(StrEnum):
    """The day that ages are counted from."""

    DUE = "due"
    ISSUE = "issue"


ON_THE_DAY = N_("Same day")
SHOW_ALL = N_("All · %(count)s")
SHOW_LATE = N_("Late · %(count)s")
SHOW_RISKY = N_("Grade D–E · %(count)s")
SHOW_APPROVE = N_("To approve · %(count)s")
SHOW_PAUSED = N_("Paused · %(count)s")
SHOW_CREDIT = N_("In credit · %(count)s")

# The most days late that each age but the last one holds.
Bounds = tuple[int, int, int, int]
BOUNDS: Bounds = (0, 30, 60, 90)


def age_of(since: date, on: date, bounds: Bounds = BOUNDS) -> Age:
    """The one age of an instalment whose due (or issue) day is `since`, seen on `on`."""
    days = (on - since).days
    return tuple(Age)[sum(days > bound for bound in bounds)]


def days_late(due_on: date, on: date) -> int:
    """Days after the due day, 0 when it is not past."""
    return max(0, (on - due_on).days)


def first_days(on: date, bounds: Bounds = BOUNDS) -> tuple[date, date, date, date]:
    """The earliest day of each age but the last one: what is `since` before it is older."""
    first, second, third, fourth = (on - timedelta(days=bound) for bound in bounds)
    return first, second, third, fourth


@dataclass(frozen=True)
class Sums:
    """Cents by age; `credit` (money and credit notes not allocated) is 0 or negative."""

    not_due: int = 0
    d1_30: int = 0
    d31_60: int = 0
    d61_90: int = 0
    over_90: int = 0
    credit: int = 0

    @property
    def ages(self) -> tuple[int, int, int, int, int]:
        return (self.not_due, self.d1_30, self.d31_60, self.d61_90, self.over_90)

    @property
    def late(self) -> int:
        return self.d1_30 + self.d31_60 + self.d61_90 + self.over_90

    @property
    def owed(self) -> int:
        """What is asked for, before credits."""
        return self.not_due + self.late

    @property
    def total(self) -> int:
        return self.owed + self.credit


@dataclass(frozen=True)
class OpenItem:
    """One thing behind a figure: an instalment, an open credit note (below zero), or money not
    yet used (below zero, with its receipt instead of an invoice)."""

    invoice_id: int | None
    number: str
    kind: str
    issued_on: date
    due_on: date
    amount: int
    open: int
    age: Age
    days_late: int


@dataclass(frozen=True)
class Row(Sums):
    """One client on the board."""

    client_id: int = 0
    client: str = ""
    group: str = ""


@dataclass(frozen=True)
class Board:
    """What is owed on a day, and what accounts 411 + 416 say of that day."""

    on: date
    rows: tuple[Row, ...]
    total: Sums
    ledger_411: int
    by: By = By.DUE
    known_on: date | None = None
    bounds: Bounds = BOUNDS

    @property
    def is_equal(self) -> bool:
        """Whether the board and the books agree to the cent."""
        return self.total.total == self.ledger_411


def add_up(rows: Iterable[Sums]) -> Sums:
    """Totals of the columns."""
    columns = list(zip(*((*row.ages, row.credit) for row in rows), strict=True))
    return Sums(*(sum(column) for column in columns)) if columns else Sums()


def sum_open(cents: Iterable[int]) -> int:
    """What some open things come to."""
    return sum(cents)


SORTS = ("client", *(age.value for age in Age), "late", "credit", "total")


def sorted_rows(rows: Iterable[Row], sort: str) -> list[Row]:
    """Rows by one of `SORTS`, the largest amount first (with "-": the smallest); by client as they
    come, which is by name. What is not in `SORTS` is the most late first."""
    known = list(rows)
    backwards, key = sort.startswith("-"), sort.lstrip("-")
    if key == "client":
        return known[::-1] if backwards else known
    if key not in SORTS:
        return sorted(known, key=lambda row: (-row.over_90, -row.late, -row.total))
    return sorted(known, key=lambda row: getattr(row, key), reverse=not backwards)


def whole_days(tenths: int) -> int:
    """Tenths of a day as whole days, rounded half up."""
    return (tenths + 5) // 10


def whole_percent(basis_points: int | None) -> int | None:
    """A rate rounded to whole percent, still in basis points."""
    return None if basis_points is None else (basis_points + 50) // 100 * 100


def dso_simple(receivables: int, sales: int, days: int) -> int | None:
    """Days of sales outstanding in tenths: receivables over the sales of a period, times its days
    (both in cents with VAT). None without sales."""
    if sales <= 0:
        return None
    return max(0, receivables) * days * 10 // sales


def dso_count_back(balance: int, months: Sequence[tuple[int, int]]) -> int | None:
    """Days outstanding in tenths by counting back: whole months of sales are taken off the balance,
    the last one in proportion.

    `months` are (sales in cents with VAT, days), newest first. None when the sales given do not
    cover the balance.
    """
    tenths, left = 0, max(0, balance)
    for sales, days in months:
        if left == 0:
            break
        if sales >= left:
            return tenths + (left * days * 20 + sales) // (2 * sales)
        tenths += days * 10
        left -= max(0, sales)
    return tenths if left == 0 else None


def mean_delay(paid: Iterable[tuple[int, int]]) -> int | None:
    """Mean days late in tenths, weighted by amount: pairs (cents, days late). None without any."""
    weighed = [(cents, days) for cents, days in paid if cents > 0]
    total = sum(cents for cents, _ in weighed)
    if not total:
        return None
    return sum(cents * days for cents, days in weighed) * 10 // total
