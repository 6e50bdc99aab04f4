"""A backup as one file: a tar of the database, the stored files and the secret, with a manifest.

The manifest comes last, with the SHA-256 of every other member, and its own SHA-256 after it.
Whoever reads checks each hash; what is written gets its final name only when it has been read back.
Blocking: call it in a thread.
"""

import json
import os
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST, SEAL, SECRET = "manifest.json", "manifest.sha256", "secret.key"
DATABASES = {"sqlite": "database.sqlite3.gz", "postgres": "database.dump"}
_ALLOWED = re.compile(
    r"manifest\.(json|sha256)|secret\.key|database\.(sqlite3\.gz|dump)|files/[0-9a-f]{2}/[0-9a-f]{62}"
)
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 500_000_000


class BackupFault(Exception):
    """A backup cannot be trusted: `fault` says how, `member` which part ("" for the whole).

    foreign (no backup of ours) · altered · missing · strange (not ours) · cut (ends too early)
    · unreadable (from this member on)
    """

    def __init__(self, fault: str, member: str = "") -> None:
        super().__init__(f"{member or 'the file'} is {fault}")
        self.fault, self.member = fault, member


@dataclass(frozen=True)
class Member:
    """One part: its name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `faults` are stored files damaged before it was made."""

    format: int
    version: str
    engine: str
    engine_version: str
    migrations: tuple[str, ...]
    created_at: str
    holds: Mapping[str, Any] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    faults: tuple[str, ...] = ()


def write(draft: Path, about: Manifest, parts: Iterable[tuple[str, Path | bytes]]) -> Manifest:
    """Write every part and then the manifest, and put it on the disk; for its owner's eyes only."""
    members, faults = [], []
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "w+b") as out:
        with tarfile.open(fileobj=out, mode="w:") as tar:
            for name, part in parts:
                member = _add(tar, name, part)
                members.append(member)
                if name.startswith("files/") and name[6:].replace("/", "") != member.sha256:
                    faults.append(name)
            said = {**asdict(about), "members": [asdict(m) for m in members], "faults": faults}
            text = json.dumps(said, ensure_ascii=False, indent=1).encode()
            _add(tar, MANIFEST, text)
            _add(tar, SEAL, sha256(text).hexdigest().encode())
        out.flush()
        os.fsync(out.fileno())
        # Read back from the disk, not from what is remembered of it.
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return _manifest(text)


def _add(tar: tarfile.TarFile, name: str, part: Path | bytes) -> Member:
    source: IO[bytes] = BytesIO(part) if isinstance(part, bytes) else part.open("rb")
    with source:
        info = tarfile.TarInfo(name)
        info.mode = 0o600
        info.size = source.seek(0, os.SEEK_END)
        source.seek(0)
        hashed = _Hashed(source)
        tar.addfile(info, hashed)
    return Member(name, info.size, hashed.hash.hexdigest())


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash = source, sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.hash.update(data)
        return data


def is_ours(name: str) -> bool:
    """Whether a part may have this name."""
    return _ALLOWED.fullmatch(name) is not None


def manifest_of(path: Path) -> Manifest:
    """The manifest alone, its seal checked and nothing else; BackupFault when there is none."""
    kept: dict[str, bytes] = {}
    with path.open("rb") as source:
        last = ""
        for tar, info in _members(source):
            last = info.name
            if info.name in (MANIFEST, SEAL):
                kept[info.name] = _small(tar, info)
    return _sealed(kept, last)


def read(path: Path, into: Path | None = None, only: str = "") -> Manifest:
    """Read every part and check its hash; with `into`, an empty folder, lay the parts there, or the
    one that is called `only`.

    Nothing is to be believed before this has returned. Raises BackupFault, or OSError.
    """
    seen: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    last = ""
    with path.open("rb") as source:
        for tar, info in _members(source):
            last = info.name
            if info.name in seen or info.name in kept:
                raise BackupFault("strange", info.name)
            if info.name in (MANIFEST, SEAL):
                kept[info.name] = _small(tar, info)
            else:
                wanted = not only or info.name == only
                seen[info.name] = _take(tar, info, into if wanted else None)
    manifest = _sealed(kept, last)
    for member in manifest.members:
        if member.name not in seen:
            raise BackupFault("missing", member.name)
        if seen.pop(member.name) != member.sha256:
            raise BackupFault("altered", member.name)
    if seen:
        raise BackupFault("strange", next(iter(seen)))
    for needed in (DATABASES.get(manifest.engine, ""), SECRET):
        if needed not in {member.name for member in manifest.members}:
            raise BackupFault("missing", needed or "database")
    return manifest


def _members(source: IO[bytes]) -> Iterable[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    last = ""
    try:
        with tarfile.open(fileobj=source, mode="r:") as tar:
            while (info := tar.next()) is not None:
                if not info.isfile() or not is_ours(info.name):
                    raise BackupFault("strange", info.name[:100])
                last = info.name
                yield tar, info
    except (tarfile.TarError, EOFError, ValueError) as problem:
        raise BackupFault("unreadable" if last else "foreign", last) from problem


def _take(tar: tarfile.TarFile, info: tarfile.TarInfo, into: Path | None) -> str:
    hashed = sha256()
    source = tar.extractfile(info)
    assert source is not None
    out = None
    if into is not None:
        (into / info.name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(into / info.name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        out = os.fdopen(descriptor, "wb")
    try:
        left = info.size
        while left:
            data = _some(source, min(left, _CHUNK), info.name)
            hashed.update(data)
            left -= len(data)
            if out:
                out.write(data)
    finally:
        if out:
            out.close()
    return hashed.hexdigest()


def _some(source: IO[bytes], size: int, name: str) -> bytes:
    try:
        data = source.read(size)
    except tarfile.TarError as problem:
        raise BackupFault("cut", name) from problem
    if not data:
        raise BackupFault("cut", name)
    return data


def _small(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    if info.size > _LARGEST_MANIFEST:
        raise BackupFault("strange", info.name)
    source = tar.extractfile(info)
    assert source is not None
    data = _some(source, info.size, info.name) if info.size else b""
    if len(data) != info.size:
        raise BackupFault("cut", info.name)
    return data


def _sealed(kept: Mapping[str, bytes], last: str) -> Manifest:
    if not last:
        raise BackupFault("foreign")
    if MANIFEST not in kept or SEAL not in kept:
        raise BackupFault("unreadable", last)
    if sha256(kept[MANIFEST]).hexdigest().encode() != kept[SEAL]:
        raise BackupFault("altered", MANIFEST)
    return _manifest(kept[MANIFEST])


def _manifest(text: bytes) -> Manifest:
    try:
        said = json.loads(text)
        members = tuple(Member(**member) for member in said.pop("members"))
        migrations, faults = tuple(said.pop("migrations")), tuple(said.pop("faults"))
        known = {name: said[name] for name in _PLAIN}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BackupFault("altered", MANIFEST) from problem
    return Manifest(members=members, migrations=migrations, faults=faults, **known)


_PLAIN = ("format", "version", "engine", "engine_version", "created_at", "holds")
