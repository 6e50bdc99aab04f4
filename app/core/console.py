"""What the command line prints: JSON, a table, a progress bar. Standard library only."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

Item = TypeVar("Item")
# What a capability's `commands.register` is given.
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def json_out(value: Any) -> None:
    """Print a value as JSON on stdout: dataclasses as objects, dates ISO, enums by their value."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def table_out(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print aligned columns on stdout; whole numbers to the right, `None` as an empty cell."""
    given = [list(row) for row in rows]
    body = [["" if cell is None else str(cell) for cell in row] for row in given]
    widths = [max(map(len, column)) for column in zip(headings, *body, strict=True)]
    right = [
        bool(given) and all(isinstance(row[at], int) or row[at] is None for row in given)
        for at in range(len(headings))
    ]
    for line in [list(headings), ["-" * width for width in widths], *body]:
        cells = zip(line, widths, right, strict=True)
        print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in cells).rstrip())


def acts_of(verbs: Verbs, verb: str) -> Verbs:
    """The acts below a verb that a lower capability has added: "export"."""
    for action in verbs.choices[verb]._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action
    raise LookupError(f"{verb} has no acts")


class Progress:
    """A bar on stderr, drawn when it is a terminal; `show` says how many are done."""

    def __init__(self, total: int, label: str) -> None:
        self._total, self._label = total, label
        self._is_shown = sys.stderr.isatty() and total > 0
        self._drawn = 0.0

    def show(self, done: int) -> None:
        """So many are done: drawn again, ten times a second at most."""
        if self._is_shown and (done >= self._total or time.monotonic() - self._drawn > 0.1):
            self._drawn = time.monotonic()
            bar = "#" * min(30, 30 * done // self._total)
            text = f"\r{self._label} [{bar:<30}] {done}/{self._total}"
            print(text, end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the bar's line."""
        if self._is_shown:
            print(file=sys.stderr)


def progress(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """Hand the items on; draw a bar on stderr meanwhile, when it is a terminal."""
    bar = Progress(total, label)
    for done, item in enumerate(items, start=1):
        yield item
        bar.show(done)
    bar.end()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")
