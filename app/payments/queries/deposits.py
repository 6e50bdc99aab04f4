"""Cheques that wait to be paid in, and the slips on which they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, Finding, refuse
from app.core.located import IntegrityCheck, located
from app.payments.rules import Cheque
from app.payments.tables import ChequeDeposit, ChequeDepositItem

_CHEQUES = """
SELECT r.id AS receipt_id, c.name AS client, r.amount AS amount, r.received_on AS received_on,
  r.reference AS reference
FROM receipt r JOIN client c ON c.id = r.client
WHERE r.method = 'cheque' AND r.amount > 0 AND r.reverses IS NULL
  AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = r.id)
  AND NOT EXISTS (SELECT 1 FROM cheque_deposit_item i WHERE i.receipt = r.id AND i.is_live)
"""
_DEPOSITS = (
    "SELECT id, number, deposited_on, pieces, total, cancelled_on, recorded_by FROM cheque_deposit"
)
_ITEMS = """
SELECT i.deposit AS deposit, r.id AS receipt_id, r.client AS client_id, c.name AS client,
  r.amount AS amount, r.received_on AS received_on, r.reference AS reference,
  u.received_on AS undone_on
FROM cheque_deposit_item i JOIN receipt r ON r.id = i.receipt JOIN client c ON c.id = r.client
LEFT JOIN receipt u ON u.reverses = r.id
"""


@dataclass(frozen=True)
class DepositView:
    """A slip: cents, how many cheques; `cancelled_on` when it was never taken to the bank."""

    id: int
    number: int
    deposited_on: date
    pieces: int
    total: int
    cancelled_on: date | None
    recorded_by: str


@dataclass(frozen=True)
class DepositedCheque:
    """A cheque of a slip; `undone_on` is the day on which it came back, or was undone."""

    deposit: int
    receipt_id: int
    client_id: int
    client: str
    amount: int
    received_on: date
    reference: str
    undone_on: date | None


async def cheques_waiting() -> list[Cheque]:
    """Cheques received that stand on no slip, oldest first."""
    rows = await ChequeDeposit.raw(f"{_CHEQUES} ORDER BY r.received_on, r.id")
    return [Cheque(**row) for row in rows]


async def cheques_named(receipt_ids: Sequence[int]) -> list[Cheque]:
    """Those of the named receipts that are such cheques."""
    if not receipt_ids:
        return []
    places = ", ".join("{}" for _ in receipt_ids)
    rows = await ChequeDeposit.raw(f"{_CHEQUES} AND r.id IN ({places}) ORDER BY r.id", *receipt_ids)
    return [Cheque(**row) for row in rows]


async def deposits(limit: int = 100) -> list[DepositView]:
    """The slips, the newest first."""
    rows = await ChequeDeposit.raw(f"{_DEPOSITS} ORDER BY number DESC LIMIT {int(limit)}")
    return [DepositView(**row) for row in rows]


async def deposit(deposit_id: int) -> DepositView:
    """One slip; refused when there is none."""
    return await _one("id", deposit_id)


async def deposit_by_key(key: str) -> DepositView:
    """The slip that a form has made."""
    return await _one("key", key)


async def _one(column: str, value: int | str) -> DepositView:
    rows = await ChequeDeposit.raw(f"{_DEPOSITS} WHERE {column} = {{}}", value)
    if not rows:
        raise refuse("payments.no_deposit", "There is no such deposit slip.")
    return DepositView(**rows[0])


async def deposited(deposit_ids: Sequence[int]) -> list[DepositedCheque]:
    """The cheques of slips, in the order in which they stand there."""
    if not deposit_ids:
        return []
    places = ", ".join("{}" for _ in deposit_ids)
    rows = await ChequeDepositItem.raw(
        f"{_ITEMS} WHERE i.deposit IN ({places}) ORDER BY i.id", *deposit_ids
    )
    return [DepositedCheque(**row) for row in rows]


async def slip_of(receipt_id: int) -> DepositView | None:
    """The slip on which a cheque stands, if it does."""
    rows = await ChequeDeposit.raw(
        f"{_DEPOSITS} WHERE id = (SELECT i.deposit FROM cheque_deposit_item i"
        " WHERE i.receipt = {} AND i.is_live)",
        receipt_id,
    )
    return DepositView(**rows[0]) if rows else None


async def check_deposits() -> list[Finding]:
    """Slips that do not come to their cheques, or have something on them that is no cheque."""
    rows = await ChequeDeposit.raw(
        """
SELECT d.number AS number, d.total AS said, CAST(COALESCE(i.cents, 0) AS BIGINT) AS found
FROM cheque_deposit d
LEFT JOIN (
  SELECT i.deposit AS deposit, SUM(r.amount) AS cents, COUNT(*) AS pieces,
    SUM(CASE WHEN r.method = 'cheque' AND r.amount > 0 THEN 1 ELSE 0 END) AS cheques,
    SUM(CASE WHEN i.is_live THEN 1 ELSE 0 END) AS live
  FROM cheque_deposit_item i JOIN receipt r ON r.id = i.receipt GROUP BY i.deposit
) i ON i.deposit = d.id
WHERE COALESCE(i.cents, 0) <> d.total OR COALESCE(i.pieces, 0) <> d.pieces
  OR i.cheques <> i.pieces
  OR i.live <> (CASE WHEN d.cancelled_on IS NULL THEN d.pieces ELSE 0 END)
ORDER BY d.number
"""
    )
    message = N_("deposit slip %(number)s: %(said)s said, its cheques come to %(found)s")
    return located(message, rows, cents=("said", "found"))


DEPOSIT_CHECKS: list[IntegrityCheck] = [("deposit slips add up", check_deposits)]
