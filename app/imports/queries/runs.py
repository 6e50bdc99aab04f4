"""Imports as they are kept, and the lines that each of them refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.query.functions.aggregate import Count

from app.core.errors import Finding, refuse
from app.imports.rules import Columns, Kind, Layout, is_note, kept, layout
from app.imports.tables import ImportRefusal, ImportRun


@dataclass(frozen=True)
class RunView:
    """One import: where it stands, and what it has done so far."""

    id: int
    kind: Kind
    filename: str
    sha256: str
    state: str
    layout: Layout
    lines: int
    handled: int
    read: int
    added: int
    unchanged: int
    refused: int
    more: Mapping[str, int]
    day: date | None
    error: tuple[Finding, ...]
    recorded_at: datetime
    recorded_by: str
    done_at: datetime | None
    undone_at: datetime | None
    undone_by: str

    @property
    def is_owed(self) -> bool:
        return self.state in ("running", "undoing")

    @property
    def may_be_undone(self) -> bool:
        """Whether it has ended, or was cut off, and brought something."""
        return self.state in ("done", "failed", "direct") and self.added > 0


@dataclass(frozen=True)
class RefusedView:
    """A line that was refused, as it was, and why."""

    line: int
    cells: tuple[str, ...]
    findings: tuple[Finding, ...]


async def run(run_id: int) -> RunView:
    """One import; refused when there is none."""
    found = await maybe_run(run_id)
    if found is None:
        raise refuse("imports.unknown", "There is no import %(id)s.", id=run_id)
    return found


async def maybe_run(run_id: int) -> RunView | None:
    """One import, or None."""
    row = await ImportRun.select().where(ImportRun.id == run_id).first()
    return _view(row) if row else None


def columns_of(run: RunView) -> Columns:
    """The columns of an import that has begun, as they were chosen."""
    titles = tuple(run.layout.header)
    notes = [at for at, title in enumerate(titles) if at not in run.layout.places.values()]
    return Columns(
        titles, run.layout.places, tuple(at for at in notes if is_note(run.kind, titles[at]))
    )


async def owed_run() -> RunView | None:
    """The oldest import that the worker has to go on with."""
    row = (
        await ImportRun.select()
        .where(ImportRun.state.is_in(["running", "undoing"]))
        .order_by(ImportRun.id)
        .first()
    )
    return _view(row) if row else None


async def runs(page: int, size: int) -> tuple[list[RunView], int]:
    """One page of the imports, the last one first, and how many there are."""
    [counted] = await ImportRun.select(Count())
    rows = (
        await ImportRun.select()
        .order_by(ImportRun.id, ascending=False)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [_view(row) for row in rows], int(counted["count"])


async def refusals(run_id: int, limit: int | None = None) -> list[RefusedView]:
    """The refused lines of an import, in their order."""
    query = ImportRefusal.select().where(ImportRefusal.run == run_id).order_by(ImportRefusal.line)
    rows = await (query if limit is None else query.limit(limit))
    return [
        RefusedView(row["line"], tuple(json.loads(row["cells"])), tuple(kept(row["findings"])))
        for row in rows
    ]


def _view(row: dict[str, Any]) -> RunView:
    return RunView(
        **row
        | {
            "kind": Kind(row["kind"]),
            "layout": layout(row["layout"]),
            "more": json.loads(row["more"] or "{}"),
            "error": tuple(kept(row["error"])),
        }
    )
