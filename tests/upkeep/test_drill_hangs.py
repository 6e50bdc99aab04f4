"""A command of ours that never ends on a restored copy: it is told, with the place in the code."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.adapters import aside, backup_files
from app.adapters.database import open_engine
from app.clients.tables import Client
from app.config import config
from app.core.errors import Refused
from app.upkeep import actions
from app.upkeep.tables import Drill
from tests.upkeep.backup_story import EVENING, workshop
from tests.upkeep.test_backups import forged

_HANGS = """
import sys, threading
def waits_for_ever(fifo):
    with open(fifo, "w") as here:
        here.write("hangs")
    threading.Event().wait()
print('{"checks": []}', flush=True)
waits_for_ever(sys.argv[1])
"""


@pytest.fixture
async def tar(database: None, tmp_path: Path) -> AsyncIterator[Path]:
    """The workshop's backup."""
    await workshop()
    yield (await actions.write_backup(tmp_path / "b.tar", config(), at=EVENING)).path


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of our command line a program that hangs; time is up once it does."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    async def once_it_hangs(reading: asyncio.Future[tuple[bytes, bytes]]) -> None:
        assert await asyncio.to_thread(fifo.read_text) == "hangs"

    program = (sys.executable, "-X", "faulthandler", "-c", _HANGS, str(fifo))
    monkeypatch.setattr(aside, "_PROGRAM", program)
    monkeypatch.setattr(aside, "_ended_or_late", once_it_hangs)


async def test_it_is_ended_and_says_where_it_was(tmp_path: Path, hanging: None) -> None:
    code, out, said = await aside.run_verb("check", data_dir=tmp_path, database_url=None)
    assert (code, out) == (124, "")
    assert said.startswith("echeance check did not end in 600 s; it was at ")
    assert "waits_for_ever" in said and str(tmp_path) not in said


async def test_a_check_that_hangs_is_a_finding_of_the_drill(tar: Path, hanging: None) -> None:
    report = await actions.drill(tar, config(), at=EVENING)
    assert [(check.name, len(check.findings)) for check in report.checks] == [
        ("backup file", 0),
        ("integrity checks", 1),
    ]
    said = report.checks[1].findings[0]
    assert said.startswith("not checked: echeance check --format json did not end")
    assert "waits_for_ever" in said
    assert await Drill.select(Drill.name, Drill.findings) == [{"name": "b.tar", "findings": 1}]


async def test_a_migration_that_hangs_is_a_finding_and_stops_a_restore(
    tar: Path, hanging: None
) -> None:
    older = forged(tar, migrations=backup_files.manifest_of(tar).migrations[:-1])
    report = await actions.drill(older, config(), at=EVENING)
    assert [check.name for check in report.checks if check.findings] == ["integrity checks"]
    assert "not checked: " in report.checks[1].findings[0]
    assert "echeance migrate did not end" in report.checks[1].findings[0]
    with pytest.raises(Refused, match="echeance migrate did not end"):
        await actions.restore(older, config(), replace=True, at=EVENING, by="odile")
    await open_engine()
    assert await Client.count() == 2, "nothing was touched"
