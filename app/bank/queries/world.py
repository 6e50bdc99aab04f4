"""What is known of a moment, for the rules that say what a line could be."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from app.bank.rules import StatementLine
from app.bank.rules.matching import (
    Closed,
    Credit,
    Earlier,
    Habit,
    Item,
    Party,
    Received,
    Slip,
    World,
)
from app.bank.tables import BankLine
from app.clients.tables import Client
from app.core.money import RATE_SCALE, divide
from app.debits.queries import end_to_end_ids
from app.invoices.tables import Balance, Invoice
from app.payments.tables import ChequeDeposit, Receipt, ReceiptBalance

# Numbers of settled documents are known for so long; a return may come as late as that.
_CLOSED, _EARLIER, _BY_HAND = timedelta(days=1100), timedelta(days=400), timedelta(days=90)
_LEAST_HINT = 4
# How long after a payment by hand its line may come.
_DAYS = {"cheque": 45, "opening": 45, "card": 15}

_ITEMS = """
SELECT s.id AS id, i.id AS invoice_id, i.number AS number, i.client AS client_id,
  i.issued_on AS issued_on, s.due_on AS due_on, b.open AS open, i.order_number AS order_number,
  i.total - i.prepaid + i.rounding AS payable, i.discount_rate AS rate, i.discount_days AS days,
  COALESCE(k.reference, '') AS contract, COALESCE(q.number, '') AS quote
FROM balance b
JOIN instalment s ON s.id = b.instalment
JOIN invoice i ON i.id = s.invoice
LEFT JOIN schedule_entry e ON e.invoice_id = i.id
LEFT JOIN contract k ON k.id = e.contract
LEFT JOIN quote_result t ON t.target = i.id AND t.kind IN ('invoice', 'deposit')
LEFT JOIN quote q ON q.id = t.quote
WHERE b.open <> 0 AND i.withdrawn_at IS NULL
ORDER BY s.due_on, s.id
"""
_LIVE = "NOT EXISTS (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)"
_NUMBERS = """
SELECT DISTINCT a.source_id AS receipt, i.number AS number FROM allocation a
JOIN instalment s ON s.id = a.instalment JOIN invoice i ON i.id = s.invoice
WHERE a.source_kind = 'receipt' AND a.reverses IS NULL AND a.source_id IN (
"""
_BY_HAND_SQL = f"""
SELECT r.id AS id, r.client AS client_id, r.amount AS amount, r.received_on AS received_on,
  r.reference AS reference, r.method AS method
FROM receipt r
WHERE r.amount > 0 AND r.reverses IS NULL AND r.method <> 'cash' AND r.received_on >= {{}}
  AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = r.id)
  AND NOT EXISTS (SELECT 1 FROM cheque_deposit_item i WHERE i.receipt = r.id AND i.is_live)
  AND NOT EXISTS (SELECT 1 FROM bank_part p WHERE p.receipt_id = r.id AND {_LIVE})
ORDER BY r.id
"""
_SLIPS = f"""
SELECT d.id AS slip_id, d.number AS number, d.total AS amount, d.pieces AS pieces,
  d.deposited_on AS deposited_on
FROM cheque_deposit d
WHERE d.cancelled_on IS NULL AND NOT EXISTS (SELECT 1 FROM cheque_deposit_item i
  JOIN bank_part p ON p.receipt_id = i.receipt WHERE i.deposit = d.id AND {_LIVE})
ORDER BY d.id
"""
_EARLIER_SQL = f"""
SELECT r.id AS id, r.client AS client_id, r.amount AS amount, r.received_on AS received_on,
  COALESCE(d.end_to_end_id, l.end_to_end_id) AS end_to_end_id, l.payer_iban AS payer_iban
FROM bank_part p
JOIN bank_match m ON m.id = p.match
JOIN bank_line l ON l.id = m.line
JOIN receipt r ON r.id = p.receipt_id
LEFT JOIN debit d ON d.receipt_id = r.id
WHERE p.kind IN ('receipt', 'recorded') AND {_LIVE} AND r.received_on >= {{}}
  AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = r.id AND (EXISTS
    (SELECT 1 FROM bank_part q WHERE q.receipt_id = u.id) OR NOT EXISTS
    (SELECT 1 FROM debit_return t WHERE t.reversal_id = u.id)))
ORDER BY r.id
"""
_HABITS = f"""
SELECT p.client_id AS client_id, l.payer_iban AS iban, l.payer_name AS name,
  CAST(COUNT(DISTINCT m.id) AS BIGINT) AS times
FROM bank_part p
JOIN bank_match m ON m.id = p.match
JOIN bank_line l ON l.id = m.line
WHERE p.kind IN ('receipt', 'recorded') AND p.client_id IS NOT NULL AND {_LIVE}
  AND (l.payer_iban <> '' OR l.payer_name <> '')
GROUP BY p.client_id, l.payer_iban, l.payer_name
ORDER BY p.client_id
"""
_MARK = """
SELECT (SELECT MAX(id) FROM instalment) AS documents, (SELECT MAX(id) FROM allocation) AS puts,
  (SELECT MAX(id) FROM receipt) AS receipts, (SELECT MAX(id) FROM bank_match) AS matches,
  (SELECT MAX(id) FROM bank_unmatch) AS unmatches,
  (SELECT MAX(id) FROM audit_entry WHERE subject_kind = 'client') AS clients,
  (SELECT MAX(id) FROM bank_line) AS lines, (SELECT MAX(id) FROM cheque_deposit) AS slips,
  (SELECT COUNT(*) FROM cheque_deposit WHERE cancelled_on IS NOT NULL) AS slips_cancelled,
  (SELECT MAX(id) FROM debit_batch) AS debits, (SELECT MAX(id) FROM debit_return) AS returns,
  (SELECT COUNT(*) FROM invoice WHERE withdrawn_at IS NOT NULL) AS withdrawn
