"""A backup written, read back, put back; every damage is refused with the part that it is in."""

import asyncio
import io
import json
import stat
import tarfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters import backup_files, files
from app.adapters.backup_files import SECRET, Manifest
from app.adapters.database import engine, is_postgres, open_engine
from app.adapters.locks import hold
from app.auth.tables import AuditEntry
from app.clients.tables import Client
from app.config import config
from app.core.errors import Refused
from app.upkeep import actions
from app.upkeep.actions.restore import Restored
from app.upkeep.queries import gather_checks
from tests.cast import mairie, mme_perrin
from tests.upkeep.backup_story import EVENING, elsewhere, everything, stored, workshop

DATABASE = "database.dump" if is_postgres else "database.sqlite3.gz"


@pytest.fixture
async def tar(database: None, tmp_path: Path) -> AsyncIterator[Path]:
    """The workshop's backup."""
    await workshop()
    made = await actions.write_backup(tmp_path / "safe" / "b.tar", config(), at=EVENING)
    yield made.path


async def put_back(path: Path, *, replace: bool = True) -> Restored:
    return await actions.restore(path, config(), replace=replace, at=EVENING, by="odile")


async def test_it_holds_everything_and_says_what(tar: Path) -> None:
    manifest = backup_files.read(tar)
    names = [member.name for member in manifest.members]
    assert names[:2] == [DATABASE, SECRET]
    assert [f"files/{name}" for name in stored()] == names[2:]
    assert (manifest.version, manifest.format) == ("0.1.0", 1)
    assert manifest.engine == ("postgres" if is_postgres else "sqlite")
    assert "0001-people" in manifest.migrations
    assert manifest.created_at == "2026-11-21T18:00:00+01:00"
    assert manifest.holds["business"] == "Atelier Vauban"
    assert manifest.holds["documents"] == 2
    with tarfile.open(tar) as inside:
        source = inside.extractfile(SECRET)
        assert source and source.read().decode() == config().secret_key


async def test_only_its_owner_may_read_it_and_nothing_is_left_beside_it(tar: Path) -> None:
    assert stat.S_IMODE(tar.stat().st_mode) == 0o600
    assert [path.name for path in tar.parent.iterdir()] == ["b.tar"]


async def test_put_back_it_is_what_was_there(tar: Path) -> None:
    before, secret = stored(), (config().data_dir / "secret.key").read_bytes()
    await mme_perrin()
    files.store(b"written after the backup")
    next(config().files_dir.rglob("??/*")).write_bytes(b"damaged since")
    done = await put_back(tar)
    assert [row["name"] for row in await Client.select(Client.name).order_by(Client.id)] == [
        "Régie Bellecour",
        "Hôtel Saint-Nizier",
    ]
    assert stored() == before
    assert (config().data_dir / "secret.key").read_bytes() == secret
    assert [check for check in await gather_checks() if check.findings] == []
    assert (done.lost.clients, done.lost.files, done.secret_differs) == (3, 2, False)
    assert len(everything(Path(done.former) / "files")) == 2, "what was there is kept aside"
    acts = await AuditEntry.select(AuditEntry.act, AuditEntry.by).order_by(AuditEntry.id)
    assert acts[-1] == {"act": "backup.restored", "by": "odile"}


@pytest.mark.slow
async def test_an_empty_place_elsewhere_takes_it_whole(tar: Path, tmp_path: Path) -> None:
    with elsewhere(tmp_path / "new") as place:
        code, out, said = place.run("restore", str(tar))
        assert (code, said) == (0, "")
        assert "Atelier Vauban" in out and "2 issued documents" in out
        assert everything(place.data / "files") == stored()
        assert (place.data / "secret.key").read_text().strip() == config().secret_key
        assert place.findings() == []
        left = {path.name for path in place.data.iterdir()}
        assert not left & {".restoring", "restored", "replaced"}


