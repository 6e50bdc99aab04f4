"""The content-addressed store: bytes kept under their SHA-256, never changed, never half written.

`DATA_DIR/files/ab/cdef…`. A file's name is the hash of its bytes, so that storing the same bytes
twice keeps one file, and reading proves that nothing has altered them.
"""

import contextlib
import os
import re
import secrets
from hashlib import sha256
from pathlib import Path

from app.config import config

_HASH = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


class FileFault(Exception):
    """A stored file cannot be given back; `sha256` names it, `fault` is "missing" or "altered"."""

    def __init__(self, fault: str, name: str) -> None:
        super().__init__(f"the stored file {name} is {fault}")
        self.fault = fault
        self.sha256 = name


def store(data: bytes) -> str:
    """Keep the bytes and give back their SHA-256 (hexadecimal).

    When it returns, the bytes are on the disk under their final name, or an error was raised and
    nothing is there: a crash leaves at most a hidden draft.
    """
    name = sha256(data).hexdigest()
    path = _path(name)
    if _holds(path, name):
        return name
    _make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return name


def store_from(source: Path) -> str:
    """The same for a file: copied in parts, however large it is."""
    digest, folder = sha256(), config().files_dir
    _make_folder(folder)
    draft = folder / f".{os.getpid()}.{secrets.token_hex(8)}"
    try:
        with source.open("rb") as given, draft.open("xb") as out:
            while block := given.read(_BLOCK):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        name = digest.hexdigest()
        path = _path(name)
        if not _holds(path, name):
            _make_folder(path.parent)
            draft.replace(path)
            _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return name


def read(name: str) -> bytes:
    """The bytes of a SHA-256; FileFault when they are "missing" or "altered"."""
    if not _HASH.fullmatch(name):
        raise FileFault("missing", name[:64])
    try:
        data = _path(name).read_bytes()
    except FileNotFoundError:
        raise FileFault("missing", name) from None
    if sha256(data).hexdigest() != name:
        raise FileFault("altered", name)
    return data


def locate(name: str) -> Path:
    """Where the bytes of a SHA-256 are, to be read in parts; FileFault when they are "missing"."""
    if not _HASH.fullmatch(name) or not _path(name).is_file():
        raise FileFault("missing", name[:64])
    return _path(name)


def fault_of(name: str) -> str | None:
    """What is wrong with a stored file: "missing", "altered", or None."""
    try:
        read(name)
    except FileFault as problem:
        return problem.fault
    return None


def _path(name: str) -> Path:
    return config().files_dir / name[:2] / name[2:]


def _holds(path: Path, name: str) -> bool:
    """Whether the file is there and whole; a damaged one is written again."""
    with contextlib.suppress(FileNotFoundError):
        return sha256(path.read_bytes()).hexdigest() == name
    return False


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Put the folder's new entry on the disk: without it a power cut may forget the name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