"""


async def mark() -> str:
    """What changes whenever anything does that a verdict rests on."""
    row = (await Invoice.raw(_MARK))[0]
    return ".".join(str(row[name] or 0) for name in sorted(row))


async def world(lines: Iterable[StatementLine]) -> World:
    """Everything that speaks for what these lines could be."""
    days = [line.booked_on for line in lines]
    first = min(days, default=date.max)
    goes_out = any(line.amount_cents < 0 for line in lines)
    return World(
        parties=await _parties(),
        items=await _items(),
        closed=await _closed(first),
        received=await _received(first),
        earlier=await _earlier(first) if goes_out else (),
        habits=tuple(Habit(**row) for row in await BankLine.raw(_HABITS)),
        credits=await _credits() if goes_out else (),
        slips=tuple(await slips()),
    )


async def slips() -> list[Slip]:
    """Slips of cheques for which no line stands yet."""
    return [Slip(**row) for row in await ChequeDeposit.raw(_SLIPS)]


async def _parties() -> tuple[Party, ...]:
    rows = await Client.raw(
        "SELECT id, name, town, group_name AS grp, iban FROM client ORDER BY id"
    )
    return tuple(
        Party(row["id"], row["name"], row["town"], row["grp"], tuple(filter(None, [row["iban"]])))
        for row in rows
    )


async def _items() -> tuple[Item, ...]:
    debits = await end_to_end_ids()
    found = {row["id"]: _item(row, debits) for row in await Balance.raw(_ITEMS)}
    return tuple(found.values())


def _item(row: dict[str, Any], debits: dict[int, list[str]]) -> Item:
    hints = (row["order_number"], row["contract"], row["quote"])
    whole = row["rate"] is not None and row["open"] == row["payable"]
    return Item(
        id=row["id"],
        invoice_id=row["invoice_id"],
        number=row["number"],
        client_id=row["client_id"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        open=int(row["open"]),
        debit_ids=tuple(debits.get(row["id"], ())),
        hints=tuple(hint for hint in hints if len(hint) >= _LEAST_HINT),
        discount=divide(row["payable"] * row["rate"], RATE_SCALE) if whole else 0,
        discount_until=row["issued_on"] + timedelta(days=row["days"] or 0) if whole else None,
    )


async def _closed(first: date) -> tuple[Closed, ...]:
    rows = await Invoice.raw(
        "SELECT i.id AS invoice_id, i.number AS number, i.client AS client_id FROM invoice i"
        " WHERE i.state = 'issued' AND i.withdrawn_at IS NULL AND i.issued_on >= {}"
        " AND NOT EXISTS (SELECT 1 FROM balance b WHERE b.invoice_id = i.id AND b.open <> 0)",
        _before(first, _CLOSED),
    )
    return tuple(Closed(**row) for row in rows)


async def _received(first: date) -> tuple[Received, ...]:
    rows = await Receipt.raw(_BY_HAND_SQL, _before(first, _BY_HAND))
    numbers = await _numbers([row["id"] for row in rows])
    return tuple(
        Received(
            row["id"],
            row["client_id"],
            row["amount"],
            row["received_on"],
            row["reference"],
            tuple(numbers[row["id"]]),
            _DAYS.get(row["method"], 10),
            row["method"],
        )
        for row in rows
    )


async def _earlier(first: date) -> tuple[Earlier, ...]:
    rows = await Receipt.raw(_EARLIER_SQL, _before(first, _EARLIER))
    numbers = await _numbers([row["id"] for row in rows])
    return tuple(
        Earlier(
            row["id"],
            row["client_id"],
            row["amount"],
            row["received_on"],
            tuple(numbers[row["id"]]),
            row["end_to_end_id"],
            row["payer_iban"],
        )
        for row in rows
    )


async def _numbers(receipts: list[int]) -> dict[int, list[str]]:
    """The documents that each receipt was put on."""
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(receipts), 400):
        part = receipts[start : start + 400]
        places = ", ".join("{}" for _ in part)
        for row in await Receipt.raw(f"{_NUMBERS}{places})", *part):
            found[row["receipt"]].append(row["number"])
    return found


async def _credits() -> tuple[Credit, ...]:
    left = await ReceiptBalance.raw(
        "SELECT client_id, open, receipt AS receipt_id FROM receipt_balance WHERE open > 0"
    )
    notes = await Balance.raw(
        "SELECT b.client_id AS client_id, -b.open AS open, b.instalment AS instalment_id,"
        " i.number AS number FROM balance b JOIN invoice i ON i.id = b.invoice_id"
        " WHERE b.open < 0 AND i.withdrawn_at IS NULL"
    )
    return tuple(Credit(**row) for row in (*left, *notes))


def _before(first: date, span: timedelta) -> date:
    """So long before a day; `date.max` when there is no line at all."""
    return first if first == date.max else first - span
