"""What is owed by group, grade and segment: the board again, added up, to the cent."""

from datetime import date

from app.clients import actions as clients
from app.clients.queries import client
from app.receivables import queries
from app.receivables.pages.grouped import together
from app.risk import actions as risk
from app.risk.rules import Segment
from tests.cast import ODILE, browser, hotel, mairie, open_shop, regie, signed_in
from tests.cast import at as moment
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
    first, last = together(board.rows, lambda row: row.group)
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
    assert together((), lambda row: row.group) == []
