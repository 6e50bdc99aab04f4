"""Tables of banks, CSV and XLSX: laid out by hand, as saved, or as guessed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.adapters.bank_files import Account, account_of
from app.adapters.spreadsheet_files import Sheet, open_sheet
from app.bank.rules import (
    Ending,
    Layout,
    Looking,
    Movement,
    Rows,
    check_layout,
    follows,
    suggested,
    titles_at,
    titles_mark,
)
from app.core.errors import Finding, Refused, refuse
from app.imports.rules import named

_FAULTS = 50


@dataclass(frozen=True)
class Tables:
    """How tables are read: as `chosen` by hand, else as saved for their account under the mark of
    their titles, else as guessed."""

    chosen: Layout | None = None
    saved: Mapping[str, Layout] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table and how it is read; `is_guess` as long as nobody has agreed to it."""

    sheet: Sheet
    layout: Layout
    is_guess: bool
    rows: Rows

    @property
    def format(self) -> str:
        return "xlsx" if self.sheet.encoding == "xlsx" else "csv"

    def movements(self) -> Iterator[Movement]:
        """Its movements. Refused: columns that cannot be; after the last line, every line that
        could not be read (the first fifty faults)."""
        check_layout(self.layout, self.sheet.width)
        faults: list[Finding] = []
        ending = Ending(self.layout, len(self.sheet.header) or None)
        for line in self.sheet.lines():
            try:
                movement = self.rows.read(line.number, line.cells)
            except Refused as refused:
                faults += refused.findings
                if len(faults) >= _FAULTS:
                    break
            else:
                if movement is not None:
                    ending.see(line.number, line.cells)
                    yield movement
        if faults:
            raise Refused(faults[:_FAULTS])
        if self.sheet.text.stops_open:
            ending.check()

    def account(self) -> Account:
        """The account that the lines name, once they have been read; refused when it is not one."""
        accounts = sorted(self.rows.accounts)
        if len(accounts) > 1:
            raise refuse(
                "bank.several_accounts",
                "This table is of several accounts (%(accounts)s): import them one by one.",
                accounts=accounts[:5],
            )
        return account_of(iban=accounts[0]) if accounts else Account()


def open_table(path: Path, name: str, tables: Tables) -> Table:
    """Look a table through. Refused: it is none, or its chosen sheet is not there."""
    chosen = tables.chosen
    sheet = open_sheet(path, name, chosen.sheet if chosen else "")
    if chosen is not None:
        return _table(sheet.headed(chosen.titles), chosen, is_guess=False)
    titles = titles_at([line.cells for line in sheet.top])
    sheet = sheet.headed(titles)
    saved = tables.saved.get(titles_mark(sheet.header)) if sheet.header else None
    if saved is not None:
        return _table(sheet, replace(saved, sheet=sheet.name, titles=titles), is_guess=False)
    return _table(sheet, _guess(sheet, titles), is_guess=True)


def guessed(sheet: Sheet, titles: int | None) -> Layout:
    """The layout that a table suggests, its titles standing in one of its first lines."""
    return _guess(sheet.headed(titles), titles)


def _table(sheet: Sheet, layout: Layout, is_guess: bool) -> Table:
    return Table(sheet, layout, is_guess, Rows(layout))


def _guess(sheet: Sheet, titles: int | None) -> Layout:
    places = suggested(sheet.header)
    looking = Looking(places)
    for line in sheet.lines():
        looking.see(line.cells)
    found = looking.finished(
        Layout(sheet.name, titles, places, header=named(sheet.header, sheet.width))
    )
    return found if _balance_follows(sheet, found) else _without_balance(found)


def _balance_follows(sheet: Sheet, layout: Layout) -> bool:
    """Whether the column of balances is that of balances after each line."""
    if "balance" not in layout.places or layout.decimal == "":
        return True
    shown: list[tuple[int, int]] = []
    for line in sheet.lines():
        rows = Rows(layout)
        try:
            movement = rows.read(line.number, line.cells)
        except Refused:
            continue
        if movement is not None and rows.closing_cents is not None:
            shown.append((movement.amount_cents, rows.closing_cents))
    return follows(shown)


def _without_balance(layout: Layout) -> Layout:
    places = {name: at for name, at in layout.places.items() if name != "balance"}
    return replace(layout, places=places)
