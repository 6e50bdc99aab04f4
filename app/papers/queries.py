"""The papers of clients, and whether each is still on the disk."""

import asyncio
from collections.abc import Mapping
from typing import Any

from app.adapters import files
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.papers.rules import Kind, Paper
from app.papers.tables import ClientPaper

_COLUMNS = (
    "id, client, kind, dated, signer, concerns, filename, sha256, size FROM client_paper"
    " WHERE withdrawn_at IS NULL"
)


async def papers_of(client_id: int) -> tuple[Paper, ...]:
    """The papers of a client, the newest day first."""
    rows = await ClientPaper.raw(
        f"SELECT {_COLUMNS} AND client = {{}} ORDER BY dated DESC, id DESC", client_id
    )
    return tuple(_paper(row) for row in rows)


async def paper(paper_id: int) -> Paper | None:
    """One paper, unless it was withdrawn."""
    rows = await ClientPaper.raw(f"SELECT {_COLUMNS} AND id = {{}}", paper_id)
    return _paper(rows[0]) if rows else None


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(
        id=row["id"],
        client_id=row["client"],
        kind=Kind(row["kind"]),
        dated=row["dated"],
        signer=row["signer"],
        concerns=row["concerns"],
        filename=row["filename"],
        sha256=row["sha256"],
        size=row["size"],
    )


async def papers_kept() -> list[Finding]:
    """Every paper that is shown is on the disk, unchanged."""
    rows = await ClientPaper.raw(
        "SELECT p.id AS paper, p.client AS client, p.filename AS filename, p.sha256 AS sha256"
        " FROM client_paper p WHERE p.withdrawn_at IS NULL ORDER BY p.id"
    )
    lost = [row for row in rows if await asyncio.to_thread(files.fault_of, row["sha256"])]
    return located(N_("%(filename)s, a paper of client %(client)s, is missing or altered"), lost)


CHECKS: list[IntegrityCheck] = [("papers of clients kept", papers_kept)]
