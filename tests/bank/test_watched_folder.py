"""Files put into the folder of statements: taken by themselves once they are whole, each once."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.watched_folder import QUIET, WatchedFolder
from app.bank import actions, queries
from app.bank.queries import FileView
from app.bank.tables import BankFile, BankLine
from app.config import config
from tests.bank.bank import CURRENT, NOVEMBER, NOW, POST, camt, table
from tests.cast import browser, open_shop, signed_in


@pytest.fixture
def folder(database: None) -> Iterator[Path]:
    place = config().bank_inbox
    WatchedFolder(place).prepare()
    yield place
    for each in sorted(place.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    place.rmdir()


async def minute(after: float = 1.0) -> int:
    """What the worker does, so many quiet minutes after now: files taken in; then it reads them."""
    done = await actions.take_in(now=time.time() + after * (QUIET + 1), at=NOW)
    while await actions.read_owed(at=NOW):
        continue
    return done.files


async def files() -> list[FileView]:
    return await queries.recent_files(20)


def lying(folder: Path) -> list[str]:
    """Every file in the folder and below it, its number left out."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != ".verrou"]
    return sorted(f"{each.parent.name}/{each.name.split(' ', 1)[-1]}" for each in found)


async def test_a_statement_is_taken_by_itself_once(folder: Path) -> None:
    await open_shop(iban=CURRENT)
    (folder / "novembre 2026.xml").write_bytes(camt(*NOVEMBER))
    assert await minute() == 1
    [file] = await files()
    assert (file.state, file.filename, file.recorded_by) == (
        "done",
        "novembre 2026.xml",
        "echeance",
    )
    assert file.summary is not None and file.summary.added == 3
    assert lying(folder) == ["lus/novembre 2026.xml"]
    assert await minute() == 0
    # The same again, under another name: it is looked at, and brings nothing.
    (folder / "copie.xml").write_bytes(camt(*NOVEMBER))
    assert await minute() == 1
    assert [(each.state, each.summary and each.summary.added) for each in await files()] == [
        ("done", 0),
        ("done", 3),
    ]
    assert await BankLine.count() == 3


async def test_what_is_still_being_written_is_left(folder: Path) -> None:
    """Half of it has come, then the rest; a program's unfinished name; a hidden file; a folder."""
    await open_shop(iban=CURRENT)
    whole = camt(*NOVEMBER)
    (folder / "novembre.xml").write_bytes(whole[:400])
    (folder / "autre.xml.part").write_bytes(whole)
    (folder / ".cache.xml").write_bytes(whole)
    (folder / "dossier.xml").mkdir()
    (folder / "lien.xml").symlink_to(folder / "novembre.xml")
    assert await minute(after=0) == 0
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = (await amin.get("/bank")).text
        assert "novembre.xml" in page and "en cours de copie" in page
        assert "cache" not in page and "lien.xml" not in page
    with (folder / "novembre.xml").open("ab") as rest:
        rest.write(whole[400:])
    assert await minute() == 1
    assert [each.state for each in await files()] == ["done"]
    assert "releves/autre.xml.part" in lying(folder) and "lus/novembre.xml" in lying(folder)


async def test_a_bad_file_is_set_aside_with_its_reason_on_the_page(folder: Path) -> None:
    await open_shop(iban=CURRENT)
    (folder / "coupé.xml").write_bytes(camt(*NOVEMBER)[:-60])
    (folder / "photo.pdf").write_bytes(b"%PDF-1.7 not a statement")
    (folder / "bon.xml").write_bytes(camt(*NOVEMBER))
    assert await minute() == 3
    assert await minute() == 0
    assert lying(folder) == ["lus/bon.xml", "refuses/coupé.xml", "refuses/photo.pdf"]
    states = {each.filename: each for each in await files()}
    assert {name: each.state for name, each in states.items()} == {
        "bon.xml": "done",
        "coupé.xml": "refused",
        "photo.pdf": "refused",
    }
    assert await BankLine.count() == 3
    async with browser() as amin:
        await signed_in(amin, "amin")
        for name in ("coupé.xml", "photo.pdf"):
            page = (await amin.get(f"/bank/files/{states[name].id}")).text
            assert name in page and "turned" not in page and "refusé" in page
    # Mended and put there again under the same name, it is looked at anew.
    (folder / "coupé.xml").write_bytes(camt(*NOVEMBER, number="12"))
    assert await minute() == 1
    assert (await files())[0].state == "done"


async def test_what_must_be_asked_waits_for_a_person(folder: Path) -> None:
    """An account that nobody knows, and columns that nobody has seen."""
    await open_shop(iban=POST)
    (folder / "inconnu.xml").write_bytes(camt(*NOVEMBER))
    (folder / "table.csv").write_bytes(table(*NOVEMBER))
    assert await minute() == 2
    assert [each.state for each in await files()] == ["prepared", "prepared"]
    assert await BankLine.count() == 0
    assert lying(folder) == ["lus/inconnu.xml", "lus/table.csv"]
    async with browser() as amin:
        await signed_in(amin)
        page = (await amin.get("/")).text
    assert "2 relevés du dossier surveillé attendent votre réponse" in page


async def test_cut_between_its_row_and_its_place_it_is_taken_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop(iban=CURRENT)
    (folder / "novembre.xml").write_bytes(camt(*NOVEMBER))

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(WatchedFolder, "take", cut)
        with pytest.raises(KeyboardInterrupt):
            await minute()
    assert lying(folder) == ["releves/novembre.xml"] and await BankFile.count() == 1
    await minute()
    assert lying(folder) == ["lus/novembre.xml"]
    assert await BankFile.count() == 1 and await BankLine.count() == 3


async def test_two_workers_take_a_file_once(folder: Path) -> None:
    await open_shop(iban=CURRENT)
    (folder / "novembre.xml").write_bytes(camt(*NOVEMBER))
    await asyncio.gather(minute(), minute())
    await minute()
    assert await BankFile.count() == 1 and await BankLine.count() == 3
