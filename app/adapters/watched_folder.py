"""A folder that somebody fills: files in it are taken once they are whole, and set aside.

Nobody says when a copy is finished: a file counts as whole when nothing has touched it for a minute
and its name is not one that programs give to unfinished ones. What was taken goes to `lus`, what
was refused then to `refuses`, both within the folder, under its number and its name.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TAKEN, REFUSED = "lus", "refuses"
QUIET = 60.0
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download", "~")


@dataclass(frozen=True)
class Lying:
    """A file in the folder; `why` it is not taken yet: "unfinished", "closed" (we have no right to
    read it), or nothing."""

    name: str
    why: str


@dataclass(frozen=True)
class WatchedFolder:
    """The folder at `place`, which need not be there."""

    place: Path

    def prepare(self) -> None:
        """Make the folder and those within it."""
        for each in (self.place, self.place / TAKEN, self.place / REFUSED):
            each.mkdir(mode=0o700, exist_ok=True)

    def lying(self, now: float) -> list[Lying]:
        """The files in it at a moment (seconds since 1970), by name; hidden ones, links and folders
        are none."""
        try:
            with os.scandir(self.place) as found:
                files = sorted(
                    (
                        each
                        for each in found
                        if not each.name.startswith(".") and each.is_file(follow_symlinks=False)
                    ),
                    key=lambda each: each.name,
                )
        except FileNotFoundError:
            return []
        return [Lying(each.name, _why(Path(each.path), now)) for each in files]

    def path(self, name: str) -> Path:
        """Where a file of it lies."""
        return self.place / name

    def take(self, name: str, number: int) -> None:
        """Put a file away as taken; one that is gone is left so."""
        with suppress(FileNotFoundError):
            self.path(name).rename(self.place / TAKEN / f"{number} {name}")

    def is_taken(self, number: int) -> bool:
        """Whether the file of this number was put away, and is still there."""
        return any(any((self.place / each).glob(f"{number} *")) for each in (TAKEN, REFUSED))

    def refuse(self, number: int) -> None:
        """Put the file of this number, taken before, with those that were refused."""
        for path in (self.place / TAKEN).glob(f"{number} *"):
            path.rename(self.place / REFUSED / path.name)


def mark(path: Path) -> tuple[int, int, int]:
    """What changes whenever somebody writes to a file."""
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def _why(path: Path, now: float) -> str:
    if path.name.lower().endswith(_UNFINISHED):
        return "unfinished"
    try:
        seen = path.stat()
    except FileNotFoundError:
        return "unfinished"
    # A copy may keep the day of its original, and clocks of other machines may be ahead.
    touched = [each for each in (seen.st_mtime, seen.st_ctime) if each <= now]
    if len(touched) == 0 or now - max(touched) < QUIET:
        return "unfinished"
    return "" if os.access(path, os.R_OK) else "closed"
