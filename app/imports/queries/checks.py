"""Integrity of imports: lines add up, files are there, what was undone is gone."""

from collections.abc import Awaitable, Callable

from app.adapters.files import fault_of
from app.imports.tables import ImportRun


async def lines_add_up() -> list[str]:
    """Each line read was added, unchanged or refused, and each refused line is kept."""
    rows = await ImportRun.raw(
        "SELECT r.id AS id, r.read AS read, r.added + r.unchanged + r.refused AS told,"
        " r.refused AS refused, r.lines AS lines,"
        " (SELECT COUNT(*) FROM import_refusal x WHERE x.run = r.id) AS kept"
        " FROM import_run r WHERE r.lines > 0 ORDER BY r.id"
    )
    return [
        f"import {row['id']}: {row['read']} lines read, {row['told']} told,"
        f" {row['refused']} refused of which {row['kept']} are kept"
        for row in rows
        if row["read"] != row["told"] or row["refused"] != row["kept"]
    ]


async def files_are_there() -> list[str]:
    """The file of every import that is not finished can be read."""
    rows = await ImportRun.select(ImportRun.id, ImportRun.sha256).where(
        ImportRun.state.is_in(["prepared", "running"])
    )
    faults = [(row["id"], fault_of(row["sha256"])) for row in rows]
    return [f"import {key}: its file is {fault}" for key, fault in faults if fault]


async def documents_have_their_import() -> list[str]:
    """A document that was withdrawn is of an import that is being undone, or was."""
    rows = await ImportRun.raw(
        "SELECT i.id AS id, i.number AS number FROM invoice i"
        " LEFT JOIN import_run r ON r.id = i.import_id"
        " WHERE i.withdrawn_at IS NOT NULL"
        " AND (r.id IS NULL OR r.state NOT IN ('undoing', 'undone')) ORDER BY i.id"
    )
    return [f"{row['number']} (invoice {row['id']}) is withdrawn by no undoing" for row in rows]


CHECKS: list[tuple[str, Callable[[], Awaitable[list[str]]]]] = [
    ("import lines", lines_add_up),
    ("import files", files_are_there),
    ("withdrawn documents", documents_have_their_import),
]
