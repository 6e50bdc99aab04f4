"""An import undone as a whole: begun by a person when nothing was built on it, done by the worker
in batches. A row on which something is built in between stays, and is counted as kept."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from app.adapters.database import Tx, transaction
from app.catalogue import actions as catalogue
from app.clients import actions as clients
from app.clock import ZONE
from app.contracts import actions as contracts
from app.contracts.rules import Typed, kept_quantities
from app.core.errors import Refused, finding, refuse
from app.imports import queries
from app.imports.actions.running import note
from app.imports.queries import Obstacle, RunView
from app.imports.rules import Kind
from app.imports.tables import ImportAmount, ImportRun
from app.invoices import actions as invoices
from app.payments import actions as payments

Also = Callable[[int], Awaitable[Sequence[Obstacle]]]

_SHOWN = 5
_BATCH = 200
_PARTS = 100
_RECEIPTS = (
    "SELECT m.receipt_id AS id FROM import_receipt m WHERE m.run = {} AND m.receipt_id > {}"
    " AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.reverses = m.receipt_id)"
    " ORDER BY m.receipt_id LIMIT {}"
)
_DOCUMENTS = (
    "SELECT id FROM invoice WHERE import_id = {} AND id > {} AND origin = 'opening'"
    " AND withdrawn_at IS NULL ORDER BY id LIMIT {}"
)
_CONTRACTS = "SELECT id FROM contract WHERE import_id = {} AND id > {} ORDER BY id LIMIT {}"
_AMOUNTS = "SELECT id FROM import_amount WHERE run = {} AND id > {} ORDER BY id LIMIT {}"
# Those that something else uses stay: they are clients now, whoever brought them.
_CLIENTS = (
    "SELECT c.id AS id FROM client c WHERE c.import_id = {} AND c.id > {}"
    " AND c.archived_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.client = c.id AND i.withdrawn_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.client = c.id)"
    " AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.client = c.id AND NOT EXISTS"
    "  (SELECT 1 FROM import_receipt m WHERE m.receipt_id = COALESCE(r.reverses, r.id)))"
    " ORDER BY c.id LIMIT {}"
)
_PRODUCTS = (
    "SELECT p.id AS id FROM product p WHERE p.import_id = {} AND p.id > {}"
    " AND p.archived_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM invoice_line l WHERE l.product = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM quote_line q WHERE q.product = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM stock_movement m WHERE m.product = p.id"
    "  AND m.source NOT LIKE 'import:%')"
    " ORDER BY p.id LIMIT {}"
)
_LEFT = {
    Kind.HISTORY: ("documents", "receipts"),
    Kind.CONTRACTS: ("contracts",),
    Kind.CLIENTS: ("clients",),
    Kind.AMOUNTS: ("amounts",),
    Kind.PRODUCTS: ("products",),
}


async def begin_undo(run_id: int, *, at: datetime, by: str, also: Also) -> None:
    """Hand an undoing over to the worker; again changes nothing. `also` finds what higher
    capabilities have built on it. Refused: something was, by name; it has not ended."""
    async with transaction() as tx:
        run = await _held(run_id)
        if run.state in ("undoing", "undone"):
            return
        if not run.may_be_undone:
            raise refuse("imports.nothing_to_undo", "This import has brought nothing to undo.")
        obstacles = [*await queries.built_on(run_id, run.kind), *await also(run_id)]
        if obstacles:
            raise built(obstacles)
        await ImportRun.update(
            {ImportRun.state: "undoing", ImportRun.undone_at: at, ImportRun.undone_by: by}
        ).where(ImportRun.id == run_id)
        await note(tx, "import.undo_begun", run_id, at, by, {"filename": run.filename})


def built(obstacles: Sequence[Obstacle]) -> Refused:
    """The refusal that names what was built on an import."""
    names = [f"{each.name} ({each.client})" for each in obstacles[:_SHOWN]]
    if len(obstacles) == 1:
        return refuse(
            "imports.built_on",
            "One row of this import is in use by now, so that it cannot be undone: %(names)s. "
            "Undo what was done with it first.",
            names=names,
        )
    return Refused(
        [
            finding(
                "imports.built_on",
                "%(count)s rows of this import are in use by now, so that it cannot be undone: "
                "%(names)s. Undo what was done with them first.",
                count=len(obstacles),
                names=names,
            )
        ]
    )


async def undo_part(run_id: int, *, at: datetime) -> None:
    """Go on with an undoing, a few batches; the last of them says that it is done."""
    after = {"receipts": 0, "documents": 0, "contracts": 0, "clients": 0, "amounts": 0}
    after["products"] = 0
    for _ in range(_PARTS):
        if await _undo_batch(run_id, after, at):
            return


async def _undo_batch(run_id: int, after: dict[str, int], at: datetime) -> bool:
    """One batch of what is left; whether nothing is left."""
    async with transaction() as tx:
        run = await _held(run_id)
        if run.state != "undoing":
            return True
        for what, query, step in (
            ("receipts", _RECEIPTS, _undo_receipts),
            ("documents", _DOCUMENTS, _withdraw),
            ("amounts", _AMOUNTS, _take_back),
            ("contracts", _CONTRACTS, _delete_contracts),
            ("clients", _CLIENTS, _archive),
            ("products", _PRODUCTS, _take_products_back),
        ):
            rows = await ImportRun.raw(query, run_id, after[what], _BATCH)
            if rows:
                after[what] = rows[-1]["id"]
                await step(tx, [row["id"] for row in rows], at, run.undone_by)
                return False
        await _end(tx, run, at)
        return True


async def _undo_receipts(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    for receipt_id in ids:
        await payments.undo_in(tx, receipt_id, on=at.astimezone(ZONE).date(), at=at, by=by)


async def _withdraw(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    await invoices.withdraw_openings(tx, ids, at=at, by=by)


async def _delete_contracts(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    for contract_id in ids:
        try:
            async with tx.savepoint():
                await contracts.delete_in(tx, contract_id, at=at, by=by)
        except Refused:
            # Billed since the undoing began: it stays, and is counted at the end.
            continue


async def _take_back(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    """Entries wait for their amount again; one billed or changed since stays, and is counted."""
    for row in await ImportAmount.select().where(ImportAmount.id.is_in(list(ids))):
        typed = Typed(row["net"], kept_quantities(row["quantities"]))
        if await contracts.take_back_in(tx, row["entry_id"], typed, at=at, by=by):
            await ImportAmount.delete().where(ImportAmount.id == row["id"])


async def _archive(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    await clients.take_back_in(tx, ids, at=at, by=by)


async def _take_products_back(tx: Tx, ids: Sequence[int], at: datetime, by: str) -> None:
    on = at.astimezone(ZONE).date()
    await catalogue.take_back_in(tx, ids, source="import-undone", on=on, at=at, by=by)


async def _end(tx: Tx, run: RunView, at: datetime) -> None:
    left = await queries.number_of(run.id)
    kept = sum(left[name] for name in _LEFT[run.kind])
    more = dict(run.more) | ({"kept": kept} if kept else {})
    await ImportRun.update(
        {ImportRun.state: "undone", ImportRun.undone_at: at, ImportRun.more: json.dumps(more)}
    ).where(ImportRun.id == run.id)
    await note(tx, "import.undone", run.id, at, run.undone_by, {"filename": run.filename})


async def _held(run_id: int) -> RunView:
    """The import, held until the transaction ends."""
    await ImportRun.update({ImportRun.handled: ImportRun.handled}).where(ImportRun.id == run_id)
    return await queries.run(run_id)
