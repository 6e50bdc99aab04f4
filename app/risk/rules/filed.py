"""Outcomes out of a file of history, in the columns that `import history` reads. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.errors import Refused
from app.imports.rules import Columns, HistoryLine, read_history, reason
from app.risk.rules.outcomes import Outcome

SEGMENT = "file"


@dataclass
class Filed:
    """What a file tells: its outcomes, how many lines were read, and those refused with why."""

    outcomes: list[Outcome] = field(default_factory=list)
    read: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def filed(lines: Iterable[tuple[int, Sequence[str]]], columns: Columns, on: date) -> Filed:
    """The outcomes of a file's lines (number, cells) as of a day. A line said twice counts once;
    credit notes and what was paid on the spot say nothing of how a client pays."""
    told, clients, seen = Filed(), dict[str, int](), set[str]()
    for number, cells in lines:
        told.read += 1
        try:
            line = read_history(columns.cells(cells), "", on)
        except Refused as refused:
            told.refused.append((number, reason(refused.findings, columns, "en")))
            continue
        if line.key in seen:
            continue
        seen.add(line.key)
        client = clients.setdefault(line.client.key, len(clients) + 1)
        outcome = _outcome(client, line)
        if outcome is not None:
            told.outcomes.append(outcome)
    return told


def _outcome(client: int, line: HistoryLine) -> Outcome | None:
    paid_on = line.paid_on if line.paid >= line.amount else None
    if line.amount < 0 or is_on_the_spot(line.issued_on, line.due_on, paid_on):
        return None
    return Outcome(client, SEGMENT, line.due_on, paid_on, line.issued_on, is_disputed=line.disputed)


def is_on_the_spot(issued_on: date, due_on: date, paid_on: date | None) -> bool:
    """Whether it was due and paid as it was sold."""
    return paid_on is not None and due_on <= issued_on and paid_on <= issued_on
