"""A statement as it was read: whether it adds up, what it says of what came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.core.errors import Refused, refuse
from app.core.money import Euros


@dataclass(frozen=True)
class ReadStatement:
    """One statement of a file; `account` is the key of its account, "" when the file names none.

    Its movements stand in the spool from `start` on, `lines` of them. `format` is how it was
    written: "camt053", "camt054", "ofx", "cfonb120", "csv" or "xlsx".
    """

    account: str
    iban: str
    format: str
    member: str
    place: int
    number: str = ""
    start: int = 0
    lines: int = 0
    total_cents: int = 0
    first_on: date | None = None
    last_on: date | None = None
    opening_cents: int | None = None
    opening_on: date | None = None
    closing_cents: int | None = None
    closing_on: date | None = None
    pending: int = 0
    said: str = ""

    @property
    def from_on(self) -> date | None:
        """The first day that it covers, as far as it tells."""
        return self.first_on or self.closing_on

    @property
    def to_on(self) -> date | None:
        """The last day that it covers, as far as it tells."""
        days = [day for day in (self.last_on, self.closing_on) if day is not None]
        return max(days) if days else None

    def digest(self, account: str) -> str:
        """What the same statement has each time it is read: its account, balances and movements."""
        parts = (
            account,
            *(self.opening_cents, self.opening_on, self.closing_cents, self.closing_on),
            *(self.lines, self.said),
        )
        return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True)
class Covered:
    """A kept statement, as far as gaps are looked for."""

    id: int
    from_on: date | None
    to_on: date | None
    opening_cents: int | None
    opening_on: date | None
    closing_cents: int | None
    total_cents: int

    def follows(self, last: "Covered") -> bool:
        """Whether it begins where another ended, or later, so that their balances must meet."""
        if last.to_on is None or self.from_on is None:
            return False
        if self.opening_on is not None:
            return self.opening_on >= last.to_on
        return self.from_on > last.to_on


@dataclass(frozen=True)
class Gap:
    """Two statements between which something is missing: the first ends on `after` with a balance
    that the second, from `before` on, does not begin with."""

    statement: int
    after: date
    before: date
    closing_cents: int
    opening_cents: int


def check_sum(statement: ReadStatement) -> None:
    """Refused: the opening balance and the movements do not make the closing balance."""
    opening, closing = statement.opening_cents, statement.closing_cents
    if opening is None or closing is None:
        return
    missing = closing - opening - statement.total_cents
    if missing:
        raise _not_adding(statement, opening, closing, missing)


def gaps(statements: Iterable[Covered]) -> list[Gap]:
    """Where a statement begins with another balance than the last one before it ended with. One
    without an opening balance began, by its own movements, with what its closing leaves. Statements
    that overlap are not compared."""
    found: list[Gap] = []
    last: Covered | None = None
    for each in sorted(_with_balance(statements), key=_by_day):
        opening = _opening(each)
        if last is not None and each.follows(last) and opening != last.closing_cents:
            found.append(
                Gap(
                    each.id,
                    last.to_on or date.min,
                    each.from_on or date.max,
                    last.closing_cents or 0,
                    opening,
                )
            )
        if last is None or (each.to_on or date.min) >= (last.to_on or date.min):
            last = each
    return found


def decide(expected: int | None, certain: int, doubtful: int, total: int, proven: bool) -> str:
    """Whether movements that look like kept ones are those, by what the balance moved since the
    last statement: "known", "new" (they are others), "all" (even those with the same text are
    others: the statement follows the last one), or "" when the balance does not tell.

    `certain` is the sum of what is new for certain, `doubtful` of what resembles, `total` of all;
    `proven` when the bank's own numbers show that some are the same.
    """
    if expected is None:
        return ""
    if certain == expected:
        return "known"
    if certain + doubtful == expected:
        return "new"
    return "all" if total == expected and not proven else ""


def _with_balance(statements: Iterable[Covered]) -> list[Covered]:
    return [each for each in statements if each.closing_cents is not None]


def _by_day(each: Covered) -> tuple[date, date, int]:
    return each.opening_on or each.from_on or date.min, each.to_on or date.min, each.id


def _opening(each: Covered) -> int:
    if each.opening_cents is not None:
        return each.opening_cents
    return (each.closing_cents or 0) - each.total_cents


def in_order(
    statements: Sequence[ReadStatement], keys: Sequence[str]
) -> list[tuple[ReadStatement, str]]:
    """The statements of a file as their days follow, each with the key of its account."""
    return sorted(
        zip(statements, keys, strict=True), key=lambda pair: (pair[1], pair[0].to_on or date.min)
    )


def _not_adding(statement: ReadStatement, opening: int, closing: int, missing: int) -> Refused:
    return refuse(
        "bank.sum",
        "Line %(line)s: the statement of account %(account)s does not add up: %(opening)s and "
        "movements of %(total)s do not make %(closing)s (difference %(missing)s).",
        None,
        line=statement.place,
        account=statement.account,
        opening=Euros(opening),
        total=Euros(statement.total_cents),
        closing=Euros(closing),
        missing=Euros(missing),
    )
