"""The files that were made, with their debits and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.debits.queries.view import day
from app.debits.tables import Debit, DebitBatch

_DEBITS = """
SELECT d.id AS id, d.invoice_id AS invoice_id, i.number AS number, d.client AS client_id,
  c.name AS client, d.amount AS amount, d.state AS state, d.end_to_end_id AS end_to_end_id,
  d.attempt AS attempt, d.instalment AS instalment, d.batch AS batch, d.mandate AS mandate_id,
  d.receipt_id AS receipt_id, d.collect_on AS collect_on, r.code AS code,
  r.returned_on AS returned_on, r.fee AS fee, b.open AS open
FROM debit d JOIN invoice i ON i.id = d.invoice_id JOIN client c ON c.id = d.client
JOIN balance b ON b.instalment = d.instalment LEFT JOIN debit_return r ON r.debit = d.id
"""


@dataclass(frozen=True)
class Handed:
    """A debit of a file; `code` when it came back; `open` is what is left to pay of it now."""

    id: int
    invoice_id: int
    number: str
    client_id: int
    client: str
    amount: int
    state: str
    end_to_end_id: str
    attempt: int
    instalment: int
    batch: int
    mandate_id: int
    receipt_id: int | None
    collect_on: date
    code: str | None
    returned_on: date | None
    fee: int | None
    open: int


@dataclass(frozen=True)
class BatchView:
    """A file for the bank."""

    id: int
    message_id: str
    scheme: str
    collect_on: date
    version: str
    pieces: int
    total: int
    sha256: str
    recorded_at: datetime
    recorded_by: str
    debits: tuple[Handed, ...] = ()

    @property
    def filename(self) -> str:
        """The name that the file has outside."""
        return f"{self.message_id}.xml"

    @property
    def returned(self) -> int:
        """How many came back."""
        return sum(each.state == "returned" for each in self.debits)

    @property
    def returnable(self) -> list[tuple[int, str]]:
        """Those that may still come back, as choices."""
        return [
            (each.id, f"{each.client} · {each.number}")
            for each in self.debits
            if each.state != "returned"
        ]

    @property
    def waiting(self) -> int:
        """How many the bank has not credited yet."""
        return sum(each.state == "handed" for each in self.debits)


async def batches(limit: int = 100) -> list[BatchView]:
    """The files, newest first."""
    rows = await DebitBatch.select().order_by(DebitBatch.id, ascending=False).limit(limit)
    ids = [row["id"] for row in rows]
    found = await _debits(f" WHERE d.batch IN ({', '.join(map(str, ids)) or '0'}) ORDER BY d.id")
    return [_batch(row, [each for each in found if each.batch == row["id"]]) for row in rows]


async def batch(batch_id: int) -> BatchView | None:
    """One file with its debits; None when there is none."""
    row = await DebitBatch.select().where(DebitBatch.id == batch_id).first()
    if row is None:
        return None
    return _batch(row, await _debits(f" WHERE d.batch = {int(batch_id)} ORDER BY c.name, d.id"))


async def by_key(key: str) -> int | None:
    """The file of a key; None when it was not made yet."""
    row = await DebitBatch.select(DebitBatch.id).where(DebitBatch.key == key).first()
    return int(row["id"]) if row else None


async def handed_debit(debit_id: int) -> Handed | None:
    """A debit that is, or was, in a file; None for any other."""
    found = await _debits(f" WHERE d.id = {int(debit_id)} AND d.batch IS NOT NULL")
    return found[0] if found else None


async def debit_by_receipt(receipt_id: int) -> Handed | None:
    """The debit whose money a receipt is."""
    found = await _debits(f" WHERE d.receipt_id = {int(receipt_id)}")
    return found[0] if found else None


async def debit_by_id(end_to_end_id: str) -> Handed | None:
    """The debit of an end-to-end id that is in a file."""
    ids = await ids_of(end_to_end_id)
    return await handed_debit(ids[0]) if ids else None


async def named_debits(end_to_end_ids: Iterable[str]) -> set[str]:
    """Those of these ids that are of a debit."""
    wanted = sorted({each for each in end_to_end_ids if each})
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        rows = await Debit.select(Debit.end_to_end_id).where(
            Debit.end_to_end_id.is_in(wanted[start : start + 500])
        )
        found |= {row["end_to_end_id"] for row in rows}
    return found


async def ids_of(end_to_end_id: str, message_id: str = "") -> list[int]:
    """The debits in files by their own id, or all of a file by its id."""
    rows = await Debit.raw(
        "SELECT d.id AS id FROM debit d JOIN debit_batch b ON b.id = d.batch"
        " WHERE (d.end_to_end_id = {} AND {} <> '') OR b.message_id = {} ORDER BY d.id",
        end_to_end_id,
        end_to_end_id,
        message_id,
    )
    return [int(row["id"]) for row in rows]


async def returns_to_do() -> list[Handed]:
    """Debits that came back and whose document is still open, with no new debit on its way."""
    return await _debits(
        " WHERE d.state = 'returned' AND b.open <> 0 AND b.open > 0 AND NOT EXISTS"
        " (SELECT 1 FROM debit x WHERE x.instalment = d.instalment AND x.attempt > d.attempt)"
        " ORDER BY d.id"
    )


async def _debits(where: str) -> list[Handed]:
    return [_handed(row) for row in await Debit.raw(_DEBITS + where)]


def _handed(row: Mapping[str, Any]) -> Handed:
    days = {name: day(row[name]) for name in ("collect_on", "returned_on")}
    return Handed(**{**row, **days})


def _batch(row: Mapping[str, Any], debits: Sequence[Handed]) -> BatchView:
    names = ("id", "message_id", "scheme", "collect_on", "version", "pieces", "total", "sha256")
    return BatchView(
        **{name: row[name] for name in names},
        recorded_at=row["recorded_at"].astimezone(ZONE),
        recorded_by=row["recorded_by"],
        debits=tuple(debits),
    )
