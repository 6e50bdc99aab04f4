"""Amin points lines from the browser: a tap, another invoice, a split, put aside, undone."""

import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.bank import actions, queries
from app.payments import queries as receipts
from app.payments.rules import Method
from tests.bank.lines import NOW, done_with, left, line, nothing_wrong, swept
from tests.cast import ODILE, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.payments.books import open_now, paid, sold

HTMX = {"HX-Request": "true"}


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-26T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "amin")


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


async def twins() -> tuple[int, int]:
    client = await regie()
    await sold(client, 120, "2026-09-01", "2026-09-30")
    await sold(client, 120, "2026-10-01", "2026-10-31")
    asked = await line(12_000, "VIREMENT <b>RECU</b>", "REGIE BELLECOUR")
    await swept()
    return client, asked


async def test_a_line_shows_what_it_may_be_and_is_accepted_by_a_tap(
    amin: httpx.AsyncClient,
) -> None:
    client, asked = await twins()
    page = await amin.get("/bank/lines")
    assert page.status_code == 200
    assert "À pointer · 1" in page.text and "À confirmer · 1" in page.text
    assert "Le montant est exactement celui qui reste dû." in page.text
    assert "Autre chose est aussi probable" in page.text
    assert "<b>RECU</b>" not in page.text
    mark = hidden(page, "mark")
    done = await amin.post(
        f"/bank/lines/{asked}/acceptance", data={"mark": mark, "back": "/bank/lines?state=ask"}
    )
    assert done.headers["location"] == "/bank/lines?state=ask"
    assert sum((await open_now(client)).values()) == 12_000
    twice = await amin.post(f"/bank/lines/{asked}/acceptance", data={"mark": mark})
    assert twice.status_code == 303
    assert len(await done_with(asked)) == 1
    await nothing_wrong()


async def test_a_proposal_that_has_changed_is_refused_with_its_reason(
    amin: httpx.AsyncClient,
) -> None:
    _, asked = await twins()
    answer = await amin.post(
        f"/bank/lines/{asked}/acceptance", data={"mark": "0" * 16, "back": "/bank/lines?q=regie"}
    )
    assert answer.status_code == 422
    assert "La proposition a changé entre-temps" in answer.text
    assert 'value="regie"' in answer.text
    assert await left(asked) == 12_000


async def test_another_invoice_is_searched_for_and_chosen(amin: httpx.AsyncClient) -> None:
    client, asked = await twins()
    page = await amin.get(f"/bank/lines/{asked}", params={"q": "F2026-000002"})
    link = re.search(r'href="(/bank/lines/\d+/clients/\d+\?invoice=\d+)"', page.text)
    assert link
    form = await amin.get(link[1])
    ticked = re.findall(r'value="(\d+)" id="p-\d+" checked', form.text)
    assert len(ticked) == 1
    sent = await amin.post(
        link[1].partition("?")[0], data={"key": hidden(form, "key"), "pay": ticked[0]}
    )
    assert sent.headers["location"] == "/bank/lines"
    assert await open_now(client) == {"F2026-000001": 12_000}


async def test_a_line_is_split_between_two_clients(amin: httpx.AsyncClient) -> None:
    client, other = await regie(), await hotel()
    await sold(client, 300, "2026-10-01", "2026-10-31")
    await sold(other, 200, "2026-10-01", "2026-10-31")
    split = await line(50_000, "VIREMENT GROUPE", "STE HOLDING")
    path = f"/bank/lines/{split}/clients"
    form = await amin.get(f"{path}/{client}")
    tick = re.findall(r'id="p-(\d+)"', form.text)[0]
    typed = {"key": hidden(form, "key"), "pay": tick, "amount": "300"}
    first = await amin.post(f"{path}/{client}", data=typed)
    assert first.headers["location"] == f"/bank/lines/{split}"
    assert await left(split) == 20_000
    again = await amin.post(f"{path}/{client}", data=typed)
    assert await left(split) == 20_000 and again.status_code == 303
    form = await amin.get(f"{path}/{other}")
    typed = {"key": hidden(form, "key"), "amount": "201", "fee": ""}
    refused = await amin.post(f"{path}/{other}", data=typed)
    assert refused.status_code == 422
    assert "dépassent les 200,00" in refused.text and 'value="201"' in refused.text
    done = await amin.post(f"{path}/{other}", data=typed | {"amount": ""})
    assert done.headers["location"] == "/bank/lines"
    assert [each.open for each in await receipts.unallocated(other)] == [20_000]
    await nothing_wrong()


