"""What is there already of what a batch of lines speaks of."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from app.clients import queries as clients
from app.clients.queries import ClientView
from app.contracts import queries as contracts
from app.contracts.queries import ContractView
from app.contracts.tables import Contract
from app.core.text import searchable
from app.imports.rules import Directory, KnownOpening
from app.imports.tables import ImportRun
from app.invoices.tables import Allocation, Instalment, Invoice
from app.payments.tables import Receipt


async def directory(
    sirens: Iterable[str], names: Iterable[str], keys: Iterable[str] = ()
) -> Directory[ClientView]:
    """The clients that a batch may speak of."""
    by_siren = await clients.by_siren(sorted({each for each in sirens if each}))
    by_name = await clients.by_name(sorted({searchable(each) for each in names if each}))
    undone = await _undone()
    return Directory(
        {key: _standing(found, undone) for key, found in by_siren.items()},
        {key: _standing(found, undone) for key, found in by_name.items()},
        await clients.by_import_key(sorted(set(keys))),
    )


async def _undone() -> set[int]:
    """The imports that are undone: their archived clients may come in again, as new ones."""
    rows = await ImportRun.select(ImportRun.id).where(ImportRun.state.is_in(["undoing", "undone"]))
    return {row["id"] for row in rows}


def _standing(found: Sequence[ClientView], undone: set[int]) -> list[ClientView]:
    return [each for each in found if each.archived_at is None or each.import_id not in undone]


async def known_openings(
    pairs: Sequence[tuple[int, str]],
) -> dict[tuple[int, str], KnownOpening]:
    """The documents of before that are there, by (client, number), withdrawn ones left out."""
    if not pairs:
        return {}
    wanted = set(pairs)
    rows = await Invoice.select(
        Invoice.id, Invoice.client, Invoice.number, Invoice.issued_on, Invoice.due_on,
        Invoice.total, Invoice.disputed,
    ).where(
        Invoice.origin == "opening",
        Invoice.withdrawn_at.is_null(),
        Invoice.client.is_in(sorted({client for client, _ in wanted})),
        Invoice.number.is_in(sorted({number for _, number in wanted})),
    )  # fmt: skip
    rows = [row for row in rows if (row["client"], row["number"]) in wanted]
    if not rows:
        return {}
    instalments = await Instalment.select(Instalment.id, Instalment.invoice).where(
        Instalment.invoice.is_in([row["id"] for row in rows])
    )
    by_invoice = {each["invoice"]: int(each["id"]) for each in instalments}
    paid = await _paid(list(by_invoice.values()))
    return {
        (row["client"], row["number"]): _known(row, by_invoice[row["id"]], paid) for row in rows
    }


def _known(
    row: dict[str, Any], instalment_id: int, paid: dict[int, tuple[int, date]]
) -> KnownOpening:
    cents, paid_on = paid.get(instalment_id, (0, None))
    return KnownOpening(
        invoice_id=row["id"],
        instalment_id=instalment_id,
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        amount=row["total"],
        disputed=row["disputed"] == "yes",
        paid=cents,
        paid_on=paid_on,
    )


async def _paid(instalments: list[int]) -> dict[int, tuple[int, date]]:
    """What imports said was paid of each instalment, and the last day of it: with the document, or
    later, as a receipt to be identified (one that was undone since was said all the same)."""
    found: dict[int, tuple[int, date]] = {}
    rows = await Allocation.select(
        Allocation.instalment,
        Allocation.source_kind,
        Allocation.source_id,
        Allocation.amount,
        Allocation.paid_on,
    ).where(Allocation.instalment.is_in(instalments), Allocation.reverses.is_null())
    later = await _receipts({row["source_id"] for row in rows if row["source_kind"] == "receipt"})
    for row in rows:
        if row["source_kind"] == "opening" or (
            row["source_kind"] == "receipt" and row["source_id"] in later
        ):
            cents, last = found.get(row["instalment"], (0, row["paid_on"]))
            found[row["instalment"]] = (cents + row["amount"], max(last, row["paid_on"]))
    return found


async def _receipts(ids: set[int]) -> set[int]:
    """Those receipts that an import recorded, unless that import is undone."""
    if not ids:
        return set()
    rows = await Receipt.raw(
        "SELECT r.id AS id FROM receipt r WHERE r.key LIKE 'history:%'"
        f" AND r.id IN ({', '.join(str(int(each)) for each in sorted(ids))})"
        " AND NOT EXISTS (SELECT 1 FROM import_receipt m JOIN import_run n ON n.id = m.run"
        "  JOIN receipt x ON x.reverses = r.id"
        "  WHERE m.receipt_id = r.id AND n.state IN ('undoing', 'undone'))"
    )
    return {row["id"] for row in rows}


async def contracts_by_reference(references: Sequence[str]) -> dict[str, ContractView]:
    """The contracts that are there, by reference."""
    if not references:
        return {}
    rows = await Contract.select(Contract.id, Contract.reference).where(
        Contract.reference.is_in(list(references))
    )
    return {row["reference"]: await contracts.contract(row["id"]) for row in rows}
