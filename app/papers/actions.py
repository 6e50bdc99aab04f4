"""A paper of a client added, or taken out of sight."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from app.adapters import files
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.papers import queries, rules
from app.papers.rules import Given, Kind
from app.papers.tables import ClientPaper


async def add(
    client_id: int, given: Given, content: bytes, *, on: date, at: datetime, by: str
) -> int:
    """Keep a paper; gives back its id. The same bytes for the same purpose again (a double click)
    are kept once. Refused: see `rules.check`."""
    rules.check(given, on)
    # Bytes first: a crash in between leaves a file that nothing names, never a name without a file.
    sha256 = await asyncio.to_thread(files.store, content)
    columns = asdict(given) | {"kind": given.kind.value, "sha256": sha256, "size": len(content)}
    async with transaction() as tx:
        row = ClientPaper(client=client_id, added_at=at, added_by=by, **columns)
        made = (
            await ClientPaper.insert(row).on_conflict(action="DO NOTHING").returning(ClientPaper.id)
        )
        if made:
            facts = {"filename": given.filename, "sha256": sha256}
            await _note(tx, "paper.added", client_id, given.kind, facts, at, by)
            return int(made[0]["id"])
    for same in await queries.papers_of(client_id):
        if (same.kind, same.sha256) == (given.kind, sha256):
            return same.id
    raise refuse("papers.gone", "This paper has been withdrawn meanwhile: add it again.")


async def withdraw(paper_id: int, *, at: datetime, by: str) -> None:
    """Show a paper nowhere any more; again changes nothing. What was handed over with it stays."""
    async with transaction() as tx:
        gone = (
            await ClientPaper.update({ClientPaper.withdrawn_at: at})
            .where(ClientPaper.id == paper_id, ClientPaper.withdrawn_at.is_null())
            .returning(ClientPaper.client, ClientPaper.filename, ClientPaper.kind)
        )
        for row in gone:
            facts = {"filename": row["filename"]}
            await _note(tx, "paper.withdrawn", row["client"], Kind(row["kind"]), facts, at, by)


async def _note(
    tx: Tx, act: str, client_id: int, kind: Kind, facts: Mapping[str, str], at: datetime, by: str
) -> None:
    await record(
        tx,
        act=act,
        subject_kind="client",
        subject_id=client_id,
        client_id=client_id,
        at=at,
        by=by,
        detail={"kind": [rules.LABELS[kind]], **facts},
    )