async def test_the_banks_fee_is_typed_beside_the_amount(amin: httpx.AsyncClient) -> None:
    client = await hotel()
    await sold(client, 1000, "2026-10-01", "2026-10-31")
    short = await line(98_500, "HOTEL", "HOTEL SAINT NIZIER")
    path = f"/bank/lines/{short}/clients/{client}"
    form = await amin.get(path)
    tick = re.findall(r'id="p-(\d+)"', form.text)[0]
    await amin.post(path, data={"key": hidden(form, "key"), "pay": tick, "fee": "15"})
    assert await open_now(client) == {}
    assert await left(short) == 0
    await nothing_wrong()


async def test_cheques_recorded_by_hand_are_one_line(amin: httpx.AsyncClient) -> None:
    client, other = await mme_perrin(), await hotel()
    one = await paid(client, 60, "2026-11-10", method=Method.CHEQUE)
    two = await paid(other, 45, "2026-11-11", method=Method.CHEQUE)
    slip = await line(10_500, "REMISE 2 CHEQUES")
    page = await amin.get(f"/bank/lines/{slip}")
    assert f'name="receipt" value="{one}"' in page.text
    none = await amin.post(f"/bank/lines/{slip}/recorded", data={})
    assert none.status_code == 422 and "Cochez au moins un encaissement" in none.text
    data = {"receipt": [str(one), str(two)]}
    done = await amin.post(f"/bank/lines/{slip}/recorded", data=data)
    assert done.status_code == 303
    assert await left(slip) == 0
    await nothing_wrong()


async def test_money_out_is_put_aside_many_at_once(amin: httpx.AsyncClient) -> None:
    ids = [await line(-cents, f"PRLV {cents}", "EDF") for cents in (4_500, 9_900)]
    kept = await line(-700, "PRLV", "FREE")
    await swept()
    page = await amin.get("/bank/lines", params={"state": "out"})
    assert page.text.count('name="line"') == 3
    nothing = await amin.post("/bank/lines/aside", data={"reason": "supplier"})
    assert nothing.status_code == 422 and "Cochez au moins une ligne." in nothing.text
    data = {"line": [str(each) for each in ids], "reason": "supplier", "note": "énergie"}
    await amin.post("/bank/lines/aside", data=data | {"back": "/bank/lines?state=out"})
    assert [await left(each) for each in (*ids, kept)] == [0, 0, -700]
    [match] = await done_with(ids[0])
    assert (match.parts[0].reason, match.parts[0].account, match.parts[0].note) == (
        "supplier",
        "",
        "énergie",
    )
    wrong = await amin.post(
        f"/bank/lines/{kept}/aside", data={"reason": "fee", "books": "1", "account": "411"}
    )
    assert wrong.status_code == 422 and "est celui des clients" in wrong.text
    await amin.post(f"/bank/lines/{kept}/aside", data={"reason": "fee", "books": "1"})
    [match] = await done_with(kept)
    assert match.parts[0].account == "627"
    await nothing_wrong()


async def test_what_is_sure_is_accepted_together_when_nothing_goes_by_itself(
    amin: httpx.AsyncClient,
) -> None:
    await actions.set_choice(9_500, False, at=NOW, by=ODILE)
    client = await regie()
    for n in range(1, 4):
        await sold(client, 100 * n, "2026-10-01", "2026-10-31")
        await line(10_000 * n, f"F2026-{n:06}", "REGIE BELLECOUR")
    await swept()
    page = await amin.get("/bank/lines", params={"state": "sure"})
    pairs = re.findall(r'name="line" value="(\d+:[0-9a-f]+)"', page.text)
    assert len(pairs) == 3 and "Accepter les 3 sûres" in page.text
    sent = [*pairs[:2], "99:0000", "x"]
    await amin.post("/bank/lines/acceptances", data={"line": sent})
    assert len(await open_now(client)) == 1
    flash = await amin.get("/bank/lines")
    assert "Lignes pointées : 2" in flash.text.replace("\u00a0", " ")
    await nothing_wrong()


