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


def progress(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """Hand the items on; draw a bar on stderr meanwhile, when it is a terminal."""
    if not sys.stderr.isatty() or total <= 0:
        yield from items
        return
    drawn = 0.0
    for done, item in enumerate(items, start=1):
        yield item
        if done >= total or time.monotonic() - drawn > 0.1:
            drawn = time.monotonic()
            bar = "#" * min(30, 30 * done // total)
            print(f"\r{label} [{bar:<30}] {done}/{total}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


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
