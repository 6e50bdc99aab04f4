"""The night's backup, made once and made up for; kept, copied, shown to the owner alone."""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.adapters.locks import hold
from app.auth.tables import AuditEntry
from app.config import config
from app.core.errors import Refused
from app.upkeep import actions
from app.upkeep.queries import backups as queries
from app.upkeep.queries import doctor
from app.upkeep.rules.backups import Proof, name_at
from app.upkeep.tables import Backup
from tests.cast import ODILE, browser, open_shop, signed_in
from tests.cast import at as moment
from tests.upkeep.backup_story import workshop

NIGHT = moment("2026-11-22", 2, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_backups() -> Iterator[None]:
    yield
    shutil.rmtree(config().backups_dir, ignore_errors=True)


def names() -> list[str]:
    folder = config().backups_dir
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_each_night_one_and_a_missed_night_is_made_up_for(database: None) -> None:
    assert await actions.back_up(config(), at=NIGHT) is None, "there is nothing to keep yet"
    await workshop()
    made = await actions.back_up(config(), at=NIGHT)
    assert made and made.path.name == name_at(NIGHT)
    assert await actions.back_up(config(), at=NIGHT + timedelta(hours=1)) is None
    assert await actions.back_up(config(), at=NIGHT + 3 * DAY + timedelta(hours=9))
    assert await actions.back_up(config(), at=NIGHT + 3 * DAY + timedelta(hours=10)) is None
    assert len(names()) == 2
    assert {one.copy.proof for one in await queries.listed(config().backups_dir)} == {Proof.CHECKED}


async def test_one_asked_for_is_made_once_whoever_asks_again(database: None) -> None:
    await workshop()
    await actions.back_up(config(), at=NIGHT)
    for _ in range(3):
        await actions.ask_backup(at=NIGHT, by=ODILE)
    both = await asyncio.gather(
        *(actions.back_up(config(), at=NIGHT) for _ in range(2)), return_exceptions=True
    )
    assert sum(one is not None for one in both) == 1, both
    assert len(names()) == 2, "the same second of the clock makes two names"
    assert await queries.owed() is None


async def test_one_that_was_killed_is_taken_up_again(database: None) -> None:
    await workshop()
    await actions.ask_backup(at=NIGHT, by=ODILE)
    await Backup.update({Backup.started_at: NIGHT}, force=True)
    with hold(config().data_dir / "backup.lock"):
        assert await actions.back_up(config(), at=NIGHT) is None, "somebody is at it"
    assert await actions.back_up(config(), at=NIGHT + timedelta(hours=1))
    assert await Backup.count() == 1


async def test_a_failure_is_noted_tried_again_and_alarms_after_36_hours(database: None) -> None:
    await workshop()
    config().backups_dir.write_text("a file where the folder should be")
    with pytest.raises(Refused, match="Nothing was kept"):
        await actions.back_up(config(), at=NIGHT)
    last = await queries.last_attempt()
    assert last and "Nothing was kept" in last.error
    settings = config()
    assert await queries.missing_backup(settings, NIGHT + timedelta(hours=36)) is None
    said = await queries.missing_backup(settings, NIGHT + timedelta(hours=37))
    assert said and "no checked backup" in str(said)
    config().backups_dir.unlink()
    assert await actions.back_up(settings, at=NIGHT + timedelta(hours=37))
    assert await queries.missing_backup(settings, NIGHT + timedelta(hours=38)) is None


async def test_nine_nights_keep_seven_days_and_nothing_foreign_is_touched(database: None) -> None:
    await workshop()
    folder = config().backups_dir
    folder.mkdir()
    (folder / "my-own.tar").write_text("not yours")
    for night in range(9):
        await actions.back_up(config(), at=NIGHT + night * DAY)
    # 22 November (Sunday) to 30 (Monday): the first day is also the last of its week.
    days = [f"202611{day}T012000Z" for day in (22, 24, 25, 26, 27, 28, 29, 30)]
    assert names() == [*(f"echeance-{day}.tar" for day in days), "my-own.tar"]


async def test_a_second_copy_is_the_same_and_its_failure_stops_nothing(
    database: None, tmp_path: Path
) -> None:
    await workshop()
    other = tmp_path / "usb"
    other.mkdir()
    await actions.set_second_folder(str(other), config(), at=NIGHT, by=ODILE)
    made = await actions.back_up(config(), at=NIGHT)
    assert made and (other / made.path.name).read_bytes() == made.path.read_bytes()
    other.rename(tmp_path / "unplugged")
    await actions.back_up(config(), at=NIGHT + DAY)
    newest, older = await queries.listed(config().backups_dir)
    assert newest.copy.proof is Proof.CHECKED and "No such file" in newest.copy_error
    assert older.copied_at and not older.copy_error
    assert not other.exists(), "a disk that is not there is not made"


@pytest.mark.parametrize("folder", ["usb", "/nowhere/at/all", "{data}", "{data}/backups/x"])
async def test_a_second_folder_that_cannot_be_is_refused(database: None, folder: str) -> None:
    await open_shop()
    (config().backups_dir / "x").mkdir(parents=True)
    typed = folder.format(data=config().data_dir)
    with pytest.raises(Refused, match=r"whole path|another disk"):
        await actions.set_second_folder(typed, config(), at=NIGHT, by=ODILE)
    assert await queries.second_folder() is None


async def test_the_drill_of_the_week_notes_what_it_found(database: None) -> None:
    await workshop()
    assert await actions.drill_if_due(config(), at=NIGHT) is None, "no backup, nothing to try"
    await actions.back_up(config(), at=NIGHT)
    later = NIGHT + timedelta(hours=1)
    assert await actions.drill_if_due(config(), at=later)
    assert await actions.drill_if_due(config(), at=NIGHT + 6 * DAY) is None
    last = await queries.last_drill()
    assert last and (last.name, last.findings) == (names()[0], 0)
    assert len(last.checks) > 10


async def test_a_drill_waits_for_a_backup_that_is_being_made(database: None) -> None:
    await workshop()
    await actions.back_up(config(), at=NIGHT)
    with hold(config().data_dir / "backup.lock"):
        assert await actions.drill_if_due(config(), at=NIGHT + DAY) is None
    assert await queries.last_drill() is None
    assert await actions.drill_if_due(config(), at=NIGHT + 2 * DAY)


async def test_a_drill_proves_or_condemns_a_file_that_nobody_knew(database: None) -> None:
    await workshop()
    made = await actions.back_up(config(), at=NIGHT)
    assert made
    await Backup.delete(force=True)
    assert (await queries.listed(config().backups_dir))[0].copy.proof is Proof.UNCHECKED
    await actions.drill(None, config(), at=NIGHT + DAY)
    assert (await queries.listed(config().backups_dir))[0].copy.proof is Proof.CHECKED
    made.path.write_bytes(made.path.read_bytes()[:-30_000])
    await actions.drill(None, config(), at=NIGHT + DAY)
    listed = (await queries.listed(config().backups_dir))[0]
    assert listed.copy.proof is Proof.FAILED and "damaged" in listed.error
    made_again = await actions.back_up(config(), at=NIGHT + timedelta(hours=2))
    assert made_again, "a damaged one does not count for its night"


async def test_the_doctor_says_how_old_it_is(database: None) -> None:
    async def reading(at: object) -> tuple[bool | None, str]:
        found = await doctor(config(), None, at)  # type: ignore[arg-type]
        [backup] = [each for each in found if each.name == "backup"]
        return backup.ok, str(backup.said)

    await workshop()
    assert (await reading(NIGHT))[0] is None
    await actions.back_up(config(), at=NIGHT)
    ok, said = await reading(NIGHT + DAY)
    assert ok is True and "2026-11-22 02:20" in said
    assert (await reading(NIGHT + 2 * DAY))[0] is False


async def shown(client: httpx.AsyncClient, path: str = "/settings/backups") -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return re.sub(r"\s+", " ", answer.text.replace("\u00a0", " ").replace("\u202f", " "))


async def test_the_owner_sees_them_asks_for_one_and_takes_one_away(
    database: None, at: Callable[[str], None]
) -> None:
    await workshop()
    at("2026-11-22T10:00")
    async with browser() as odile:
        await signed_in(odile)
        assert 'href="/settings/backups"' in await shown(odile, "/settings")
        assert "Pas encore de sauvegarde" in await shown(odile)
        answer = await odile.post("/settings/backups")
        assert (answer.status_code, answer.headers["location"]) == (303, "/settings/backups")
        page = await shown(odile)
        assert "va commencer" in page and 'hx-get="/settings/backups/list"' in page
        made = await actions.back_up(config(), at=moment("2026-11-22", 10))
        assert made
        part = await shown(odile, "/settings/backups/list")
        assert part.lstrip().startswith("<section") and "hx-get" not in part
        assert "22 novembre 2026, 10 h" in part and "vérifiée" in part
        page = await shown(odile)
        assert f"echeance restore --replace {made.path}" in page
        taken = await odile.get(f"/settings/backups/{made.path.name}/file")
        assert taken.content == made.path.read_bytes()
        assert "attachment" in taken.headers["content-disposition"]
        for wrong in ("secret.key", "..%2Fsecret.key", "echeance-20200101T000000Z.tar"):
            assert (await odile.get(f"/settings/backups/{wrong}/file")).status_code == 404
    acts = await AuditEntry.select(AuditEntry.act, AuditEntry.by).order_by(AuditEntry.id)
    assert {"act": "backup.asked", "by": ODILE} in acts
    assert acts[-1] == {"act": "backup.downloaded", "by": ODILE}


async def test_each_state_has_its_word_and_the_assistant_sees_none(
    database: None, at: Callable[[str], None]
) -> None:
    await workshop()
    at("2026-11-23T10:00")
    made = await actions.back_up(config(), at=NIGHT)
    assert made
    (made.path.parent / name_at(NIGHT - DAY)).write_bytes(b"from elsewhere")
    await actions.back_up(config(), at=NIGHT + DAY)
    made.path.write_bytes(b"cut short")
    async with browser() as odile:
        await signed_in(odile)
        page = await shown(odile)
        for word in ("vérifiée", "non vérifiée", "abîmée", "9 bytes instead of"):
            assert word in page
        fault = await odile.post("/settings/backups/second-folder", data={"copy_to": "usb"})
        assert fault.status_code == 422 and 'value="usb"' in fault.text
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.get("/settings/backups")).status_code == 403
        assert (await amin.get(f"/settings/backups/{made.path.name}/file")).status_code == 403


async def test_the_first_page_is_red_without_one_since_36_hours(
    database: None, at: Callable[[str], None]
) -> None:
    await workshop()
    async with browser() as odile:
        await signed_in(odile)
        at("2026-11-22T10:00")
        assert "sauvegarde vérifiée" not in await shown(odile, "/"), "it is only new"
        await actions.back_up(config(), at=NIGHT)
        assert "sauvegarde vérifiée" not in await shown(odile, "/")
        at("2026-11-23T14:21")
        page = await shown(odile, "/")
        assert "Pas de sauvegarde vérifiée depuis le 22 novembre 2026, 2 h 20" in page
