"""What is owed by group, grade and segment: the board again, added up, to the cent."""

import html
import re
from datetime import date

import pytest

from app.auth.tables import User
from app.clients import actions as clients
from app.clients.queries import client
from app.receivables import queries
from app.receivables.pages.grouped import Per, parts, together
from app.risk import actions as risk
from app.risk.rules import Segment
from tests.cast import AMIN, ODILE, browser, hotel, mairie, mme_perrin, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.contracts.stories import lift
from tests.payments.books import paid, sold

TODAY = date(2026, 11, 20)


async def test_by_group_and_by_segment(database: None, at: object) -> None:
    """Régie 100 and hôtel 300 are of one group; the mairie owes 90 and has 30 of credit."""
    at("2026-11-20T09:00")  # type: ignore[operator]
    await open_shop()
    bellecour, nizier, oullins = await regie(), await hotel(), await mairie()
    for each in (bellecour, nizier):
        values = (await client(each)).values
        values = type(values)(**{**vars(values), "group_name": "Presqu’île"})
        await clients.update(each, values, at=moment(TODAY), by=ODILE)
    await sold(bellecour, 100, "2026-10-05", "2026-11-04")
    await sold(nizier, 300, "2026-11-10", "2026-12-10")
    await sold(oullins, 90, "2026-11-10", "2026-12-10")
    await paid(oullins, 30, "2026-11-12", [])
    await risk.move(nizier, Segment.LATE, seen=0, at=moment(TODAY), by=ODILE)
    board = await queries.aging(TODAY)
    first, last = together(board.rows, await parts(Per.GROUP))
    assert (first.name, first.sums.total, first.sums.late) == ("Presqu’île", 40_000, 10_000)
    assert (last.name, last.sums.owed, last.sums.credit) == ("", 9_000, -3_000)
    assert first.sums.total + last.sums.total == board.ledger_411 == 46_000
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = (await claire.get("/receivables/totals")).text
        assert "Presqu’île" in page and "2 clients" in page
        page = (await claire.get("/receivables/totals?per=segment")).text
        assert "Nettement en retard" in page
        assert (await claire.get("/receivables/totals?per=grade")).status_code == 200
        assert (await claire.get("/receivables/totals?per=moon")).status_code == 422
    assert together((), await parts(Per.GROUP)) == []


async def user_id(email: str) -> int:
    row = await User.select(User.id).where(User.email == email).first()
    assert row
    return int(row["id"])


async def people() -> dict[str, int]:
    """Amin has the Régie (Odile had it before) and the hôtel, Odile the mairie; Mme Perrin has a
    contract of nobody's. 100 + 300, 90 - 30 and 45 € are owed; the Régie's 100 since October."""
    found = {"regie": await regie(), "hotel": await hotel(), "mairie": await mairie()}
    found["perrin"] = await mme_perrin()
    odile, amin = await user_id(ODILE), await user_id(AMIN)
    for who, start, salesperson in (
        ("regie", "2026-01-01", odile),
        ("regie", "2026-06-01", amin),
        ("hotel", "2026-02-01", amin),
        ("mairie", "2026-02-01", odile),
        ("perrin", "2026-02-01", None),
    ):
        await lift(found[who], start_on=start, salesperson_id=salesperson, bill_from="2027-01-01")
    await sold(found["regie"], 100, "2026-10-05", "2026-11-04")
    await sold(found["hotel"], 300, "2026-11-10", "2026-12-10")
    await sold(found["mairie"], 90, "2026-11-10", "2026-12-10")
    await paid(found["mairie"], 30, "2026-11-12", [])
    await sold(found["perrin"], 45, "2026-11-10", "2026-12-10")
    return found


async def test_by_salesperson_of_the_contract_that_began_last(database: None, at: object) -> None:
    at("2026-11-20T09:00")  # type: ignore[operator]
    await open_shop()
    await people()
    board = await queries.aging(TODAY)
    found = together(board.rows, await parts(Per.SALESPERSON))
    assert [(one.name, one.sums.total, len(one.rows)) for one in found] == [
        ("Amin Cherif", 40_000, 2),
        ("Odile Vauban", 6_000, 1),
        ("", 4_500, 1),
    ]


def figures(page: str, row: str) -> list[str]:
    """The figures of the row of a table that begins with these words."""
    (line,) = [one for one in re.findall(r"<tr>(.*?)</tr>", page, re.S) if row in one]
    said = re.findall(r'class="num[^"]*"[^>]*>(?:<a[^>]*>)?([^<]*€)', line)
    return [one for one in said if one != "0,00\u00a0€"]


@pytest.mark.parametrize("per", ["group", "grade", "segment", "salesperson"])
@pytest.mark.parametrize("day", ["", "on=09/11/2026", "on=20/11/2026&known_on=11/11/2026"])
async def test_each_row_leads_to_its_part_of_the_board_which_comes_to_the_same(
    database: None, at: object, per: str, day: str
) -> None:
    at("2026-11-20T09:00")  # type: ignore[operator]
    await open_shop()
    found = await people()
    values = (await client(found["regie"])).values
    values = type(values)(**{**vars(values), "group_name": "Presqu’île & Cie"})
    await clients.update(found["regie"], values, at=moment(TODAY), by=ODILE)
    await risk.move(found["hotel"], Segment.LATE, seen=0, at=moment(TODAY), by=ODILE)
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = (await claire.get(f"/receivables/totals?per={per}&{day}")).text
        rows = re.findall(r'<td class="who"><a href="([^"]+)">([^<]+)</a>', page)
        assert rows
        seen = 0
        for href, name in rows:
            part = (await claire.get(html.unescape(href))).text
            there, total = figures(part, "<td>Total</td>"), figures(page, f">{name}</a>")
            assert there == total, name
            assert f"per={per}" in part and "Retirer" not in part
            seen += len(re.findall(r'<td class="who"><a href="/receivables/\d', part))
            back = f"/receivables/totals?{day + '&' if day else ''}per={per}"
            assert back.replace("/1", "%2F1").replace("/2", "%2F2") in html.unescape(part)
        assert seen == len(set(re.findall(r'<a href="/receivables/(\d+)', page)))
        assert "ne fait pas partie des choix" in (await claire.get("/receivables?per=moon")).text
