"""What is kept already of what a file says again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.adapters.bulk_rows import as_json, one_of_sql
from app.bank.rules import Covered, Movement
from app.bank.tables import BankAccount, BankLine, BankStatement

# A notification and the statement that books it may be some days apart.
_NEAR = timedelta(days=7)
_DAYS = ("from_on", "to_on", "opening_on")


@dataclass(frozen=True)
class Account:
    """An account as it is known."""

    id: int
    key: str
    iban: str
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept line, as far as another is compared with it."""

    id: int
    fingerprint: str
    bank_reference: str


@dataclass(frozen=True, slots=True)
class Resembling:
    """A kept line of a file written in another format."""

    id: int
    booked_on: date
    amount_cents: int
    label: str


async def accounts() -> list[Account]:
    """Every account, in the order in which they came."""
    rows = await BankAccount.select(
        BankAccount.id, BankAccount.key, BankAccount.iban, BankAccount.name
    ).order_by(BankAccount.id)
    return [Account(**row) for row in rows]


async def has_lines(account: int) -> bool:
    """Whether anything is kept of an account."""
    return await BankLine.exists().where(BankLine.account == account)


async def has_statement(digest: str) -> bool:
    """Whether this very statement is kept."""
    return await BankStatement.exists().where(BankStatement.digest == digest)


async def kept_lines(fingerprints: Sequence[str]) -> list[Kept]:
    """The lines of these fingerprints that there are."""
    rows = await BankLine.raw(
        "SELECT id, fingerprint, bank_reference FROM bank_line WHERE " + one_of_sql("fingerprint"),
        as_json(fingerprints),
    )
    return [Kept(**row) for row in rows]


async def written_otherwise(
    account: int, format: str, first: date, last: date
) -> Iterator[Resembling]:
    """The lines of these days that came in files of another format."""
    rows = await BankLine.raw(
        "SELECT l.id, l.booked_on, l.amount_cents, l.label FROM bank_line l"
        " JOIN bank_statement s ON s.id = l.statement WHERE l.account = {}"
        " AND l.booked_on BETWEEN {} AND {} AND s.format <> {} ORDER BY l.id",
        account,
        first,
        last,
        format,
    )
    return (Resembling(**row | {"booked_on": _day(row["booked_on"])}) for row in rows)


@dataclass
class Numbered:
    """The kept lines of one of the bank's own numbers: their cents, days, and files' formats; their
    references and the accounts that they came from."""

    total: int = 0
    ids: list[int] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    formats: set[str] = field(default_factory=set)
    names: list[tuple[str, str]] = field(default_factory=list)

    def is_batch_of(self, movements: Sequence[Movement], format: str) -> bool:
        """Whether movements under the same number are these lines, told whole or in other parts:
        a notification and its statement by their sum, unless one line and one line name different
        payments; two files of one format, of which some banks number each from 1, only when one
        tells the parts of what the other tells whole that day."""
        if self.total != sum(each.amount_cents for each in movements):
            return False
        fewest, most = sorted((len(self.ids), len(movements)))
        if self.formats == {format}:
            return fewest == 1 < most and self.days == {each.booked_on for each in movements}
        return most > 1 or not self._is_another(movements[0])

    def _is_another(self, movement: Movement) -> bool:
        names = zip(self.names[0], (movement.end_to_end_id, movement.payer_iban), strict=True)
        return any(kept and said and kept != said for kept, said in names)


async def lines_by_number(
    account: int, numbers: Sequence[str], first: date, last: date
) -> dict[str, Numbered]:
    """The kept lines of each of the bank's own numbers, around those days."""
    rows = await BankLine.raw(
        "SELECT l.id, l.bank_reference, l.amount_cents, l.booked_on, l.end_to_end_id, l.payer_iban,"
        " s.format AS format"
        " FROM bank_line l JOIN bank_statement s ON s.id = l.statement WHERE l.account = {}"
        " AND l.booked_on BETWEEN {} AND {} AND l.bank_reference <> ''"
        f" AND {one_of_sql('l.bank_reference')} ORDER BY l.id",
        account,
        first - _NEAR,
        last + _NEAR,
        as_json(numbers),
    )
    found: dict[str, Numbered] = {}
    for row in rows:
        each = found.setdefault(row["bank_reference"], Numbered())
        each.total += row["amount_cents"]
        each.ids.append(row["id"])
        each.days.add(_day(row["booked_on"]))
        each.formats.add(row["format"])
        each.names.append((row["end_to_end_id"], row["payer_iban"]))
    return found


async def last_closing(account: int, on: date) -> int | None:
    """The balance that the last statement up to a day ended with."""
    row = (
        await BankStatement.select(BankStatement.closing_cents)
        .where(
            BankStatement.account == account,
            BankStatement.closing_cents.is_not_null(),
            BankStatement.closing_on <= on,
        )
        .order_by(BankStatement.closing_on, ascending=False)
        .order_by(BankStatement.id, ascending=False)
        .first()
    )
    return None if row is None else int(row["closing_cents"])


async def covered(account: int) -> list[Covered]:
    """Every statement of an account, as far as gaps are looked for."""
    rows = await BankStatement.raw(
        "SELECT s.id, s.from_on, s.to_on, s.opening_cents, s.opening_on, s.closing_cents,"
        " COALESCE(o.cents, 0) + COALESCE(a.cents, 0) AS total_cents FROM bank_statement s"
        " LEFT JOIN (SELECT statement, CAST(SUM(amount_cents) AS BIGINT) AS cents FROM bank_line"
        " WHERE account = {} GROUP BY statement) o ON o.statement = s.id"
        " LEFT JOIN (SELECT x.statement, CAST(SUM(l.amount_cents) AS BIGINT) AS cents"
        " FROM bank_line_again x JOIN bank_line l ON l.id = x.line WHERE l.account = {}"
        " GROUP BY x.statement) a ON a.statement = s.id WHERE s.account = {}",
        account,
        account,
        account,
    )
    return [Covered(**row | {name: _maybe_day(row[name]) for name in _DAYS}) for row in rows]


def _maybe_day(value: date | str | None) -> date | None:
    return None if value is None else _day(value)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
