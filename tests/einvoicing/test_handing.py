"""Invoices go to the platform's folder once by their name, whatever happens meanwhile."""

import asyncio
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters import files
from app.adapters.platform import Folder, PlatformAway
from app.adapters.platform import folder as disk
from app.config import ROOT, config
from app.core.errors import Refused
from app.einvoicing import actions, queries
from app.einvoicing.actions import HandSummary
from app.einvoicing.actions import handing as step
from app.einvoicing.rules.handing import Form, State, filename
from app.einvoicing.tables import PlatformFile
from app.invoices.tables import Document
from tests.cast import browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.einvoicing.folders import Place, platform, rendered
from tests.invoices.story import BY, WHEN, D, drafted, issued

ONE, TWO = "F2026-000001.pdf", "F2026-000002.pdf"
LATER = WHEN + timedelta(minutes=3)


class Killed(BaseException):
    """The worker dies here."""


def dies(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, after: bool = False) -> None:
    """The next call of this function is the worker's last, before or after its work."""
    real: Callable[..., object] = getattr(owner, name)

    def last(*args: object, **more: object) -> object:
        monkeypatch.setattr(owner, name, real)
        if after:
            real(*args, **more)
        raise Killed

    monkeypatch.setattr(owner, name, last)


async def states() -> list[str]:
    rows = await PlatformFile.select(PlatformFile.state).order_by(PlatformFile.id)
    return [row["state"] for row in rows]


async def kept(invoice_id: int, kind: str) -> bytes:
    row = await Document.select().where(Document.invoice == invoice_id, Document.kind == kind)
    return files.read(row[0]["sha256"])


