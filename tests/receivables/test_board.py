"""The board as Odile reads it: worked by hand, drilled into, asked of another day, exported."""

import argparse
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.accounting.actions import post
from app.accounting.rules import BANK, CLIENTS, credit, debit
from app.adapters.database import transaction
from app.core.errors import Refused
from app.payments import actions
from app.receivables import commands
from app.receivables.queries import CHECKS, aging, client_balance, dso, open_items
from app.receivables.rules import Sums
from tests.cast import ODILE, at, browser, hotel, mairie, open_shop, regie, signed_in
from tests.payments.books import paid, sold

TODAY = date(2026, 11, 20)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def a_few_debts() -> dict[str, int]:
    """Régie: 100 not due, 40 left of 100 due 16 days ago, and 30 of credit. Hôtel: 200 since 50
    days, 300 since 95 days. Mairie: paid."""
    await open_shop()
    who = {"régie": await regie(), "hôtel": await hotel(), "mairie": await mairie()}
    await sold(who["hôtel"], 300, "2026-07-20", "2026-08-17")
    await sold(who["hôtel"], 200, "2026-09-01", "2026-10-01")
    await sold(who["régie"], 100, "2026-10-05", "2026-11-04")
    await sold(who["mairie"], 90, "2026-10-05", "2026-11-04")
    await sold(who["régie"], 100, "2026-11-10", "2026-12-10")
    await paid(who["régie"], 60, "2026-11-06")
    await paid(who["régie"], 30, "2026-11-12", [])
    await paid(who["mairie"], 90, "2026-11-04")
    return who


async def test_the_board_worked_by_hand(database: None) -> None:
    who = await a_few_debts()
    board = await aging(TODAY)
    assert [row.client for row in board.rows] == ["Hôtel Saint-Nizier", "Régie Bellecour"]
    hotel_row, regie_row = board.rows
    assert hotel_row.ages == (0, 0, 20_000, 0, 30_000) and hotel_row.credit == 0
    assert regie_row.ages == (10_000, 4_000, 0, 0, 0) and regie_row.credit == -3_000
    assert board.total == Sums(10_000, 4_000, 20_000, 0, 30_000, -3_000)
    assert board.total.total == board.ledger_411 == 61_000 and board.is_equal
    assert await client_balance(who["régie"], TODAY) == Sums(10_000, 4_000, credit=-3_000)
    assert await client_balance(who["mairie"], TODAY) == Sums()


async def test_another_day_is_read_from_dated_rows(database: None) -> None:
    who = await a_few_debts()
    board = await aging(date(2026, 11, 4))
    by_name = {row.client: row for row in board.rows}
    # On its due day an invoice is not due yet; the mairie paid that very day.
    assert by_name["Régie Bellecour"].ages == (10_000, 0, 0, 0, 0)
    assert "Mairie d’Oullins" not in by_name
    assert by_name["Hôtel Saint-Nizier"].ages == (0, 0, 20_000, 30_000, 0)
    assert board.total.total == board.ledger_411 == 60_000
    assert [one.open for one in await open_items(who["régie"], date(2026, 11, 4))] == [10_000]
    assert (await aging(date(2026, 7, 1))).rows == ()


