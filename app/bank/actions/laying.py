"""The columns of a table: seen with its first movements, and chosen by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.adapters import files
from app.adapters.bank_files import Format, opened
from app.adapters.spreadsheet_files import Sheet, open_sheet
from app.bank import queries
from app.bank.actions.files import choose
from app.bank.actions.sheets import Tables, guessed, open_table
from app.bank.queries import FileView
from app.bank.rules import Layout, Movement
from app.core.errors import Refused

SAMPLES = 5


@dataclass(frozen=True)
class Peek:
    """A table before it is taken: its sheets, its first lines, how it is laid out, and the first
    movements that this gives."""

    sheet: Sheet
    layout: Layout
    movements: tuple[Movement, ...]


@dataclass(frozen=True)
class Chosen:
    """What somebody chose of a table; `titles` None: it has none."""

    sheet: str
    titles: int | None
    places: Mapping[str, int]
    decimal: str
    days: str


async def peek(view: FileView) -> Peek | None:
    """The first table of a file; None when there is none, or it cannot be read."""
    try:
        return await asyncio.to_thread(_peek, files.locate(view.sha256), view)
    except (Refused, files.FileFault):
        return None


def _peek(path: Path, view: FileView) -> Peek | None:
    with opened(path, view.filename) as found:
        for file in found:
            if file.format is not Format.TABLE:
                continue
            table = open_table(file.path, file.name, Tables(chosen=view.layout))
            try:
                first = tuple(islice(table.movements(), SAMPLES))
            except Refused:
                first = ()
            return Peek(table.sheet, table.layout, first)
    return None


async def lay_out(file_id: int, account: int | None, chosen: Chosen | None) -> None:
    """Keep the account and the columns that somebody chose; what they give is owed to be looked at.
    Another sheet, or another line of titles, is guessed anew. Refused once it is taken."""
    view = await queries.file(file_id)
    layout = None
    if chosen is not None and view.layout is not None:
        same = (chosen.sheet, chosen.titles) == (view.layout.sheet, view.layout.titles)
        layout = (
            replace(view.layout, places=chosen.places, decimal=chosen.decimal, days=chosen.days)
            if same
            else await asyncio.to_thread(_guessed, files.locate(view.sha256), view, chosen)
        )
    await choose(file_id, account, layout)


def _guessed(path: Path, view: FileView, chosen: Chosen) -> Layout | None:
    with opened(path, view.filename) as found:
        for file in found:
            if file.format is Format.TABLE:
                sheet = open_sheet(file.path, file.name, chosen.sheet)
                titles = chosen.titles
                if titles is not None and titles >= len(sheet.top):
                    titles = 0
                return guessed(sheet, titles)
    return view.layout