async def test_what_is_between_businesses_goes_and_the_rest_stays(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    before = await issued(await hotel(), on="2026-10-30")
    one = await issued(await regie())
    await issued(await mme_perrin())
    await drafted(await regie(name="Régie Perrache", siren="", vat_number=""))
    place = await platform(tmp_path)
    # Nothing leaves before its file is made.
    assert await actions.hand_over(WHEN) == HandSummary(owed=1)
    assert place.names() == []
    await rendered()
    assert await actions.hand_over(WHEN) == HandSummary(done=1)
    assert place.names() == [TWO]
    assert (place.outbox / TWO).read_bytes() == await kept(one, "pdf")
    # The platform takes it: nothing comes again.
    (place.outbox / TWO).unlink()
    assert await actions.hand_over(LATER) == HandSummary()
    assert place.names() == [] and await queries.handing_of(before) is None


async def test_the_xml_alone_when_the_platform_wants_it(database: None, tmp_path: Path) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    place = await platform(tmp_path, form=Form.XML)
    await rendered()
    assert (await actions.hand_over(WHEN)).done == 1
    assert (place.outbox / "F2026-000001.xml").read_bytes() == await kept(invoice_id, "xml")


def test_a_slash_of_a_number_is_no_folder() -> None:
    assert filename("F/2026/12", Form.PDF) == "F=2026=12.pdf"


async def test_off_nothing_moves(database: None, tmp_path: Path) -> None:
    await open_shop()
    await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    await actions.choose_folders(
        str(place.outbox),
        str(place.inbox),
        is_on=False,
        since=D("2026-11-01"),
        form=Form.PDF,
        at=WHEN,
        by=BY,
    )
    assert await actions.hand_over(WHEN) == HandSummary()
    assert place.names() == [] and await PlatformFile.count() == 0


@pytest.mark.parametrize(
    ("owner", "name", "after", "left"),
    [
        (disk, "_write", False, "owed"),
        (disk, "_write", True, "owed"),
        (Folder, "publish", False, "staged"),
        (Folder, "publish", True, "staged"),
    ],
)
async def test_killed_at_each_step_it_is_there_once(
    database: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    after: bool,
    left: str,
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    dies(monkeypatch, owner, name, after)
    with pytest.raises(Killed):
        await actions.hand_over(WHEN)
    assert await states() == [left]
    # The claim of the dead stands for two minutes.
    assert await actions.hand_over(WHEN + timedelta(minutes=1)) == HandSummary()
    assert await actions.hand_over(LATER) == HandSummary(done=1)
    assert [name for name in place.names() if not name.startswith(".")] == [ONE]
    assert (place.outbox / ONE).read_bytes() == await kept(invoice_id, "pdf")


async def test_shown_taken_and_killed_before_the_note_somebody_is_asked(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    invoice_id, other = await issued(await regie()), await issued(await hotel())
    place = await platform(tmp_path)
    await rendered()
    dies(monkeypatch, Folder, "publish", after=True)
    with pytest.raises(Killed):
        await actions.hand_over(WHEN)
    (place.outbox / ONE).unlink()
    assert await actions.hand_over(LATER) == HandSummary(done=1, uncertain=1)
    assert place.names() == [TWO]
    path = f"/invoices/{invoice_id}/handing"
    async with browser() as amin, browser() as claire:
        await signed_in(claire, "claire")
        assert (await claire.post(path, data={"arrived": "1"})).status_code == 403
        await signed_in(amin, "amin")
        assert "peut-être arrivée à la plateforme" in (await amin.get("/")).text
        shown = (await amin.get(f"/invoices/{invoice_id}/statuses")).text
        assert "rien ne dit si elle l’a pris" in shown and "La remettre de nouveau" in shown
        assert (await amin.post(path, data={"arrived": "1"})).status_code == 303
        assert (await amin.post(path, data={"arrived": "1"})).status_code == 422
        assert (await amin.post(f"/invoices/{other}/handing", data={})).status_code == 422
        assert (await amin.post("/invoices/999/handing", data={})).status_code == 404
    assert await states() == ["done", "done"]


async def test_what_has_not_arrived_goes_again(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    dies(monkeypatch, Folder, "publish")
    with pytest.raises(Killed):
        await actions.hand_over(WHEN)
    for hidden in place.outbox.iterdir():
        hidden.unlink()
    assert await actions.hand_over(LATER) == HandSummary(uncertain=1)
    await actions.decide(invoice_id, arrived=False, at=LATER, by=BY)
    assert await actions.hand_over(LATER) == HandSummary(done=1)
    assert place.names() == [ONE]


async def test_a_frozen_worker_that_wakes_up_changes_nothing(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    [row] = await claim()
    assert await actions.hand_over(LATER) == HandSummary(done=1)
    (place.outbox / ONE).unlink()
    # It had claimed before the other, and goes on where it stood.
    assert await step._hand(Folder(place.outbox, place.inbox), row, LATER) == "lost"
    assert place.names() == [] and await states() == ["done"]


async def claim() -> list[dict[str, object]]:
    await step._owe(WHEN, 10)
    return await step._claim(WHEN)


async def test_two_workers_at_once(database: None, tmp_path: Path) -> None:
    await open_shop()
    client = await regie()
    for _ in range(6):
        await issued(client)
    place = await platform(tmp_path)
    await rendered()
    one, two = await asyncio.gather(actions.hand_over(WHEN), actions.hand_over(WHEN))
    assert (one.done + two.done, one.uncertain + two.uncertain) == (6, 0)
    assert place.names() == [f"F2026-{n:06}.pdf" for n in range(1, 7)]


async def test_two_processes_at_once_and_one_is_killed(database: None, tmp_path: Path) -> None:
    await open_shop()
    client = await regie()
    for _ in range(12):
        await issued(client)
    place = await platform(tmp_path)
    await rendered()
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=dict(os.environ))
        for _ in range(2)
    ]
    while not place.names():
        await asyncio.sleep(0.005)
    workers[0].kill()
    for each in workers:
        await asyncio.to_thread(each.wait)
    await actions.hand_over(LATER)
    shown = [name for name in place.names() if not name.startswith(".")]
    assert shown == [f"F2026-{n:06}.pdf" for n in range(1, 13)]
    assert await states() == ["done"] * 12


WORKER = f"""
import asyncio
from datetime import datetime
from app.adapters.database import close_engine, open_engine
from app.einvoicing.actions import hand_over

async def run():
    await open_engine()
    await hand_over(datetime.fromisoformat({WHEN.isoformat()!r}))
    await close_engine()

asyncio.run(run())
"""


async def test_a_folder_that_is_gone_is_said_and_made_up_for(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    place.outbox.rename(tmp_path / "ailleurs")
    with pytest.raises(Refused) as refused:
        await actions.hand_over(WHEN)
    assert refused.value.findings[0].facts["place"] == str(place.outbox)
    handing = await queries.handing_of(invoice_id)
    assert handing and handing.state is State.OWED
    assert handing.error == "The platform’s folder is not there."
    async with browser() as odile:
        await signed_in(odile)
        assert "n’arrive pas à la plateforme" in (await odile.get("/")).text
    (tmp_path / "ailleurs").rename(place.outbox)
    assert await actions.hand_over(WHEN + timedelta(seconds=59)) == HandSummary()
    assert await actions.hand_over(WHEN + timedelta(minutes=1)) == HandSummary(done=1)
    assert place.names() == [ONE]


@pytest.mark.parametrize(
    ("code", "fault"),
    [(errno.ENOSPC, "full"), (errno.EACCES, "closed"), (errno.EIO, "broken")],
)
async def test_no_room_or_no_right_leaves_nothing_half_written(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, fault: str
) -> None:
    await open_shop()
    await issued(await regie())
    place = await platform(tmp_path)
    await rendered()

    def fails(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk.os, "fsync", fails)
    with pytest.raises(PlatformAway) as away:
        Folder(place.outbox, place.inbox).stage(ONE, b"x", "t")
    assert away.value.fault == fault and place.names() == []
    with pytest.raises(Refused):
        await actions.hand_over(WHEN)
    assert place.names() == [] and await states() == ["owed"]
    monkeypatch.undo()
    assert await actions.hand_over(LATER) == HandSummary(done=1)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk asks for root")
async def test_a_disk_that_is_really_full(database: None, tmp_path: Path) -> None:
    await open_shop()
    await issued(await regie())
    place = await platform(tmp_path)
    await rendered()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "small", str(place.outbox)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no disk may be mounted here")
    try:
        with pytest.raises(Refused) as refused:
            await actions.hand_over(WHEN)
        assert "no room left" in str(refused.value)
        assert place.names() == []
    finally:
        subprocess.run(["umount", "-l", str(place.outbox)], check=True)
    assert await actions.hand_over(LATER) == HandSummary(done=1)


async def test_another_file_of_that_name_is_never_written_over(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    await issued(await regie())
    await issued(await hotel())
    place = await platform(tmp_path)
    await rendered()
    (place.outbox / ONE).write_text("d’un autre")
    assert await actions.hand_over(WHEN) == HandSummary(owed=2, done=1, failed=1)
    assert (place.outbox / ONE).read_text() == "d’un autre"
    assert await states() == ["staged", "done"]
    (place.outbox / ONE).unlink()
    assert await actions.hand_over(LATER) == HandSummary(done=1)


async def test_a_document_lost_on_the_disk_holds_up_nobody(database: None, tmp_path: Path) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    await issued(await hotel())
    place = await platform(tmp_path)
    await rendered()
    row = await Document.select().where(Document.invoice == invoice_id, Document.kind == "pdf")
    data = files.read(row[0]["sha256"])
    files.locate(row[0]["sha256"]).unlink()
    assert await actions.hand_over(WHEN) == HandSummary(owed=2, done=1, failed=1)
    assert place.names() == [TWO]
    files.store(data)
    assert await actions.hand_over(LATER) == HandSummary(done=1)


async def test_the_folders_are_tried_when_chosen(database: None, tmp_path: Path) -> None:
    await open_shop()
    path = "/settings/e-invoicing/folders"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    good = {
        "is_on": "1",
        "outbox": str(tmp_path / "a"),
        "inbox": str(tmp_path / "b"),
        "since": "01/11/2026",
        "form": "pdf",
    }
    async with browser() as odile, browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.get(path)).status_code == 403
        assert (await amin.post(path, data=good)).status_code == 403
        await signed_in(odile)
        for wrong, said in (
            ({"outbox": ""}, "outbox"),
            ({"outbox": "depart"}, "chemin complet"),
            ({"inbox": good["outbox"]}, "séparés"),
            ({"inbox": f"{good['outbox']}/dans"}, "séparés"),
            ({"inbox": str(config().data_dir)}, "ses propres fichiers"),
            ({"inbox": "/"}, "ses propres fichiers"),
            ({"outbox": str(ROOT / "static")}, "ses propres fichiers"),
            ({"outbox": str(tmp_path / "nulle-part")}, "n’est pas là"),
            ({"form": "odt"}, "« odt »"),
        ):
            answer = await odile.post(path, data=good | wrong)
            assert answer.status_code == 422 and said in answer.text.replace("\xa0", " "), wrong
        assert await queries.folders() is None
        assert (await odile.post(path, data=good)).status_code == 303
        assert "en service" in (await odile.get("/settings/e-invoicing")).text
    chosen = await queries.folders()
    assert chosen and chosen.is_on and chosen.since == D("2026-11-01")
    assert list((tmp_path / "a").iterdir()) == []


def test_a_place_names_itself(tmp_path: Path) -> None:
    place = Place(tmp_path, tmp_path)
    with pytest.raises(PlatformAway, match="depart"):
        Folder.of(str(place.outbox / "depart"), str(place.inbox)).try_outbox()