async def test_what_was_recorded_later_was_not_known_then(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-05", "2026-11-04")
    await paid(client, 100, "2026-11-06", recorded="2026-11-15")
    on = date(2026, 11, 10)
    assert (await aging(on)).rows == ()
    then = await aging(on, date(2026, 11, 14))
    assert then.rows[0].ages == (0, 10_000, 0, 0, 0)
    assert then.total.total == then.ledger_411 == 10_000
    assert (await aging(on, date(2026, 11, 15))).rows == ()


async def test_a_credit_or_an_undoing_is_dated(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-05", "2026-11-04")
    receipt = await paid(client, 100, "2026-11-06")
    await actions.undo(receipt, on=date(2026, 11, 16), at=at("2026-11-16"), by=ODILE)
    assert (await aging(date(2026, 11, 15))).rows == ()
    assert (await aging(date(2026, 11, 16))).rows[0].ages == (0, 10_000, 0, 0, 0)


async def test_ages_by_the_day_of_issue(database: None) -> None:
    await a_few_debts()
    board = await aging(TODAY, by="issue")
    # Issued 123, 80, 46 and 10 days ago.
    assert board.total == Sums(0, 10_000, 4_000, 20_000, 30_000, -3_000)
    assert board.is_equal


async def test_the_days_that_money_takes(database: None) -> None:
    """Owed 610 €; sold: November 100, October 190, September 200, July 300 (20 + 31 + 30 + 31
    days, then 120 of the 300 of July: 12,4)."""
    await a_few_debts()
    figures = await dso(TODAY)
    assert figures.count_back == 10 * (20 + 31 + 30 + 31) + 124
    # 610 / 790 x 365; 60 paid 2 days late and 90 on the day: 0,8.
    assert figures.simple == 2_818
    assert figures.mean_delay == 8


async def test_the_command_says_the_same(
    database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    who = await a_few_debts()
    verbs = argparse.ArgumentParser().add_subparsers()
    commands.register(verbs)
    parser = verbs.choices["aging"]
    arguments = parser.parse_args(["--on", "2026-11-20", "--format", "json"])
    await arguments.run(arguments)
    said = json.loads(capsys.readouterr().out)
    assert said["on"] == "2026-11-20" and said["ledger_411"] == 61_000
    assert said["total"] == {
        "not_due": 10_000,
        "d1_30": 4_000,
        "d31_60": 20_000,
        "d61_90": 0,
        "over_90": 30_000,
        "credit": -3_000,
        "total": 61_000,
    }
    assert said["clients"][1] == {
        "id": who["régie"],
        "client": "Régie Bellecour",
        "not_due": 10_000,
        "d1_30": 4_000,
        "d31_60": 0,
        "d61_90": 0,
        "over_90": 0,
        "credit": -3_000,
        "total": 11_000,
    }
    for form in ("csv", "table"):
        arguments = parser.parse_args(["--on", "2026-11-20", "--format", form])
        await arguments.run(arguments)
    told = capsys.readouterr().out
    assert "total,10000,4000,20000,0,30000,-3000,61000" in told.replace(",total,", "total,")
    assert "(equal to the board)" in told


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    async with browser() as client:
        yield client


def rows(page: httpx.Response) -> list[str]:
    return re.findall(r'<td class="who"><a href="[^"]*">([^<]+)</a>', page.text)


async def test_the_page(odile: httpx.AsyncClient) -> None:
    who = await a_few_debts()
    await signed_in(odile)
    page = await odile.get("/receivables")
    assert "égal au compte 411 au centime" in page.text
    assert rows(page) == ["Hôtel Saint-Nizier", "Régie Bellecour"]
    assert "610,00" in page.text
    assert f'href="/receivables/{who["hôtel"]}?age=over_90"' in page.text
    late = await odile.get("/receivables", params={"show": "credit"}, headers=HTMX)
    assert rows(late) == ["Régie Bellecour"] and "<html" not in late.text
    found = await odile.get("/receivables", params={"q": "HOTEL", "sort": "-total"})
    assert rows(found) == ["Hôtel Saint-Nizier"]
    grouped = await odile.get("/receivables", params={"group": "Régies"})
    assert rows(grouped) == ["Régie Bellecour"]
    by_total = await odile.get("/receivables", params={"sort": "-total"})
    assert rows(by_total) == ["Régie Bellecour", "Hôtel Saint-Nizier"]


async def test_a_figure_opens_to_what_it_is_made_of(odile: httpx.AsyncClient) -> None:
    who = await a_few_debts()
    await signed_in(odile)
    page = await odile.get(f"/receivables/{who['hôtel']}", params={"age": "over_90"})
    assert "F2026-000001" in page.text and "F2026-000002" not in page.text
    whole = await odile.get(f"/receivables/{who['régie']}")
    assert "Argent à imputer" in whole.text and "110,00" in whole.text
    card = await odile.get(f"/clients/{who['régie']}/balance", headers=HTMX)
    assert "110,00" in card.text and "<html" not in card.text
    assert (await odile.get("/receivables/999")).status_code == 404
    assert (await odile.get(f"/receivables/{who['régie']}", params={"age": "x"})).status_code == 200


async def test_another_day_and_its_export(odile: httpx.AsyncClient) -> None:
    await a_few_debts()
    await signed_in(odile)
    page = await odile.get("/receivables", params={"on": "04/11/2026"})
    assert "Au mercredi 4" in page.text and "600,00" in page.text
    file = await odile.get("/receivables", params={"on": "04/11/2026", "as": "csv"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "Hôtel Saint-Nizier;;0,00;0,00;200,00;300,00;0,00;0,00;500,00"
    assert len(lines) == 3
    xlsx = await odile.get("/receivables", params={"as": "xlsx", "show": "late"})
    assert xlsx.content[:2] == b"PK"
    wrong = await odile.get("/receivables", params={"on": "31/02/2026"})
    assert wrong.status_code == 200 and "n’est pas un jour" in wrong.text


async def test_a_difference_with_the_books_is_shouted(odile: httpx.AsyncClient) -> None:
    who = await a_few_debts()
    await signed_in(odile)
    async with transaction() as tx:
        await post(
            tx,
            journal="OD",
            day=TODAY,
            piece="X",
            label="À la main",
            subject="by-hand",
            lines=[*debit(CLIENTS, 1, who["hôtel"]), *credit(BANK, 1)],
            at=at(TODAY),
            by=ODILE,
        )
    page = await odile.get("/receivables")
    assert "égal au compte 411" not in page.text
    assert "diffèrent" in page.text and 'class="notice bad"' in page.text
    _, check = CHECKS[0]
    assert [str(one) for one in await check()] == [
        f"client {who['hôtel']} on 2026-11-20: board 50000, account 411 50001"
    ]


async def test_an_empty_board_teaches(odile: httpx.AsyncClient) -> None:
    await open_shop()
    await signed_in(odile)
    page = await odile.get("/receivables")
    assert "Personne ne doit rien" in page.text


async def test_an_unknown_order_of_ages_is_refused(database: None) -> None:
    with pytest.raises((ValueError, Refused)):
        await aging(TODAY, by="moon")
