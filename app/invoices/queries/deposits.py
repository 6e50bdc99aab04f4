"""Deposit invoices: what of each can still be taken off a final invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.money import share
from app.invoices.rules import Deduction
from app.invoices.tables import Invoice

# What is left: the deposit, less its credit notes, less what issued documents took off (and gave
# back, negative). A document replaced by a corrected one takes nothing off any more.
_LEFT = """
SELECT d.id AS id, d.number AS number, d.client AS client_id, d.issued_on AS issued_on,
  d.basis AS basis,
  CAST(d.total + COALESCE(c.total, 0) - COALESCE(u.total, 0) AS BIGINT) AS total,
  CAST(d.vat + COALESCE(c.vat, 0) - COALESCE(u.vat, 0) AS BIGINT) AS vat,
  CAST(COALESCE(b.open, 0) AS BIGINT) AS open
FROM invoice d
LEFT JOIN (
  SELECT credits, SUM(total) AS total, SUM(vat) AS vat FROM invoice
  WHERE state = 'issued' AND kind = 'credit_note' GROUP BY credits
) c ON c.credits = d.id
LEFT JOIN (
  SELECT x.deposit AS deposit, SUM(x.total) AS total, SUM(x.vat) AS vat
  FROM invoice_deduction x JOIN invoice i ON i.id = x.invoice
  WHERE i.state = 'issued' AND i.id NOT IN ({but}) AND NOT EXISTS
    (SELECT 1 FROM invoice r WHERE r.corrects = i.id AND r.state = 'issued')
  GROUP BY x.deposit
) u ON u.deposit = d.id
LEFT JOIN (SELECT invoice_id, SUM(open) AS open FROM balance GROUP BY invoice_id) b
  ON b.invoice_id = d.id
WHERE d.purpose = 'deposit' AND d.kind = 'invoice' AND d.state = 'issued'
"""


@dataclass(frozen=True)
class DepositLeft:
    """A deposit invoice: cents with VAT (and the VAT within) that no final invoice took off yet;
    `open` is what the client has not paid of it; `basis` the draft that it was asked for."""

    id: int
    number: str
    client_id: int
    issued_on: date
    basis: int | None
    total: int
    vat: int
    open: int

    def taken(self, cents: int) -> Deduction:
        """So much of it taken off; its VAT by the same share, the last part takes what remains."""
        vat = share(self.vat, cents, self.total)
        return Deduction(self.id, self.number, self.issued_on, vat, cents)


async def deposits_left(client_id: int, but: int | None = None) -> list[DepositLeft]:
    """The deposits of a client that can still be taken off, or will be once they are paid.

    What `but` took off does not count: that document is about to be replaced.
    """
    found = await _left("d.client = {}", [client_id], [but])
    return [each for each in found if each.total > 0]


async def deposits(ids: Sequence[int], but: Sequence[int | None] = ()) -> dict[int, DepositLeft]:
    """The named deposits, whatever is left of them; `but` as above."""
    if not ids:
        return {}
    places = ", ".join("{}" for _ in ids)
    return {each.id: each for each in await _left(f"d.id IN ({places})", list(ids), but)}


async def _left(where: str, values: list[Any], but: Sequence[int | None]) -> list[DepositLeft]:
    left_out = [each for each in but if each is not None] or [0]
    query = _LEFT.replace("{but}", ", ".join("{}" for _ in left_out))
    query = f"{query} AND {where} ORDER BY d.issued_on, d.id"
    return [DepositLeft(**row) for row in await Invoice.raw(query, *left_out, *values)]
