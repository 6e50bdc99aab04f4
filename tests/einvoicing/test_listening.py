"""What the platform says is taken once; what cannot be read is put aside, with the reason."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.platform import Folder, MessageFault, PlatformAway, read_message
from app.core.errors import Refused
from app.einvoicing import actions, queries
from app.einvoicing.actions import HandSummary, ListenSummary
from app.einvoicing.actions import handing as step
from app.einvoicing.rules.lifecycle import Told
from app.einvoicing.tables import PlatformFile, PlatformMessage
from app.invoices.actions import credit_whole
from app.invoices.queries import invoice
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.einvoicing.folders import cdar, platform, rendered
from tests.invoices.story import BY, WHEN, D, issued

ONE = "F2026-000001"


async def codes(invoice_id: int) -> list[int]:
    return [each.status.value for each in await queries.statuses(invoice_id)]


async def test_a_story_of_one_invoice(database: None, tmp_path: Path) -> None:
    await open_shop()
    one, other = await issued(await regie()), await issued(await hotel())
    before = await invoice(one)
    place = await platform(tmp_path)
    place.says("a.xml", cdar(ONE, 200))
    place.says("b.XML", cdar(ONE, 202))
    place.says("c.xml", cdar(ONE, 210, reason="MONTANTTOTAL_ERR"))
    place.says("note.txt", "pas un message")
    assert await actions.listen(WHEN) == ListenSummary(taken=3)
    assert await codes(one) == [200, 202, 210] and await codes(other) == []
    assert {each.source for each in await queries.statuses(one)} == {Told.PLATFORM}
    assert place.found() == ["note.txt"] and place.found("lus") == ["a.xml", "b.XML", "c.xml"]
    assert await invoice(one) == before
    async with browser() as odile:
        await signed_in(odile)
        first = (await odile.get("/")).text.replace("\xa0", " ")
        assert "F2026-000001 de Régie Bellecour : Refusée par le client" in first
        assert "Motif : total erroné. Faites un avoir" in first and f"/invoices/{one}" in first
        shown = (await odile.get(f"/invoices/{one}/statuses")).text
        assert "Déposée" in shown and "reçu de la plateforme" in shown
        history = (await odile.get(f"/invoices/{one}")).text.replace("\xa0", " ")
        assert "Plateforme : Refusée par le client, le 21 novembre 2026" in history
    await credit_whole(one, on=D("2026-11-21"), at=WHEN, by=BY)
    async with browser() as odile:
        await signed_in(odile)
        assert "Refusée par le client" not in (await odile.get("/")).text


async def test_the_same_bytes_are_one_message(database: None, tmp_path: Path) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    for name in ("a.xml", "copie.xml"):
        place.says(name, cdar(ONE, 200))
    assert await actions.listen(WHEN) == ListenSummary(taken=2)
    place.says("a.xml", cdar(ONE, 200))
    await actions.listen(WHEN)
    assert await codes(one) == [200] and await PlatformMessage.count() == 1
    # Three files are kept, none over another.
    assert len(place.found("lus")) == 3 and place.found() == []


async def test_two_workers_and_a_kill_before_the_file_is_moved(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    for n, code in enumerate((200, 201, 202, 203)):
        place.says(f"{n}.xml", cdar(ONE, code))

    class Killed(BaseException):
        pass

    def dies(self: Folder, name: str, is_good: bool) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put_away", dies)
        with pytest.raises(Killed):
            await actions.listen(WHEN)
    assert await codes(one) == [200] and len(place.found()) == 4
    await asyncio.gather(actions.listen(WHEN), actions.listen(WHEN))
    assert await codes(one) == [200, 201, 202, 203]
    assert place.found() == [] and len(place.found("lus")) == 4


@pytest.mark.parametrize("state", ["owed", "uncertain"])
async def test_who_speaks_of_an_invoice_has_it(database: None, tmp_path: Path, state: str) -> None:
    await open_shop()
    one = await issued(await regie())
    await issued(await hotel())
    place = await platform(tmp_path)
    await rendered()
    await step._owe(WHEN, 10)
    await PlatformFile.update({PlatformFile.state: state}).where(PlatformFile.invoice == one)
    place.says("a.xml", cdar(ONE, 200))
    await actions.listen(WHEN)
    assert (await queries.asking()).uncertain == []
    assert await actions.hand_over(WHEN + timedelta(minutes=5)) == HandSummary(done=1)
    assert place.names() == ["F2026-000002.pdf"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (cdar("F2026-000009", 200), "Aucune de vos factures ne porte le numéro F2026-000009"),
        (cdar(ONE, 200, seller="444102289"), "une facture d’une autre entreprise : 444102289"),
        (cdar(ONE, 999), "999 n’est pas un code de statut connu ici"),
        (cdar(ONE, "2x0"), "« 2x0 » n’est pas un code de statut"),
        (cdar("", 200), "ne dit pas de quelle facture"),
        (cdar(ONE, 200, on="20261345"), "n’est pas une date"),
        (cdar(ONE, 200, on="20271004"), "aujourd’hui"),
        (cdar(ONE, 210), "Ce statut doit dire pourquoi"),
        (cdar(ONE, 212), "combien a été reçu"),
        (cdar(ONE, 212, amount="1e9"), "« 1e9 » n’est pas un montant"),
        ("<html/>", "un autre genre de XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "un autre genre de XML"),
    ],
)
async def test_a_bad_one_is_put_aside_with_its_reason_and_holds_up_nobody(
    database: None, tmp_path: Path, content: str, said: str
) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    place.says("a.xml", content)
    place.says("b.xml", cdar(ONE, 201))
    assert await actions.listen(WHEN) == ListenSummary(taken=1, refused=1)
    assert await codes(one) == [201]
    assert place.found("refuses") == ["a.xml"] and place.found("lus") == ["b.xml"]
    async with browser() as odile:
        await signed_in(odile)
        shown = (await odile.get("/settings/e-invoicing/folders")).text
        assert "a.xml" in shown and said in shown.replace("\xa0", " ")


async def test_half_a_file_waits_a_round(database: None, tmp_path: Path) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    whole = cdar(ONE, 200)
    place.says("a.xml", whole[:300])
    place.says("b.xml", b"\x00\xff\xfe")
    assert await actions.listen(WHEN) == ListenSummary(waiting=2)
    place.says("a.xml", whole)
    assert await actions.listen(WHEN) == ListenSummary(taken=1, refused=1)
    assert await codes(one) == [200] and place.found("refuses") == ["b.xml"]


async def test_one_of_two_invoices_wrong_takes_neither(database: None, tmp_path: Path) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    start, end = "<rsm:AcknowledgementDocument>", "</rsm:AcknowledgementDocument>"
    good = cdar(ONE, 200)
    bad = cdar("F1", 200)
    second = bad[bad.index(start) : bad.index(end) + len(end)]
    place.says("a.xml", good.replace(end, end + second))
    assert await actions.listen(WHEN) == ListenSummary(refused=1)
    assert await codes(one) == []


async def test_after_an_end_nothing_comes(database: None, tmp_path: Path) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    place.says("a.xml", cdar(ONE, 213, reason="QTE_ERR"))
    place.says("b.xml", cdar(ONE, 205))
    assert await actions.listen(WHEN) == ListenSummary(taken=1, refused=1)
    [status] = await queries.statuses(one)
    # A reason that our list does not have stays as it was said.
    assert (status.reason, status.note) == ("AUTRE", "QTE_ERR")


async def test_a_file_that_cannot_be_opened_holds_up_nobody(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    one = await issued(await regie())
    place = await platform(tmp_path)
    place.says("a.xml", cdar(ONE, 200))
    place.says("b.xml", cdar(ONE, 201))
    real = Folder.fetch

    def fetch(self: Folder, name: str) -> bytes:
        if name == "a.xml":
            raise PlatformAway("closed", str(self.inbox / name))
        return real(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "fetch", fetch)
        with pytest.raises(Refused, match="has no right"):
            await actions.listen(WHEN)
    assert await codes(one) == [201] and place.found() == ["a.xml"]
    assert await actions.listen(WHEN) == ListenSummary(taken=1)


async def test_a_folder_that_is_gone_is_said(database: None, tmp_path: Path) -> None:
    await open_shop()
    place = await platform(tmp_path)
    place.inbox.rename(tmp_path / "ailleurs")
    with pytest.raises(Refused, match="not there"):
        await actions.listen(WHEN)


def test_what_a_message_says() -> None:
    [said] = read_message(cdar(ONE, 212, on="20261125", amount="-40.50").encode())
    assert (said.number, said.code, said.on) == (ONE, 212, D("2026-11-25"))
    assert (said.amount, said.seller, said.reason) == (-4_050, "732829320", "")
    for text, cents in (("12", 1_200), ("12.3", 1_230), ("12.340", 1_234)):
        assert read_message(cdar(ONE, 212, amount=text).encode())[0].amount == cents
    with pytest.raises(MessageFault):
        read_message(cdar(ONE, 212, amount="12.345").encode())


async def test_what_came_in_never_changes(database: None, tmp_path: Path) -> None:
    await open_shop()
    place = await platform(tmp_path)
    place.says("a.xml", "<html/>")
    await actions.listen(WHEN)
    with pytest.raises(Exception, match="stays"):
        await PlatformMessage.delete(force=True)
    with pytest.raises(Exception, match="stays"):
        await PlatformMessage.update({PlatformMessage.findings: ""}, force=True)
