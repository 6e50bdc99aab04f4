"""Amin closes the till in the evening: counted, explained, in the books, never changed."""

import asyncio
import re
from collections.abc import Callable
from datetime import date

import pytest

from app.accounting.queries import account_balance
from app.accounting.tables import Closure
from app.core.errors import Refused
from app.counter import actions, queries
from app.counter.rules import CountValues, Method, SaleLine, SaleValues
from app.counter.tables import TillClosing
from tests.cast import AMIN, at, browser, open_shop, signed_in
from tests.counter.test_sales import TODAY, sell, sound

TOMORROW = date(2026, 11, 21)


async def count(counted: int, shown: int, day: date = TODAY, **changes: object) -> int:
    values = CountValues(day, shown, counted, **changes)  # type: ignore[arg-type]
    return await actions.close(values, at=at(day, 19), by=AMIN)


async def test_what_is_missing_is_explained_and_posted(database: None) -> None:
    """9,99 and 20,00 in cash, 50,00 by card, 12,00 by cheque; 29,49 counted: 0,50 to
    658, where the cent is that rounds 9,99."""
    await open_shop()
    await sell("a"), await sell("b", amount=2_000)
    await sell("c", amount=5_000, method=Method.CARD)
    await sell("d", amount=1_200, method=Method.CHEQUE)
    with pytest.raises(Refused, match=r"Say where"):
        await count(2_949, 2_999)
    await count(2_949, 2_999, banked=2_000, reason="Rendu de trop")
    [closing] = await queries.closings()
    assert (closing.expected, closing.counted, closing.difference) == (2_999, 2_949, -50)
    assert (closing.cash, closing.card, closing.cheque) == (2_999, 5_000, 1_200)
    assert (closing.perpetual, closing.left) == (9_199, 949)
    books = [await account_balance(each, TODAY) for each in ("530", "580", "658", "758")]
    assert books == [949, 2_000, 51, 0]
    await sound()


async def test_the_total_for_ever_goes_on(database: None) -> None:
    """The second day starts from what was left; an excess of 1,00 goes to 758."""
    await open_shop()
    await sell("a", amount=1_000)
    await count(1_000, 1_000)
    await actions.sell(sale_of("b", 500), on=TOMORROW, at=at(TOMORROW), by=AMIN)
    await count(1_600, 1_500, TOMORROW, reason="Inconnu")
    last, first = await queries.closings()
    assert (first.perpetual, last.cash, last.perpetual) == (1_000, 500, 1_500)
    assert await account_balance("758", TOMORROW) == -100
    await sound()


def sale_of(key: str, amount: int) -> SaleValues:
    return SaleValues(key, (SaleLine("Badge", amount, 2000),), Method.CASH)


async def test_a_closed_day_takes_no_more_cash(database: None) -> None:
    """By card it still sells; cash is for the next day. Nothing of the refused sale is left."""
    await open_shop()
    await sell("a")
    await count(999, 999)
    with pytest.raises(Refused) as refused:
        await sell("b")
    assert refused.value.code == "accounting.till_closed"
    await sell("c", method=Method.CARD)
    await actions.sell(sale_of("d", 500), on=TOMORROW, at=at(TOMORROW), by=AMIN)
    assert await account_balance("530", TODAY) == 999
    await sound()


async def test_closed_once_however_often_it_is_sent(database: None) -> None:
    await open_shop()
    await sell("a")
    made = await asyncio.gather(*(count(999, 999) for _ in range(6)))
    assert len(set(made)) == 1
    assert (await TillClosing.count(), await Closure.count()) == (1, 1)
    with pytest.raises(Refused, match=r"closed up to"):
        await count(998, 999, reason="Recompté")


async def test_a_sale_and_a_closing_at_once_never_disagree(database: None) -> None:
    """Whichever is first: the sale is counted in, or one of the two is refused."""
    await open_shop()
    await sell("a")
    done = await asyncio.gather(
        *(sell(f"n{n}") for n in range(4)), count(999, 999), return_exceptions=True
    )
    assert all(isinstance(each, int | Refused) for each in done)
    await sound()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"counted": -1}, "till.counted"),
        ({"banked": 1_000}, "till.banked"),
        ({"banked": -1}, "till.banked"),
        ({"shown": 998}, "till.moved"),
        ({"day": TOMORROW, "when": TODAY}, "till.to_come"),
    ],
)
async def test_what_is_no_count_closes_nothing(
    database: None, changes: dict[str, object], code: str
) -> None:
    await open_shop()
    await sell("a")
    good: dict[str, object] = {"day": TODAY, "shown": 999, "counted": 999, "reason": "x"}
    values = CountValues(**(good | {k: v for k, v in changes.items() if k != "when"}))  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        await actions.close(values, at=at(TODAY, 19), by=AMIN)
    assert refused.value.code == code
    assert await Closure.count() == 0
    await sell("b")


async def test_on_the_page(database: None, at: Callable[[str], None]) -> None:
    at("2026-11-20T19:00")
    await open_shop()
    await sell("a")
    async with browser() as client:
        amin = await signed_in(client, "amin")
        page = await amin.get("/counter/closing")
        assert "Clôture de caisse" in page.text and "9,99" in page.text
        shown = re.search(r'name="shown" value="(\d+)"', page.text)
        assert shown
        data = {"day": "2026-11-20", "shown": shown[1], "counted": "9"}
        wrong = await amin.post("/counter/closing", data=data)
        assert wrong.status_code == 422 and "D’où vient" in wrong.text
        assert "Dites d’où vient l’écart" in wrong.text and 'value="9"' in wrong.text
        done = await amin.post("/counter/closing", data=data | {"reason": "Rendu de trop"})
        assert done.status_code == 303
        after = await amin.get("/counter/closing")
        assert "Rendu de trop" in after.text and "clôturée jusqu’au" in after.text
    async with browser() as client:
        nobody = await client.post("/counter/closing", data=data)
        assert nobody.status_code in (303, 401, 403)
