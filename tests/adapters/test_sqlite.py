"""SQLite connections: one that cannot be set up keeps nothing alive, a lock at the start is
waited for."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.database import sqlite
from app.adapters.database.sqlite import Sqlite
from app.config import ROOT

_FAILS = """
import asyncio, gc, sys
from app.adapters.database import sqlite
gc.disable()
async def ask():
    engine = sqlite.Sqlite(sys.argv[1])
    try:
        await engine._run_in_new_connection("SELECT 1")
    except Exception as problem:
        print(type(problem).__name__)
    await engine.close()
"""
_SET_UP = _FAILS + "sqlite._PRAGMAS = 'PRAGMA nonsense('\nasyncio.run(ask())"
_LATE = """
import asyncio, sys
from app.adapters.database.sqlite import Sqlite
engine = Sqlite(sys.argv[1])
async def late():
    await engine.close()
    print((await engine._run_in_new_connection("SELECT 1 AS one"))[0]["one"])
asyncio.run(late())
"""


@pytest.mark.parametrize(("program", "said"), [(_SET_UP, "OperationalError\n"), (_LATE, "1\n")])
def test_a_process_ends_whatever_was_left_open(tmp_path: Path, program: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "x.sqlite3")],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.returncode) == (said, 0), done.stderr


async def test_a_connection_that_cannot_be_set_up_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    real = sqlite.aiosqlite.connect

    def connect(**how: object) -> sqlite.aiosqlite.Connection:
        opened.append(real(**how))  # type: ignore[arg-type]
        return opened[-1]

    monkeypatch.setattr(sqlite.aiosqlite, "connect", connect)
    monkeypatch.setattr(sqlite, "_PRAGMAS", "PRAGMA nonsense(")
    with pytest.raises(sqlite3.OperationalError, match=r"incomplete|syntax"):
        await Sqlite(str(tmp_path / "x.sqlite3")).get_connection()
    await asyncio.to_thread(opened[0]._thread.join, 10)
    assert not opened[0]._thread.is_alive() and opened[0]._connection is None


async def test_a_plain_file_that_another_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a copy just restored: two open it at once, and one makes it a WAL file."""
    path, waited = tmp_path / "x.sqlite3", []
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE thing (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")

        async def other_ends(seconds: float) -> None:
            waited.append(seconds)
            if other.in_transaction:
                other.execute("COMMIT")

        monkeypatch.setattr(asyncio, "sleep", other_ends)
        engine = Sqlite(str(path))
        try:
            assert await engine._run_in_new_connection("SELECT id FROM thing") == []
            rows = await engine._run_in_new_connection("PRAGMA journal_mode")
        finally:
            await engine.close()
    assert rows[0]["journal_mode"] == "wal"
    assert len(waited) == 1, "it met the lock"
