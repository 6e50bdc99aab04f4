"""Where an archive is written: a folder that gets its name when complete, or a zip handed on in
parts; either way sealed by a manifest of every file."""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.core.errors import refuse

MANIFEST = "manifest.json"
_MANY = 1 << 20
_STORED = (".pdf", ".zip", ".xlsx")
# The oldest moment that a zip can tell: the same archive is then the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Place(Protocol):
    """Somewhere that files are written to, one after the other."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A new file, by its path with "/"; what is there already is refused (FileExistsError)."""
        ...


class Folder:
    """A folder written beside its final place and renamed at the end; nothing is left of one that
    failed. Refused: a place that exists and is not an empty folder, or that is in no folder."""

    def __init__(self, target: Path) -> None:
        self.target = target.absolute()
        self._draft = self.target.with_name(
            f".{self.target.name}.{os.getpid()}.{secrets.token_hex(4)}"
        )

    def __enter__(self) -> "Folder":
        self._judge()
        try:
            self._draft.mkdir(mode=0o700)
        except OSError as problem:
            raise refuse(
                "archive.write",
                "%(target)s cannot be written: %(reason)s",
                target=self.target,
                reason=problem.strerror or str(problem),
            ) from problem
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._judge()
                # A rename takes the place of an empty folder, and of nothing else.
                self._draft.rename(self.target)
        finally:
            shutil.rmtree(self._draft, ignore_errors=True)
        if isinstance(problem, OSError):
            raise refuse(
                "archive.write",
                "%(target)s cannot be written: %(reason)s",
                target=self.target,
                reason=problem.strerror or str(problem),
            ) from problem

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        path = self._draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            yield out

    def _judge(self) -> None:
        free = not self.target.exists() or (self.target.is_dir() and not any(self.target.iterdir()))
        if not free or self.target.is_symlink():
            raise refuse(
                "archive.not_empty",
                "%(target)s exists and is not an empty folder. Name a new one.",
                "DIR",
                target=self.target,
            )
        if not self.target.parent.is_dir():
            raise refuse(
                "archive.no_folder",
                "There is no folder %(parent)s to write into.",
                "DIR",
                parent=self.target.parent,
            )


class Zip:
    """A zip made in memory a part at a time: `take` gives what is ready, `end` the rest.

    `folder` ("archive-2026/") is what all of it is unpacked into.
    """

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self._ready = _Ready()
        self._zip = ZipFile(cast(IO[bytes], self._ready), "w")
        self._names: set[str] = set()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        if name in self._names:
            raise FileExistsError(name)
        self._names.add(name)
        info = ZipInfo(self._folder + name, _NO_TIME)
        info.compress_type = ZIP_STORED if name.endswith(_STORED) else ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as out:
            yield out

    def take(self) -> bytes:
        """What was written since the last time."""
        return self._ready.take()

    def end(self) -> bytes:
        """The rest; without it a zip cannot be opened."""
        self._zip.close()
        return self.take()


class Sealed:
    """A place whose files are hashed as they are written, and sealed by a manifest at the end."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lines: IO[bytes] = tempfile.SpooledTemporaryFile(_MANY)  # noqa: SIM115
        self.count = 0

    @contextmanager
    def open(self, name: str) -> Iterator["_Hashed"]:
        """A new file of the archive."""
        with self._place.open(name) as out:
            hashed = _Hashed(out)
            yield hashed
        line = {"file": name, "sha256": hashed.total.hexdigest(), "size": hashed.size}
        self._lines.write(b"" if self.count == 0 else b",\n")
        self._lines.write(json.dumps(line, ensure_ascii=False).encode())
        self.count += 1

    def seal(self, summary: object) -> str:
        """Write the manifest, with this said of the archive; gives back its seal: the SHA-256 of
        everything in it before the line of the seal."""
        with self._place.open(MANIFEST) as inner:
            out = _Hashed(inner)
            out.write(b'{"files": [\n')
            self._lines.seek(0)
            shutil.copyfileobj(self._lines, out, _MANY)
            out.write(b'\n],\n"summary": ')
            out.write(json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True).encode())
            out.write(b",\n")
            seal = out.total.hexdigest()
            out.write(f'"seal": "{seal}"\n}}\n'.encode())
        self._lines.close()
        return seal


class Under:
    """A folder within a place that is sealed: "fec/" before each name."""

    def __init__(self, place: Sealed, folder: str) -> None:
        self._place, self._folder = place, folder

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with self._place.open(self._folder + name) as out:
            yield cast(IO[bytes], out)


class _Hashed:
    """A file being written, with its SHA-256 and size so far."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.total, self.size = sha256(), 0

    def write(self, data: bytes) -> int:
        self.total.update(data)
        self.size += len(data)
        return self._out.write(data)


class _Ready:
    """What a zip is written to; that it can neither seek nor tell makes zipfile go straight on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data
