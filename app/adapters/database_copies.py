"""A database copied while others write, proven, and put back: SQLite files and PostgreSQL dumps.

SQLite by its own online copy (one snapshot, writers go on), PostgreSQL by the programs of its
client. Blocking: call it in a thread.
"""

import gzip
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

_PATIENCE = 3600


class CopyFailed(Exception):
    """A database could not be copied, read or put back; the message is the engine's own."""


class NoClient(Exception):
    """A program of PostgreSQL's client is not installed; the message is its name."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to, at one moment; the copy is one plain file."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as problem:
        raise CopyFailed(str(problem)) from problem


def pack(source: Path, target: Path) -> None:
    """Compress a file."""
    with source.open("rb") as plain, gzip.open(target, "xb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)


def unpack(source: Path, target: Path) -> None:
    """Decompress a file."""
    try:
        with gzip.open(source, "rb") as packed, target.open("xb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (gzip.BadGzipFile, EOFError) as problem:
        raise CopyFailed(str(problem)) from problem


def fault_of_sqlite(path: Path) -> str | None:
    """What SQLite's own integrity check says is wrong with a file nobody uses; None for nothing."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(5)")]
    except sqlite3.Error as problem:
        return str(problem)
    return None if said == ["ok"] else "; ".join(said)


def leave_one_file(path: Path) -> bool:
    """Fold a SQLite database's journal into its one file; false when somebody has it open.

    One that cannot be read is left as it is.
    """
    try:
        with closing(sqlite3.connect(path, timeout=0.5)) as mine:
            said = mine.execute("PRAGMA journal_mode=DELETE").fetchone()
            return bool(said == ("delete",))
    except sqlite3.OperationalError as problem:
        return "locked" not in str(problem)
    except sqlite3.DatabaseError:
        return True


def dump_postgres(url: str, target: Path) -> None:
    """Dump a PostgreSQL database at one moment, in the client's own compressed form."""
    wanted = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run(url, "pg_dump", *wanted, f"--dbname={_bare(url)}")


def fault_of_dump(path: Path) -> str | None:
    """What PostgreSQL's client says is wrong with a dump's table of contents; None for nothing."""
    try:
        _run("", "pg_restore", "--list", str(path))
    except CopyFailed as problem:
        return str(problem)
    return None


def load_postgres(url: str, dump: Path) -> None:
    """Load a dump into an empty database, whole or not at all."""
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run(url, "pg_restore", *how, f"--dbname={_bare(url)}", str(dump))


def need_client(*programs: str) -> None:
    """Raise `NoClient` when a program is not there."""
    for program in programs:
        if shutil.which(program) is None:
            raise NoClient(program)


def database_of(url: str) -> str:
    """The name of the database in an address."""
    return unquote(urlsplit(url).path.lstrip("/"))


def with_database(url: str, name: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _bare(url: str) -> str:
    """The address without its password: a command line is for everyone to read."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}"))


def _run(url: str, program: str, *arguments: str) -> str:
    need_client(program)
    password = unquote(urlsplit(url).password or "")
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    try:
        done = subprocess.run(
            [program, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise CopyFailed(f"{program}: {problem}") from problem
    if done.returncode != 0:
        raise CopyFailed(done.stderr.strip()[-1000:] or f"{program} ended with {done.returncode}")
    return done.stdout
