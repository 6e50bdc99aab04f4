"""What a line may be put on by hand, and how matches were made so far."""

from dataclasses import dataclass
from datetime import date

from app.bank.tables import BankLine
from app.core import money
from app.core.errors import Refused
from app.core.text import searchable
from app.invoices.tables import Balance
from app.payments.rules import Method
from app.payments.tables import Receipt


@dataclass(frozen=True)
class ByHand:
    """A payment recorded by hand that no line stands for."""

    id: int
    client_id: int
    client: str
    method: Method
    amount: int
    received_on: date
    reference: str


@dataclass(frozen=True)
class OpenFound:
    """An open instalment that a search has found."""

    instalment_id: int
    invoice_id: int
    number: str
    client_id: int
    client: str
    due_on: date
    open: int


async def find_open(text: str, limit: int = 20) -> list[OpenFound]:
    """Open instalments whose number, client or amount is searched for, oldest due first."""
    like = f"%{searchable(text)}%"
    tests = "LOWER(i.number) LIKE {} OR c.search LIKE {}"
    values: list[object] = [like, like]
    cents = amount_of(text)
    if cents is not None:
        tests, values = tests + " OR b.open = {}", [*values, cents]
    rows = await Balance.raw(
        "SELECT b.instalment AS instalment_id, i.id AS invoice_id, i.number AS number,"
        " i.client AS client_id, c.name AS client, b.due_on AS due_on, b.open AS open"
        " FROM balance b JOIN invoice i ON i.id = b.invoice_id JOIN client c ON c.id = i.client"
        f" WHERE b.open > 0 AND i.withdrawn_at IS NULL AND ({tests})"
        f" ORDER BY b.due_on, b.instalment LIMIT {limit}",
        *values,
    )
    return [OpenFound(**row) for row in rows]


async def by_hand(limit: int = 60) -> list[ByHand]:
    """Payments recorded by hand that no line stands for yet, the newest first."""
    rows = await Receipt.raw(
        "SELECT r.id AS id, r.client AS client_id, c.name AS client, r.method AS method,"
        " r.amount AS amount, r.received_on AS received_on, r.reference AS reference"
        " FROM receipt r JOIN client c ON c.id = r.client"
        " WHERE r.amount > 0 AND r.reverses IS NULL AND r.method <> 'cash'"
        " AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = r.id)"
        " AND NOT EXISTS (SELECT 1 FROM cheque_deposit_item i WHERE i.receipt = r.id AND i.is_live)"
        " AND NOT EXISTS (SELECT 1 FROM bank_part p WHERE p.receipt_id = r.id AND NOT EXISTS"
        " (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match))"
        f" ORDER BY r.received_on DESC, r.id DESC LIMIT {limit}"
    )
    return [ByHand(**(row | {"method": Method(row["method"])})) for row in rows]


@dataclass(frozen=True)
class Record:
    """What matching has brought: matches made alone and by hand, and those undone since."""

    alone: int
    alone_undone: int
    by_hand: int


async def record() -> Record:
    """How matches were made so far, and how many made alone somebody has undone."""
    row = (
        await BankLine.raw(
            "SELECT COALESCE(SUM(CASE WHEN m.automatic THEN 1 ELSE 0 END), 0) AS alone,"
            " COALESCE(SUM(CASE WHEN m.automatic AND x.id IS NOT NULL THEN 1 ELSE 0 END), 0)"
            " AS alone_undone, COALESCE(SUM(CASE WHEN m.automatic THEN 0 ELSE 1 END), 0) AS by_hand"
            " FROM bank_match m LEFT JOIN bank_unmatch x ON x.match = m.id AND x.reason = 'hand'"
        )
    )[0]
    return Record(int(row["alone"]), int(row["alone_undone"]), int(row["by_hand"]))


def amount_of(text: str) -> int | None:
    """What was typed as cents, None when it is no amount."""
    try:
        return abs(money.parse_amount(text))
    except Refused:
        return None