async def test_a_place_that_holds_something_is_not_touched_without_a_word(tar: Path) -> None:
    await mairie()
    with pytest.raises(Refused) as refused:
        await put_back(tar, replace=False)
    said = str(refused.value)
    for part in ("Atelier Vauban", "3 clients", "2 issued documents", "--replace"):
        assert part in said
    await open_engine()
    assert await Client.count() == 3


async def test_no_restore_while_it_is_served_nor_beside_another(tar: Path) -> None:
    for lock, sentence in (("serve.lock", "end it first"), ("backup.lock", "already runs")):
        with hold(config().data_dir / lock), pytest.raises(Refused, match=sentence):
            await put_back(tar)
    with hold(config().data_dir / "backup.lock"), pytest.raises(Refused, match="already runs"):
        await actions.write_backup(tar.parent / "c.tar", config(), at=EVENING)


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 0x40]))


def offsets(path: Path) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(path) as inside:
        return {info.name: info for info in inside.getmembers()}


async def test_a_flipped_byte_is_refused_with_the_part_it_is_in(tar: Path) -> None:
    whole = tar.read_bytes()
    for name, info in offsets(tar).items():
        tar.write_bytes(whole)
        flip(tar, info.offset_data + info.size // 2)
        shown = "manifest.json" if name == "manifest.sha256" else name
        with pytest.raises(Refused, match=f"damaged: {shown}"):
            await put_back(tar)
        await open_engine()
    assert await Client.count() == 2, "nothing was touched"


async def test_a_damaged_header_is_refused_after_the_last_part_that_was_read(tar: Path) -> None:
    info = offsets(tar)[SECRET]
    flip(tar, info.offset + 3)
    with pytest.raises(Refused, match=f"unreadable after {DATABASE}|holds"):
        await put_back(tar)


@pytest.mark.parametrize("share", [0, 1, 30, 60, 80])
async def test_a_file_cut_short_is_refused(tar: Path, share: int) -> None:
    whole = tar.read_bytes()
    tar.write_bytes(whole[: len(whole) * share // 100])
    with pytest.raises(Refused, match=r"damaged|no backup"):
        await put_back(tar)


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"PK\x03\x04 a zip", b"no tar" * 999])
async def test_a_file_that_is_no_backup_is_refused(
    database: None, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(Refused, match="no backup"):
        await put_back(tmp_path / "x.tar")
    with pytest.raises(Refused, match="No such file"):
        await put_back(tmp_path / "absent.tar")


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "files/../../evil", "files/ab/short"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as out:
        info = tarfile.TarInfo(name)
        info.size = 4
        out.addfile(info, io.BytesIO(b"evil"))
    (tmp_path / "into").mkdir()
    with pytest.raises(backup_files.BackupFault) as fault:
        backup_files.read(path, tmp_path / "into")
    assert (fault.value.fault, fault.value.member) == ("strange", name)
    assert list((tmp_path / "into").iterdir()) == []


def test_a_link_among_the_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as out:
        info = tarfile.TarInfo(SECRET)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        out.addfile(info)
    with pytest.raises(backup_files.BackupFault, match="strange"):
        backup_files.read(path)


def forged(path: Path, **changes: object) -> Path:
    """The same parts under a manifest that says something else, sealed."""
    parts: list[tuple[str, Path | bytes]] = []
    with tarfile.open(path) as inside:
        for info in inside.getmembers():
            source = inside.extractfile(info)
            assert source
            if not info.name.startswith("manifest"):
                parts.append((info.name, source.read()))
    about = replace(backup_files.manifest_of(path), **changes)  # type: ignore[arg-type]
    target = path.with_name("forged.tar")
    backup_files.write(target, about, parts)
    return target


async def test_one_of_a_newer_version_or_another_engine_is_refused(tar: Path) -> None:
    newer = forged(tar, version="9.0.0")
    with pytest.raises(Refused, match=r"version 9\.0\.0, newer than this one"):
        await put_back(newer)
    newer.unlink()
    other = "sqlite" if is_postgres else "postgres"
    with pytest.raises(Refused, match="DATABASE_URL"):
        await put_back(forged(tar, engine=other))
    assert await Client.count() == 2


async def test_a_document_damaged_before_stops_no_backup_and_is_said(
    database: None, tmp_path: Path
) -> None:
    await workshop()
    path = next(config().files_dir.rglob("??/*"))
    path.write_bytes(b"damaged")
    made = await actions.write_backup(tmp_path / "b.tar", config(), at=EVENING)
    assert made.manifest.faults == (f"files/{path.parent.name}/{path.name}",)


@pytest.mark.slow
async def test_writers_go_on_while_it_is_copied(database: None, tmp_path: Path) -> None:
    await workshop()
    stop = asyncio.Event()
    written = 0

    async def writer(who: int) -> None:
        nonlocal written
        while not stop.is_set():
            await mme_perrin(email=f"n{who}-{written}@courrier.test")
            written += 1

    writers = [asyncio.create_task(writer(who)) for who in (1, 2)]
    made = [
        await actions.write_backup(tmp_path / f"{n}.tar", config(), at=EVENING) for n in range(3)
    ]
    stop.set()
    await asyncio.gather(*writers)
    assert written > 3
    report = await actions.drill(made[1].path, config(), at=EVENING)
    assert report.findings == 0, report


@pytest.mark.slow
async def test_a_drill_finds_what_was_planted_and_leaves_nothing(tar: Path, tmp_path: Path) -> None:
    report = await actions.drill(tar, config(), at=EVENING)
    assert (report.findings, report.created_at) == (0, "2026-11-21T18:00:00+01:00")
    assert {"backup file", "balances", "documents kept"} <= {c.name for c in report.checks}
    await engine.run_ddl("UPDATE balance SET open = open + 1 WHERE id = 1")
    next(config().files_dir.rglob("??/*")).unlink()
    bad = await actions.write_backup(tmp_path / "bad.tar", config(), at=EVENING)
    report = await actions.drill(bad.path, config(), at=EVENING)
    found = {check.name for check in report.checks if check.findings}
    assert {"balances", "documents kept"} <= found
    # The typesetter of an earlier test keeps its folder for as long as it lives.
    left = [each.name for each in (config().data_dir / "tmp").iterdir()]
    assert [name for name in left if not name.startswith("pdf-")] == []
    if is_postgres:
        rows = await Client.raw("SELECT datname FROM pg_database WHERE datname LIKE '%_drill'")
        assert rows == []


async def test_a_drill_of_a_damaged_file_is_a_finding(tar: Path) -> None:
    flip(tar, offsets(tar)[SECRET].offset_data)
    report = await actions.drill(tar, config(), at=EVENING)
    assert [check.name for check in report.checks if check.findings] == ["backup file"]
    assert "secret.key" in report.checks[0].findings[0]


@pytest.mark.slow
async def test_the_command_of_a_drill_tells_scripts(tar: Path, tmp_path: Path) -> None:
    with elsewhere(tmp_path / "new") as place:
        code, _, said = place.run("restore", "--drill")
        assert code == 1 and "There is no backup" in said
        code, out, said = place.run("restore", "--drill", str(tar), "--format", "json")
        told = json.loads(out)
        assert (code, told["findings"], said) == (0, 0, "")
        assert {"name": "backup file", "ok": True, "findings": []} in told["checks"]
        assert told["file"] == str(tar)


def test_a_manifest_that_cannot_be_read_is_a_damage(tmp_path: Path) -> None:
    for text in (b"[]", b"{}", b"\xff", b'{"members": 3}'):
        path = tmp_path / "x.tar"
        path.unlink(missing_ok=True)
        with tarfile.open(path, "w") as out:
            for name, data in (
                ("manifest.json", text),
                ("manifest.sha256", backup_files.sha256(text).hexdigest().encode()),
            ):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                out.addfile(info, io.BytesIO(data))
        with pytest.raises(backup_files.BackupFault, match=r"manifest\.json is altered"):
            backup_files.read(path)


def test_a_manifest_stands_for_itself() -> None:
    about = Manifest(1, "0.1.0", "sqlite", "3.40", ("0001-people",), "2026-11-21T18:00:00+01:00")
    assert about.members == () and about.faults == ()
