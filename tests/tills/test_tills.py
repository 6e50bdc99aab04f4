"""The Z of another till: in the books once a day, its VAT in the return, taken back in the open.

Thursday 5 November 2026: 120 € at 20 % (20 of VAT), 55 € at 10 % (5 of VAT), 10,55 € at 5.5 % (0,55
of VAT): 185,55 € of which 25,55 of VAT; 60 in cash, 100 by card, 25,55 by cheque.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.accounting import actions as accounting
from app.accounting.queries import account_balance, till_closed_on
from app.accounting.rules import CASH
from app.books.queries import Span, vat_due, vat_in_books
from app.books.rules import boxes
from app.core.errors import Refused
from app.tills import actions, queries
from app.tills.rules import Means, Sales, TillValues, check, usual_vat
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, browser, open_shop, signed_in

D = date.fromisoformat
DAY, TODAY = D("2026-11-05"), D("2026-11-20")
Z = TillValues(
    "Boutique",
    DAY,
    "118",
    "707",
    (Sales(2000, 12_000, 2_000), Sales(1000, 5_500, 500), Sales(550, 1_055, 55)),
    ((Means.CASH, 6_000), (Means.CARD, 10_000), (Means.CHEQUE, 2_555)),
)


@pytest.mark.parametrize(
    ("gross", "rate", "vat"), [(12_000, 2000, 2_000), (1_055, 550, 55), (999, 2000, 166), (5, 0, 0)]
)
def test_the_vat_within_an_amount(gross: int, rate: int, vat: int) -> None:
    assert usual_vat(gross, rate) == vat


def test_a_z_may_say_vat_as_its_tickets_round_it_and_no_more() -> None:
    check(replace(Z, sales=(Sales(2000, 18_555, 3_192),)), True, TODAY)  # 30,92 by the total
    with pytest.raises(Refused) as refused:
        check(replace(Z, sales=(Sales(2000, 18_555, 3_193),)), True, TODAY)
    assert refused.value.code == "tills.vat"


@pytest.mark.parametrize(
    ("values", "charges_vat", "code"),
    [
        (replace(Z, day=D("2026-11-21")), True, "tills.to_come"),
        (replace(Z, sales=(), money=()), True, "tills.nothing"),
        (replace(Z, money=((Means.CASH, 18_554),)), True, "tills.money"),
        (Z, False, "tills.no_vat"),
    ],
)
def test_refused_by_name(values: TillValues, charges_vat: bool, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check(values, charges_vat, TODAY)
    assert refused.value.findings[0].code == code


async def entered(values: TillValues = Z) -> int:
    return await actions.enter(values, at=at(TODAY), by=ODILE)


async def balances(on: date) -> dict[str, int]:
    names = ("531", "5115", "5112", "707", "44571", CASH)
    return {name: await account_balance(name, on) for name in names}


async def green() -> None:
    assert [(c.name, c.findings) for c in await gather_checks() if not c.ok] == []


async def due(first: str, last: str) -> list[tuple[str, int, int | None]]:
    span = Span(D(first), D(last))
    found = [each async for part in vat_due(span) for each in part]
    assert sum(each.vat for each in found) == await vat_in_books(span)
    return [(box.box, box.base, box.vat) for box in boxes(found)]


async def test_a_day_in_the_books_and_in_the_return(database: None) -> None:
    await open_shop()
    await entered()
    assert await balances(DAY) == {
        "531": 6_000,
        "5115": 10_000,
        "5112": 2_555,
        "707": -16_000,
        "44571": -2_555,
        CASH: 0,
    }
    assert await due("2026-11-01", "2026-11-30") == [
        ("A1", 16_000, None),
        ("08", 10_000, 2_000),
        ("09", 1_000, 55),
        ("9B", 5_000, 500),
        ("16", 16_000, 2_555),
    ]
    await green()
    # Our own counter's drawer has nothing to do with it.
    assert await till_closed_on() is None


async def test_the_same_z_twice_is_one_and_another_is_refused(database: None) -> None:
    await open_shop()
    first = await entered()
    assert await entered() == first
    assert await asyncio.gather(entered(), entered()) == [first, first]
    with pytest.raises(Refused) as refused:
        await entered(replace(Z, money=((Means.CARD, 18_555),)))
    assert refused.value.code == "tills.there"
    assert await entered(replace(Z, till="Marché")) != first
    await green()


async def test_taken_back_in_a_closed_month_it_is_reversed_on_the_first_open_day(
    database: None,
) -> None:
    await open_shop()
    october = replace(Z, day=D("2026-10-05"))
    wrong = await entered(october)
    await accounting.close_until(D("2026-10-31"), at=at(TODAY), by=ODILE)
    await actions.take_back(wrong, at=at(TODAY), by=ODILE)
    await actions.take_back(wrong, at=at(TODAY), by=ODILE)
    assert (await queries.till_days())[0].undone_on == D("2026-11-01")
    assert (await due("2026-10-01", "2026-10-31"))[-1] == ("16", 16_000, 2_555)
    assert (await due("2026-11-01", "2026-11-30"))[-1] == ("16", -16_000, -2_555)
    assert set((await balances(TODAY)).values()) == {0}
    # Entered again, it is refused where the month is closed, and the database keeps no half of it.
    with pytest.raises(Refused) as refused:
        await entered(october)
    assert refused.value.code == "accounting.closed"
    assert len(await queries.till_days()) == 1
    await green()


async def test_a_business_without_vat(database: None) -> None:
    await open_shop(vat_regime="franchise", vat_number="")
    await entered(replace(Z, sales=(Sales(0, 18_555, 0),)))
    assert (await balances(DAY))["44571"] == 0
    await green()


async def test_the_assistant_enters_a_z_from_the_page(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T19:00")
    await open_shop()
    typed = {
        "till": "Boutique",
        "day": "05/11/2026",
        "z_number": "118",
        "account": "707",
        "gross-2000": "120",
        "gross-1000": "55,00",
        "gross-550": "10,55",
        "cash": "60",
        "card": "100",
        "cheque": "25,55",
    }
    path = "/books/tills"
    async with browser() as client:
        amin = await signed_in(client, "amin")
        short = await amin.post(path, data=typed | {"cheque": "25"})
        assert short.status_code == 422
        assert "185,55 € vendus et 185,00 € encaissés" in short.text.replace("\u00a0", " ").replace(
            "\u202f", " "
        )
        assert 'value="10,55"' in short.text
        assert (await amin.post(path, data=typed)).status_code == 303
        [one] = await queries.till_days()
        assert one.values == Z
        vat = (await amin.get("/books/vat?from=01/11/2026&until=20/11/2026")).text
        assert "Boutique Z 118" in vat
        assert (await amin.post(f"{path}/{one.id}/undoing")).status_code == 303
        assert "reprise" in (await amin.get(path)).text
        assert (await amin.post(f"{path}/999/undoing")).status_code == 404
    async with browser() as client:
        claire = await signed_in(client, "claire")
        assert (await claire.get(path)).status_code == 200
        assert (await claire.post(path, data=typed)).status_code == 403
