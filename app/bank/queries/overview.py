"""Accounts as they stand: balance, last statement, how fresh what is known is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.bank.queries.kept import covered
from app.bank.rules import Gap, gaps
from app.bank.tables import BankAccount, BankStatement
from app.core.errors import refuse


@dataclass(frozen=True)
class AccountView:
    """An account: `balance_cents` is the last closing balance, of `balance_on`, with the lines
    booked later that came without one; None before any balance is known. `known_until` is the last
    day that a statement covers."""

    id: int
    key: str
    iban: str
    name: str
    balance_cents: int | None
    balance_on: date | None
    later_cents: int
    later_lines: int
    known_until: date | None
    lines: int

    def age(self, on: date) -> int | None:
        """How many days ago its statements end; None without any."""
        return None if self.known_until is None else (on - self.known_until).days

    @property
    def now_cents(self) -> int | None:
        """The balance with what came later."""
        return None if self.balance_cents is None else self.balance_cents + self.later_cents


@dataclass(frozen=True)
class StatementView:
    """A statement as the list of an account shows it."""

    id: int
    account: int
    file: int
    format: str
    number: str
    from_on: date | None
    to_on: date | None
    opening_cents: int | None
    closing_cents: int | None
    lines: int
    added: int


async def account_views() -> list[AccountView]:
    """Every account as it stands."""
    rows = await BankAccount.raw(
        "SELECT a.id, a.key, a.iban, a.name, s.closing_cents AS balance_cents,"
        " s.closing_on AS balance_on,"
        " (SELECT MAX(to_on) FROM bank_statement t WHERE t.account = a.id) AS known_until,"
        " (SELECT COUNT(*) FROM bank_line l WHERE l.account = a.id) AS lines,"
        " (SELECT COUNT(*) FROM bank_line l WHERE l.account = a.id"
        "  AND l.booked_on > s.closing_on) AS later_lines,"
        " (SELECT CAST(COALESCE(SUM(l.amount_cents), 0) AS BIGINT) FROM bank_line l"
        "  WHERE l.account = a.id AND l.booked_on > s.closing_on) AS later_cents"
        " FROM bank_account a LEFT JOIN bank_statement s ON s.id = (SELECT t.id"
        " FROM bank_statement t WHERE t.account = a.id AND t.closing_cents IS NOT NULL"
        " ORDER BY t.closing_on DESC, t.id DESC LIMIT 1) ORDER BY a.id"
    )
    return [_account(row) for row in rows]


async def known_until() -> date | None:
    """The last day that the statements tell of the account where clients pay (the business's
    IBAN; of any account when that one has none); None before the first statement."""
    rows = await BankAccount.raw(
        "SELECT MAX(s.to_on) AS day, a.iban = (SELECT iban FROM business) AS is_ours"
        " FROM bank_statement s JOIN bank_account a ON a.id = s.account"
        " WHERE s.to_on IS NOT NULL GROUP BY 2 ORDER BY 2"
    )
    return _as_day(rows[-1]["day"]) if rows else None


def _as_day(value: object) -> date:
    """A day out of an aggregate: text on SQLite, a date on PostgreSQL."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


async def account_view(account_id: int) -> AccountView:
    """One account; refused when there is none."""
    for each in await account_views():
        if each.id == account_id:
            return each
    raise refuse("bank.no_such_account", "There is no bank account %(id)s.", id=account_id)


async def statements(account_id: int, page: int, size: int) -> tuple[list[StatementView], int]:
    """One page of the statements of an account, the latest first, and how many there are."""
    count = await BankStatement.count().where(BankStatement.account == account_id)
    rows = (
        await BankStatement.select(
            *(
                BankStatement._meta.get_column_by_name(name)
                for name in StatementView.__annotations__
            )
        )
        .where(BankStatement.account == account_id)
        .order_by(BankStatement.to_on, ascending=False)
        .order_by(BankStatement.id, ascending=False)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [StatementView(**row) for row in rows], int(count)


async def gaps_of(account_id: int) -> list[Gap]:
    """The days between which something is missing on an account."""
    return gaps(await covered(account_id))


def _account(row: dict[str, Any]) -> AccountView:
    days = {name: _day(row[name]) for name in ("balance_on", "known_until")}
    return AccountView(**row | days | {"later_cents": row["later_cents"] or 0})


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