async def test_pointed_lines_say_why_and_are_undone(amin: httpx.AsyncClient) -> None:
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-10-31")
    cited = await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    await swept()
    page = await amin.get("/bank/lines", params={"state": "done"})
    assert "Pointée d’elle-même le 26/11/2026." in page.text
    assert "Le libellé cite F2026-000001." in page.text
    [match] = await done_with(cited)
    undone = await amin.post(f"/bank/matches/{match.id}/undoing")
    assert undone.headers["location"] == f"/bank/lines/{cited}"
    again = await amin.get(f"/bank/lines/{cited}")
    assert "Annulé le 26/11/2026" in again.text
    assert await open_now(client) == {"F2026-000001": 12_000}
    twice = await amin.post(f"/bank/matches/{match.id}/undoing")
    assert twice.status_code == 422 and "déjà annulé" in twice.text
    assert (await amin.post("/bank/matches/999/undoing")).status_code == 404


async def test_money_out_is_given_back_or_paid_back_by_hand(amin: httpx.AsyncClient) -> None:
    client = await hotel()
    await sold(client, 100, "2026-10-01", "2026-10-31")
    receipt = await paid(client, 130, "2026-11-05")
    back = await line(-3_000, "VIR", "HOTEL SAINT NIZIER")
    path = f"/bank/lines/{back}/clients/{client}"
    form = await amin.get(path)
    assert f'value="receipt:{receipt}"' in form.text
    # 130 € cannot have come back by a line of 30 €.
    assert "return:" not in form.text
    nothing = await amin.post(path, data={"key": "k"})
    assert nothing.status_code == 422
    for what in ("return:99", "note:99", "nonsense", "return:x"):
        wrong = await amin.post(path, data={"key": "k", "what": what})
        assert wrong.status_code == 422, what
    await amin.post(path, data={"key": "k", "what": f"receipt:{receipt}"})
    assert await receipts.unallocated(client) == []
    await nothing_wrong()


async def test_the_list_is_narrowed_in_the_address_and_by_htmx(amin: httpx.AsyncClient) -> None:
    await line(12_000, "VIREMENT", "RÉGIE BELLECOUR")
    await line(4_567, "VIREMENT", "STE DURAND")
    found = await amin.get("/bank/lines", params={"q": "45,67"}, headers=HTMX)
    assert "<html" not in found.text
    assert "STE DURAND" in found.text and "BELLECOUR" not in found.text
    named = await amin.get("/bank/lines", params={"q": "regie bell"})
    assert "RÉGIE BELLECOUR" in named.text and "STE DURAND" not in named.text
    none = await amin.get("/bank/lines", params={"q": "nobody"})
    assert "Aucune ligne de ce genre" in none.text
    empty = await amin.get("/bank/lines", params={"state": "done"})
    assert "Rien n’est encore pointé" in empty.text


async def test_an_empty_bank_teaches_what_it_is_for(amin: httpx.AsyncClient) -> None:
    page = await amin.get("/bank/lines")
    assert "Encore aucune ligne de banque" in page.text
    assert (await amin.get("/bank/lines/999")).status_code == 404


async def test_claire_reads_and_points_nothing(amin: httpx.AsyncClient) -> None:
    _, asked = await twins()
    page = await amin.get("/bank/lines")
    mark = hidden(page, "mark")
    async with browser() as client:
        claire = await signed_in(client, "claire")
        seen = await claire.get(f"/bank/lines/{asked}")
        assert seen.status_code == 200 and "/acceptance" not in seen.text
        refused = await claire.post(f"/bank/lines/{asked}/acceptance", data={"mark": mark})
        assert refused.status_code == 403
    assert await left(asked) == 12_000


async def test_only_the_owner_chooses_the_certainty(amin: httpx.AsyncClient) -> None:
    assert (await amin.get("/settings/matching")).status_code == 403
    async with browser() as client:
        odile = await signed_in(client, "odile")
        page = await odile.get("/settings/matching")
        assert 'value="95"' in page.text and "checked" in page.text
        low = await odile.post("/settings/matching", data={"threshold": "70", "automatic": "1"})
        assert low.status_code == 422 and "entre 80 et 99,99" in low.text
        saved = await odile.post("/settings/matching", data={"threshold": "99,5"})
        assert saved.status_code == 303
    assert await queries.choice() == queries.Choice(9_950, False)
