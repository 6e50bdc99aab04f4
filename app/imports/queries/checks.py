"""Integrity of imports: lines add up, files are there, what was undone is gone."""

from app.adapters.files import fault_of
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.imports.tables import ImportRun


async def lines_add_up() -> list[Finding]:
    """Each line read was added, unchanged or refused, and each refused line is kept."""
    rows = await ImportRun.raw(
        "SELECT r.id AS run, r.read AS read, r.added + r.unchanged + r.refused AS told,"
        " r.refused AS refused, COALESCE(x.kept, 0) AS kept FROM import_run r"
        " LEFT JOIN (SELECT run, COUNT(*) AS kept FROM import_refusal GROUP BY run) x"
        " ON x.run = r.id WHERE r.lines > 0 AND (r.read <> r.added + r.unchanged + r.refused"
        " OR r.refused <> COALESCE(x.kept, 0)) ORDER BY r.id"
    )
    message = N_(
        "import %(run)s: %(read)s lines read, %(told)s told,"
        " %(refused)s refused of which %(kept)s are kept"
    )
    return located(message, rows)


async def files_are_there() -> list[Finding]:
    """The file of every import that is not finished can be read."""
    rows = await ImportRun.select(
        ImportRun.id.as_alias("run"), ImportRun.filename, ImportRun.sha256
    ).where(ImportRun.state.is_in(["prepared", "running"]))
    faulty = [row for row in rows if fault_of(row["sha256"])]
    return located(N_("import %(run)s: its file %(filename)s is missing or altered"), faulty)


async def documents_have_their_import() -> list[Finding]:
    """A document that was withdrawn is of an import that is being undone, or was."""
    rows = await ImportRun.raw(
        "SELECT i.id AS invoice, i.number AS number FROM invoice i"
        " LEFT JOIN import_run r ON r.id = i.import_id"
        " WHERE i.withdrawn_at IS NOT NULL"
        " AND (r.id IS NULL OR r.state NOT IN ('undoing', 'undone')) ORDER BY i.id"
    )
    return located(N_("%(number)s (invoice %(invoice)s) is withdrawn by no undoing"), rows)


async def rows_have_their_import() -> list[Finding]:
    """Documents, clients and contracts said to come from an import that is not there."""
    rows = await ImportRun.raw(
        "SELECT 'invoice' AS kind, i.id AS id, i.import_id AS run FROM invoice i"
        " LEFT JOIN import_run r ON r.id = i.import_id"
        " WHERE i.import_id IS NOT NULL AND r.id IS NULL UNION ALL"
        " SELECT 'client', c.id, c.import_id FROM client c LEFT JOIN import_run r"
        " ON r.id = c.import_id WHERE c.import_id IS NOT NULL AND r.id IS NULL UNION ALL"
        " SELECT 'contract', k.id, k.import_id FROM contract k LEFT JOIN import_run r"
        " ON r.id = k.import_id WHERE k.import_id IS NOT NULL AND r.id IS NULL UNION ALL"
        " SELECT 'product', p.id, p.import_id FROM product p LEFT JOIN import_run r"
        " ON r.id = p.import_id WHERE p.import_id IS NOT NULL AND r.id IS NULL ORDER BY 1, 2"
    )
    return located(N_("%(kind)s %(id)s: import %(run)s, which brought it in, is not there"), rows)


CHECKS: list[IntegrityCheck] = [
    ("import lines", lines_add_up),
    ("import files", files_are_there),
    ("withdrawn documents", documents_have_their_import),
    ("imports are there", rows_have_their_import),
]
