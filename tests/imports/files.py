"""What an import said, as tests compare it."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from app.imports.rules import Report
from tests.cast import at

NOW = at("2026-11-21")
Read = Callable[..., Awaitable[Report]]
Write = Callable[..., Path]


def counts(report: Report) -> tuple[int, int, int, int]:
    """Lines read, added, unchanged, refused."""
    done = report.tally
    return done.read, done.added, done.unchanged, len(done.refused)


def reasons(report: Report) -> list[tuple[int, Sequence[str]]]:
    """The refused lines with the codes of their faults."""
    return [(each.line, [fault.code for fault in each.findings]) for each in report.tally.refused]
