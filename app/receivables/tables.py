"""Statements of account that were sent; what clients owe is worked out, never stored."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class AgingBounds(Table, tablename="aging_bounds"):
    """The most days late that the first three ages hold (one row, id 1)."""

    id: Serial
    first = BigInt(default=30)
    second = BigInt(default=60)
    third = BigInt(default=90)


class StatementPlan(Table, tablename="statement_plan"):
    """On which day of each month a client is sent the statement; null: never. `client` 0 is
    everybody who owes something and has no row. A day before `set_on` is not made up for."""

    id: Serial
    client = BigInt()
    day = SmallInt(null=True, default=None)
    set_on = Date()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class AccountStatement(Table, tablename="account_statement"):
    """A statement sent; insert-only. `cause` is unique for a client: the month of the plan
    ("2026-11"), or "hand:3", the third that a person sent. `content` is the Statement as JSON."""

    id: Serial
    client = ForeignKey(Client, null=False)
    cause = Varchar(length=24)
    first_day = Date()
    last_day = Date()
    opening = BigInt()
    closing = BigInt()
    content = Text()
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class StatementRendering(Table, tablename="statement_rendering"):
    """The PDF owed of a statement; done when its bytes are stored."""

    id: Serial
    statement = ForeignKey(AccountStatement, null=False)
    next_try_at = Timestamptz()
    attempts = SmallInt(default=0)
    error = Text(default="")
    done_at = Timestamptz(null=True, default=None)
    sha256 = Varchar(length=64, null=True, default=None)
