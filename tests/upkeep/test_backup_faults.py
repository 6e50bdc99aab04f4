"""Killed half-way, a full disk, no client: the former state or the new one, and a sentence."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.database import engine, is_postgres
from app.adapters.database_copies import database_of
from app.auth.tables import User
from app.config import config, put_restored_in_place
from app.core.errors import Refused
from app.settings.tables import Business
from app.upkeep import actions
from app.upkeep.queries import backups as queries
from app.upkeep.rules.backups import Proof
from tests.ops.serving import eventually
from tests.upkeep.backup_story import EVENING, here, workshop

NAMES = ("echeance.sqlite3", "files", "secret.key")


async def test_a_backup_that_is_killed_leaves_no_half_file_and_the_next_one_cleans_up(
    database: None, tmp_path: Path
) -> None:
    await workshop()
    # A stored file that never ends: the process is killed while it waits for it.
    pipe = config().files_dir / "ff" / ("0" * 62)
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    target = tmp_path / "safe" / "b.tar"
    target.parent.mkdir()
    process = here().spawn("backup", str(target))
    eventually(lambda: any(target.parent.glob(".echeance-*/draft.tar")))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    pipe.unlink()
    assert not target.exists()
    await actions.write_backup(target, config(), at=EVENING)
    assert [path.name for path in target.parent.iterdir()] == ["b.tar"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_full_disk_is_said_and_nothing_is_kept(database: None, small_disk: Path) -> None:
    await workshop()
    code, _, said = here().run("backup", str(small_disk / "b.tar"))
    assert code == 1 and "Nothing was kept" in said and "Traceback" not in said
    assert list(small_disk.iterdir()) == []


async def test_a_limit_on_files_is_said_and_nothing_is_kept(database: None, tmp_path: Path) -> None:
    await workshop()
    safe = tmp_path / "safe"
    safe.mkdir()
    limit = (resource.RLIMIT_FSIZE, (20_000, 20_000))
    code, _, said = here().run(
        "backup", str(safe / "b.tar"), preexec_fn=lambda: resource.setrlimit(*limit)
    )
    assert code == 1 and "Nothing was kept" in said and "Traceback" not in said
    assert list(safe.iterdir()) == []


async def test_a_folder_that_is_not_there_is_refused(database: None, tmp_path: Path) -> None:
    await workshop()
    code, _, said = here().run("backup", str(tmp_path / "not-mounted" / "b.tar"))
    assert code == 1 and "no file that can be written" in said
    assert not (tmp_path / "not-mounted").exists()


@pytest.mark.skipif(not is_postgres, reason="SQLite needs no client")
async def test_without_the_client_of_postgresql_its_package_is_named(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workshop()
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, said = here().run("backup", str(tmp_path / "b.tar"))
    assert code == 1 and "apt-get install postgresql-client" in said


async def test_a_restore_that_is_killed_leaves_the_former_or_the_new_state(
    database: None, tmp_path: Path
) -> None:
    await workshop()
    made = await actions.write_backup(tmp_path / "b.tar", config(), at=EVENING)
    await Business.update({Business.name: "Après"}).where(Business.id == 1)
    process = here().spawn("restore", "--replace", str(made.path))
    eventually(lambda: (config().data_dir / ".restoring").exists() or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    code, _, said = here().run("migrate")
    assert code == 0, said
    row = await Business.select(Business.name).first()
    assert row and row["name"] in ("Après", "Atelier Vauban")
    assert await User.count() == 3
    await actions.restore(made.path, config(), replace=True, at=EVENING, by="odile")
    row = await Business.select(Business.name).first()
    assert row and row["name"] == "Atelier Vauban"
    assert not (config().data_dir / ".restoring").exists()


@pytest.mark.skipif(not is_postgres, reason="on SQLite the folder alone tells")
async def test_killed_between_the_databases_and_the_files_the_next_command_finishes(
    database: None,
) -> None:
    await workshop()
    settings = config()
    ready, files = settings.data_dir / ".restoring", settings.files_dir
    for made, finished in ((database_of(settings.database_url or ""), False), ("gone", True)):
        (ready / "files" / "ab").mkdir(parents=True, exist_ok=True)
        (ready / "files" / "ab" / "new").write_text("new")
        (ready / "swap.json").write_text(json.dumps({"made": made}))
        assert await actions.finish_interrupted(settings) is finished
        assert (files / "ab" / "new").exists() is finished
    assert not ready.exists()
    assert (settings.data_dir / "replaced").is_dir()


def test_what_was_kept_aside_before_stands_in_nobodys_way(tmp_path: Path) -> None:
    place(tmp_path, "old")
    place(tmp_path / "replaced", "older")
    place(tmp_path / "restored", "new")
    put_restored_in_place(tmp_path)
    assert (words(tmp_path), words(tmp_path / "replaced")) == ({"new"}, {"older"})
    assert (tmp_path / "replaced/files.1/ab/old").read_text() == "old"


async def test_a_refused_restore_leaves_no_database_behind(database: None, tmp_path: Path) -> None:
    await workshop()
    made = await actions.write_backup(tmp_path / "b.tar", config(), at=EVENING)
    other = await engine.get_connection() if not is_postgres else await engine.get_new_connection()
    try:
        await other.execute("SELECT COUNT(*) FROM client")
        with pytest.raises(Refused, match="in use"):
            await actions.restore(made.path, config(), replace=True, at=EVENING, by="odile")
    finally:
        await other.close()
    assert not (config().data_dir / ".restoring").exists()
    if is_postgres:
        left = await User.raw("SELECT 1 FROM pg_database WHERE datname LIKE '%_restoring'")
        assert left == []


async def test_a_backup_by_command_without_a_file_is_one_of_the_list(database: None) -> None:
    await workshop()
    code, out, said = here().run("backup")
    assert (code, said) == (0, "") and "read back and checked" in out
    one = (await queries.listed(config().backups_dir))[0]
    assert (one.copy.proof, one.asked_by) == (Proof.CHECKED, "command line")
    shutil.rmtree(config().backups_dir)


def place(folder: Path, word: str) -> None:
    """The three things that change places together, each saying `word`."""
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / word).write_text(word)
    (folder / "secret.key").write_text(word)
    with closing(sqlite3.connect(folder / "echeance.sqlite3")) as made:
        made.execute("CREATE TABLE said (word)")
        made.execute("INSERT INTO said VALUES (?)", (word,))
        made.commit()


def words(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "echeance.sqlite3")) as kept:
        said = {row[0] for row in kept.execute("SELECT word FROM said")}
    return said | {(folder / "secret.key").read_text()} | set(os.listdir(folder / "files" / "ab"))


@pytest.mark.parametrize("renames", range(7))
def test_killed_while_it_takes_its_place_it_is_finished_by_whoever_comes_next(
    tmp_path: Path, renames: int
) -> None:
    place(tmp_path, "old")
    place(tmp_path / "restored", "new")
    (tmp_path / "echeance.sqlite3-wal").write_bytes(b"of the old database")
    child = os.fork()
    if child == 0:
        _die_after(renames, tmp_path)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    put_restored_in_place(tmp_path)
    assert words(tmp_path) == {"new"}
    assert words(tmp_path / "replaced") == {"old"}
    assert not (tmp_path / "restored").exists()
    assert not (tmp_path / "echeance.sqlite3-wal").exists()
    put_restored_in_place(tmp_path)
    assert words(tmp_path) == {"new"}


def _die_after(renames: int, folder: Path) -> None:
    """In a child: rename so many times, then be killed."""
    rename, left = Path.rename, renames

    def counted(path: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return rename(path, target)

    Path.rename = counted  # type: ignore[method-assign]
    try:
        put_restored_in_place(folder)
    finally:
        os._exit(0)


def test_what_a_restore_has_not_completed_is_not_put_in_place(tmp_path: Path) -> None:
    place(tmp_path, "old")
    place(tmp_path / ".restoring", "new")
    put_restored_in_place(tmp_path)
    assert words(tmp_path) == {"old"}
    shutil.rmtree(tmp_path / ".restoring")
