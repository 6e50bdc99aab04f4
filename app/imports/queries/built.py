"""What an import has brought that is still there, and what has been built on it since."""

from dataclasses import dataclass

from app.imports.rules import Kind
from app.imports.tables import ImportRun

# Money that is on a document and was not recorded by the same import; a credit note put on it or
# put elsewhere, even if it was taken off again: a past day would then no longer be the same.
_ALLOCATED = (
    "SELECT DISTINCT i.id AS id, i.number AS name, c.name AS client FROM allocation a"
    " JOIN instalment s ON s.id = a.instalment"
    " JOIN invoice i ON (i.id = s.invoice AND a.source_kind <> 'opening')"
    "  OR (a.source_kind = 'credit_note' AND i.id = a.source_id)"
    " JOIN client c ON c.id = i.client"
    " WHERE i.import_id = {} AND i.origin = 'opening' AND i.withdrawn_at IS NULL"
    " AND a.reverses IS NULL AND (a.source_kind <> 'receipt' OR ("
    "  NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id)"
    "  AND NOT EXISTS (SELECT 1 FROM import_receipt m"
    "   WHERE m.run = i.import_id AND m.receipt_id = a.source_id)))"
)
# A receipt of this import that has been moved, in part or in whole, to another document.
_MOVED = (
    "SELECT DISTINCT r.id AS id, r.reference AS name, c.name AS client FROM import_receipt m"
    " JOIN receipt r ON r.id = m.receipt_id JOIN client c ON c.id = r.client"
    " JOIN allocation a ON a.source_kind = 'receipt' AND a.source_id = r.id"
    " JOIN instalment s ON s.id = a.instalment JOIN invoice i ON i.id = s.invoice"
    " WHERE m.run = {} AND a.reverses IS NULL AND i.number <> r.reference"
    " AND NOT EXISTS (SELECT 1 FROM allocation x WHERE x.reverses = a.id)"
)
_BILLED = (
    "SELECT DISTINCT k.id AS id, k.reference AS name, c.name AS client FROM contract k"
    " JOIN client c ON c.id = k.client JOIN schedule_entry e ON e.contract = k.id"
    " WHERE k.import_id = {} AND e.state = 'billed'"
)
_CHANGED = (
    "SELECT DISTINCT k.id AS id, k.reference AS name, c.name AS client FROM contract k"
    " JOIN client c ON c.id = k.client JOIN audit_entry a ON a.subject_kind = 'contract'"
    " AND a.subject_id = k.id AND a.act <> 'contract.created' WHERE k.import_id = {}"
)
_TYPED = (
    "SELECT e.id AS id, k.reference AS name, c.name AS client FROM import_amount m"
    " JOIN schedule_entry e ON e.id = m.entry_id JOIN contract k ON k.id = e.contract"
    " JOIN client c ON c.id = k.client WHERE m.run = {} AND e.state = 'billed'"
)
_USED = (
    "SELECT c.id AS id, c.name AS name, c.name AS client FROM client c"
    " WHERE c.import_id = {} AND c.archived_at IS NULL AND ("
    " EXISTS (SELECT 1 FROM invoice i WHERE i.client = c.id AND i.withdrawn_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM contract k WHERE k.client = c.id)"
    " OR EXISTS (SELECT 1 FROM receipt r WHERE r.client = c.id)"
    " OR EXISTS (SELECT 1 FROM message m WHERE m.client_id = c.id))"
)
_SOLD = (
    "SELECT p.id AS id, p.name AS name, p.name AS client FROM product p"
    " WHERE p.import_id = {} AND p.archived_at IS NULL AND ("
    " EXISTS (SELECT 1 FROM invoice_line l WHERE l.product = p.id)"
    " OR EXISTS (SELECT 1 FROM quote_line q WHERE q.product = p.id)"
    " OR EXISTS (SELECT 1 FROM stock_movement m WHERE m.product = p.id"
    "  AND m.source NOT LIKE 'import:%'))"
)
_OBSTACLES = {
    Kind.HISTORY: (("allocated", _ALLOCATED), ("moved", _MOVED)),
    Kind.CONTRACTS: (("billed", _BILLED), ("changed", _CHANGED)),
    Kind.CLIENTS: (("used", _USED),),
    Kind.AMOUNTS: (("billed", _TYPED),),
    Kind.PRODUCTS: (("sold", _SOLD),),
}
_COUNTS = {
    "documents": "SELECT COUNT(*) AS n FROM invoice WHERE import_id = {}"
    " AND origin = 'opening' AND withdrawn_at IS NULL",
    "receipts": "SELECT COUNT(*) AS n FROM import_receipt m WHERE m.run = {}"
    " AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.reverses = m.receipt_id)",
    "amounts": "SELECT COUNT(*) AS n FROM import_amount WHERE run = {}",
    "contracts": "SELECT COUNT(*) AS n FROM contract WHERE import_id = {}",
    "products": "SELECT COUNT(*) AS n FROM product WHERE import_id = {} AND archived_at IS NULL",
    "clients": "SELECT COUNT(*) AS n FROM client WHERE import_id = {} AND archived_at IS NULL",
}


@dataclass(frozen=True)
class Obstacle:
    """Something that was built on what an import brought: `why` is a word for it, `name` the
    number of the document, the reference of the contract or the client."""

    why: str
    id: int
    name: str
    client: str


async def built_on(run_id: int, kind: Kind) -> list[Obstacle]:
    """Everything that forbids that this import be undone."""
    found = []
    for why, query in _OBSTACLES[kind]:
        rows = await ImportRun.raw(f"{query} ORDER BY 1", run_id)
        found += [Obstacle(why, row["id"], row["name"], row["client"]) for row in rows]
    return found


async def number_of(run_id: int) -> dict[str, int]:
    """How many documents, receipts, contracts and clients of an import are there."""
    return {
        name: int((await ImportRun.raw(query, run_id))[0]["n"]) for name, query in _COUNTS.items()
    }
