"""A platform reached by two folders: one that it empties, one that it fills.

A file is written under a hidden name, forced to the disk, then shown by a rename, which is one
step: the platform never sees half of it. What was read goes to `lus`, what could not be to
`refuses`, both within the folder of what comes in.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.adapters.platform.wanted import NameTaken, PlatformAway

READ, REFUSED = "lus", "refuses"
MAX_BYTES = 2_000_000
_FAULTS = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EACCES: "closed",
    errno.EPERM: "closed",
    errno.EROFS: "closed",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}


@dataclass(frozen=True)
class Folder:
    """A `Platform` by two folders, absolute. Only names ending in .xml are messages."""

    outbox: Path
    inbox: Path

    @classmethod
    def of(cls, outbox: str, inbox: str) -> Self:
        """The same from their paths."""
        return cls(Path(outbox), Path(inbox))

    def try_outbox(self) -> None:
        """PlatformAway when nothing can be shown there."""
        token = secrets.token_hex(8)
        self.stage("essai", b"essai", token)
        self.forget("essai", token)

    def try_inbox(self) -> None:
        """PlatformAway when nothing can be read or put away there."""
        self.incoming(1)
        with _named(self.inbox):
            for name in (READ, REFUSED):
                (self.inbox / name).mkdir(exist_ok=True)

    def stage(self, name: str, data: bytes, token: str) -> None:
        with _named(self.outbox):
            _write(self._hidden(name, token), data)

    def publish(self, name: str, token: str) -> bool:
        hidden, shown = self._hidden(name, token), self.outbox / name
        with _named(self.outbox):
            os.stat(self.outbox)
            if not hidden.exists():
                return shown.exists()
            if shown.exists() and shown.read_bytes() != hidden.read_bytes():
                raise NameTaken(name)
            try:
                hidden.replace(shown)
            except FileNotFoundError:
                return shown.exists()
            _sync(self.outbox)
        return True

    def forget(self, name: str, token: str) -> None:
        with _named(self.outbox):
            self._hidden(name, token).unlink(missing_ok=True)

    def incoming(self, limit: int) -> list[str]:
        with _named(self.inbox), os.scandir(self.inbox) as found:
            names = sorted(
                each.name
                for each in found
                if each.is_file(follow_symlinks=False)
                and each.name.lower().endswith(".xml")
                and not each.name.startswith(".")
            )
        return names[:limit]

    def fetch(self, name: str) -> bytes:
        """The first bytes alone of a file that is too large: they are not whole."""
        path = self.inbox / name
        with _named(path), suppress(FileNotFoundError), path.open("rb") as given:
            return given.read(MAX_BYTES + 1)
        raise FileNotFoundError(name)

    def put_away(self, name: str, is_good: bool) -> None:
        folder = self.inbox / (READ if is_good else REFUSED)
        with _named(self.inbox):
            os.stat(self.inbox)
            folder.mkdir(exist_ok=True)
            target = folder / name
            if target.exists():
                target = folder / f"{target.stem}.{secrets.token_hex(4)}{target.suffix}"
            try:
                (self.inbox / name).replace(target)
            except FileNotFoundError:
                return
            _sync(folder)
            _sync(self.inbox)

    def _hidden(self, name: str, token: str) -> Path:
        return self.outbox / f".{name}.{token}.part"


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _named(place: Path) -> Iterator[None]:
    """A fault of the system as the platform's."""
    try:
        yield
    except OSError as problem:
        fault = _FAULTS.get(problem.errno or 0, "broken")
        raise PlatformAway(fault, str(place), problem.strerror or str(problem)) from problem
