"""The files that came in, and the saved layouts of tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.bank.rules import Layout, Outcome, layout, outcome
from app.bank.tables import BankFile, BankLayout
from app.core.errors import Finding, refuse
from app.imports.rules import kept


@dataclass(frozen=True)
class Wish:
    """What somebody answered about a file: unknown accounts are added, doubtful movements are
    "known" or "new"."""

    add: bool = False
    doubtful: str = ""


@dataclass(frozen=True)
class FileView:
    """One file: where it stands, what it would bring or brought, or why it was refused."""

    id: int
    filename: str
    sha256: str
    size: int
    format: str
    source: str
    state: str
    account: int | None
    layout: Layout | None
    wish: Wish
    summary: Outcome | None
    findings: tuple[Finding, ...]
    lines: int
    handled: int
    recorded_at: datetime
    recorded_by: str
    done_at: datetime | None

    @property
    def is_owed(self) -> bool:
        return self.state in ("reading", "running")


async def maybe_file(file_id: int) -> FileView | None:
    """One file, or None."""
    row = await BankFile.select().where(BankFile.id == file_id).first()
    return _view(row) if row else None


async def file(file_id: int) -> FileView:
    """One file; refused when there is none."""
    found = await maybe_file(file_id)
    if found is None:
        raise refuse("bank.unknown_file", "There is no bank file %(id)s.", id=file_id)
    return found


async def recent_files(limit: int) -> list[FileView]:
    """The last files, the last one first."""
    rows = await BankFile.select().order_by(BankFile.id, ascending=False).limit(limit)
    return [_view(row) for row in rows]


async def last_file(sha256: str, source: str) -> FileView | None:
    """The last file that came in this way with these bytes."""
    row = (
        await BankFile.select()
        .where(BankFile.sha256 == sha256, BankFile.source == source)
        .order_by(BankFile.id, ascending=False)
        .first()
    )
    return _view(row) if row else None


async def refused_files(source: str) -> list[int]:
    """The files that came in this way and were refused."""
    rows = await BankFile.select(BankFile.id).where(
        BankFile.source == source, BankFile.state == "refused"
    )
    return [row["id"] for row in rows]


async def count_waiting(source: str) -> int:
    """Files that came in this way, were looked through and wait for somebody's answer."""
    return int(
        await BankFile.count().where(BankFile.source == source, BankFile.state == "prepared")
    )


async def owed_file() -> FileView | None:
    """The oldest file that the worker has to look through or to take."""
    row = (
        await BankFile.select()
        .where(BankFile.state.is_in(["reading", "running"]))
        .order_by(BankFile.id)
        .first()
    )
    return _view(row) if row else None


async def saved_layouts(account_key: str | None = None) -> Mapping[str, Layout]:
    """The layouts of an account's tables, or of all, by the mark of their titles."""
    query = BankLayout.select(BankLayout.titles, BankLayout.layout).order_by(BankLayout.id)
    if account_key is not None:
        query = query.where(BankLayout.account.key == account_key)
    return {row["titles"]: layout(row["layout"]) for row in await query}


def _view(row: dict[str, Any]) -> FileView:
    return FileView(
        **row
        | {
            "layout": layout(row["layout"]) if row["layout"] else None,
            "wish": Wish(**json.loads(row["wish"])) if row["wish"] else Wish(),
            "summary": outcome(row["summary"]),
            "findings": tuple(kept(row["findings"])),
        }
    )
