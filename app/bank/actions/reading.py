"""A file read to its end before anything of it is used: its statements, judged, and its movements
on the disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.adapters.bank_files import (
    Account,
    BankFile,
    Begin,
    Beside,
    End,
    Entry,
    Format,
    opened,
    within,
)
from app.bank.actions.sheets import Table, Tables, open_table
from app.bank.actions.spool import Spool
from app.bank.rules import Movement, ReadStatement, check_sum, movement_of
from app.core.errors import Refused, refuse

Told = Callable[[int], None]
_EVERY = 1_000


def _silent(count: int) -> None:
    return None


@dataclass
class _Under:
    """A statement while it is read."""

    account: Account
    format: str
    member: str
    place: int
    start: int
    number: str = ""
    lines: int = 0
    total: int = 0
    first: date | None = None
    last: date | None = None
    said: Any = field(default_factory=sha256)

    def add(self, movement: Movement, said: str) -> None:
        day = movement.booked_on
        self.lines += 1
        self.total += movement.amount_cents
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)
        self.said.update(said.encode())

    def finished(self, end: End) -> ReadStatement:
        return ReadStatement(
            account=self.account.key,
            iban=self.account.iban,
            format=self.format,
            member=self.member,
            place=self.place,
            number=self.number,
            start=self.start,
            lines=self.lines,
            total_cents=self.total,
            first_on=self.first,
            last_on=self.last,
            opening_cents=end.opening_cents,
            opening_on=end.opening_on,
            closing_cents=end.closing_cents,
            closing_on=end.closing_on,
            pending=end.pending,
            said=self.said.hexdigest(),
        )


class Reading:
    """What a file says. To be left (`with`) when it has been used: its spool goes then."""

    def __init__(self, tables: Tables, told: Told = _silent) -> None:
        self.spool = Spool()
        self.statements: list[ReadStatement] = []
        self.tables: list[Table] = []
        self.passed_over = self.left_out = 0
        self.lines = 0
        self._how, self._told = tables, told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.spool.__exit__(kind, error, trace)

    @property
    def format(self) -> str:
        """How the statements were written: "camt053"…, "mixed" in an archive of several kinds."""
        formats = {each.format for each in self.statements}
        return formats.pop() if len(formats) == 1 else "mixed"

    def read(self, path: Path, name: str) -> Self:
        """Read the file, or those of an archive. Refused as a whole, with the line, the file of the
        archive and the reason: what cannot be read, a statement that does not add up."""
        with opened(path, name) as files:
            for file in files:
                try:
                    self._read(file)
                except Refused as refused:
                    raise (within(file.name, refused) if file.path != path else refused) from None
        self._told(self.lines)
        return self

    def _read(self, file: BankFile) -> None:
        if file.format is Format.TABLE:
            table = open_table(file.path, file.name, self._how)
            self._check_alike(table)
            self.tables.append(table)
            self._read_table(table, file.name)
            return
        here: _Under | None = None
        for event in file.events():
            if isinstance(event, Begin):
                here = _Under(
                    event.account, event.kind, file.name, event.place, self.spool.end, event.number
                )
            elif isinstance(event, Beside):
                self.left_out += 1
            elif here is None:
                raise ValueError("a statement begins before it has entries")
            elif isinstance(event, Entry):
                self._add(here, movement_of(_said(event)))
            else:
                self._end(here.finished(event))

    def _check_alike(self, table: Table) -> None:
        """The tables of an archive are read by one choice of columns."""
        if self.tables and tuple(table.sheet.header) != tuple(self.tables[0].sheet.header):
            raise refuse(
                "bank.tables_differ",
                "The tables of this archive have different titles: import them one by one.",
            )

    def _read_table(self, table: Table, name: str) -> None:
        here = _Under(Account(), table.format, name, table.sheet.top[0].number, self.spool.end)
        for movement in table.movements():
            self._add(here, movement)
        if not here.lines:
            raise refuse("bank.no_lines", "There is no movement in this table.")
        here.account = table.account()
        opening, closing = table.rows.balances()
        self.passed_over += table.rows.passed_over
        last = None if closing is None else here.last
        self._end(here.finished(End(opening, None, closing, last)))

    def _add(self, here: _Under, movement: Movement) -> None:
        here.add(movement, self.spool.add(movement))
        self.lines += 1
        if self.lines % _EVERY == 0:
            self._told(self.lines)

    def _end(self, statement: ReadStatement) -> None:
        check_sum(statement)
        self.statements.append(statement)


def _said(entry: Entry) -> Mapping[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
