"""The stock: delivered, sold, brought back, lost, counted; once each, and never below nothing."""

import asyncio
from dataclasses import replace

import pytest

from app.catalogue import actions, queries
from app.catalogue.actions import Counted
from app.catalogue.queries import CHECKS
from app.catalogue.rules import Cause
from app.catalogue.tables import StockMovement
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import readiness
from app.invoices.rules import LineDraft
from tests.cast import AMIN, ODILE, open_shop, regie
from tests.catalogue.shelf import CANDLE, HOUR, TODAY, WHEN, delivered, shelved
from tests.invoices.story import drafted


async def on_hand(product_id: int) -> int:
    return (await queries.product(product_id)).on_hand


async def sound() -> None:
    assert [await check() for _, check in CHECKS] == [[]] * len(CHECKS)


def of(product_id: int, quantity: int) -> LineDraft:
    return LineDraft("Bougie", quantity, 10_750_000, 2000, nature="goods", product=product_id)


async def sold(client: int, *lines: LineDraft) -> int:
    draft = await drafted(client, *lines)
    await invoices.issue(draft, on=TODAY, at=WHEN, by=AMIN)
    return draft


async def test_what_is_invoiced_leaves_the_stock_at_issue_and_once(database: None) -> None:
    await open_shop()
    candle, hour = await shelved(CANDLE, 50_000), await shelved(HOUR)
    client = await regie()
    draft = await drafted(client, of(candle, 20_000), of(candle, 10_000), of(hour, 30_000))
    assert await on_hand(candle) == 50_000
    for _ in range(2):
        await invoices.issue(draft, on=TODAY, at=WHEN, by=AMIN)
    assert (await on_hand(candle), await on_hand(hour)) == (20_000, 0)
    last = (await queries.movements(candle))[0]
    assert (last.cause, last.quantity, last.after, last.invoice_id) == (
        Cause.SALE,
        -30_000,
        20_000,
        draft,
    )
    assert (await queries.product(candle)).is_low
    assert [each.id for each in await queries.low_stock()] == [candle]
    await sound()


async def test_more_than_there_is_is_refused_and_uses_no_number(database: None) -> None:
    await open_shop()
    candle, client = await shelved(CANDLE, 10_000), await regie()
    draft = await drafted(client, of(candle, 10_001))
    with pytest.raises(Refused) as caught:
        await invoices.issue(draft, on=TODAY, at=WHEN, by=AMIN)
    [found] = caught.value.findings
    assert (found.code, found.field) == ("catalogue.short", "line-0-quantity")
    assert str(found) == "Bougie de Lyon: 1,0001 wanted, 1 on hand."
    assert (await on_hand(candle), await StockMovement.count()) == (10_000, 1)
    # The next one takes the first number.
    other = await drafted(client, of(candle, 10_000))
    assert await invoices.issue(other, on=TODAY, at=WHEN, by=AMIN) == "F2026-000001"
    await sound()


async def test_a_refused_document_holds_up_no_other(database: None) -> None:
    await open_shop()
    candle, client = await shelved(CANDLE, 20_000), await regie()
    drafts = [await drafted(client, of(candle, each)) for each in (15_000, 10_000, 5_000)]
    outcomes = await invoices.issue_many(drafts, on=TODAY, at=WHEN, by=AMIN)
    assert [isinstance(outcomes[each], Refused) for each in drafts] == [False, True, False]
    assert (outcomes[drafts[0]], outcomes[drafts[2]]) == ("F2026-000001", "F2026-000002")
    assert await on_hand(candle) == 0
    await sound()


async def test_the_owner_lets_a_product_run_short(database: None) -> None:
    await open_shop()
    candle, client = await shelved(replace(CANDLE, may_run_short=True)), await regie()
    await sold(client, of(candle, 20_000))
    assert (await on_hand(candle), (await queries.product(candle)).is_low) == (-20_000, True)
    await delivered(candle, 50_000)
    assert await on_hand(candle) == 30_000
    await sound()


async def test_two_sales_of_the_last_one_are_one(database: None) -> None:
    await open_shop()
    candle, client = await shelved(CANDLE, 10_000), await regie()
    drafts = [await drafted(client, of(candle, 10_000)) for _ in range(2)]
    outcomes = await asyncio.gather(
        *(invoices.issue(each, on=TODAY, at=WHEN, by=AMIN) for each in drafts),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "str"]
    assert await on_hand(candle) == 0
    await sound()


async def test_a_credit_note_brings_the_goods_back(database: None) -> None:
    await open_shop()
    candle, client = await shelved(CANDLE, 50_000), await regie()
    sale = await sold(client, of(candle, 30_000))
    await invoices.credit_whole(sale, on=TODAY, at=WHEN, by=ODILE)
    await invoices.credit_whole(sale, on=TODAY, at=WHEN, by=ODILE)
    assert await on_hand(candle) == 50_000
    assert (await queries.movements(candle))[0].cause is Cause.RETURN
    await sound()


async def test_a_correction_takes_only_the_difference(database: None) -> None:
    await open_shop()
    candle, client = await shelved(CANDLE, 50_000), await regie()
    sale = await sold(client, of(candle, 30_000))
    correction = await invoices.correct(sale, at=WHEN, by=ODILE)
    await invoices.issue(correction, on=TODAY, at=WHEN, by=ODILE)
    assert await on_hand(candle) == 20_000
    assert len(await queries.movements(candle)) == 2
    await sound()


async def test_a_movement_by_hand_is_made_once(database: None) -> None:
    await open_shop()
    candle = await shelved(CANDLE, 30_000)
    for _ in range(2):
        await actions.move(
            candle, Cause.LOSS, 10_000, key="tap", note="cassée", on=TODAY, at=WHEN, by=AMIN
        )
    assert await on_hand(candle) == 20_000
    with pytest.raises(Refused) as caught:
        await actions.move(
            candle, Cause.LOSS, 20_001, key="more", note="", on=TODAY, at=WHEN, by=AMIN
        )
    assert (caught.value.code, caught.value.findings[0].field) == ("catalogue.short", "quantity")
    with pytest.raises(Refused):
        await delivered(await shelved(HOUR), 10_000)
    await sound()


async def test_a_stocktaking_moves_the_difference_and_loses_no_sale_made_meanwhile(
    database: None,
) -> None:
    """The page showed 5; 4 were counted; 2 were sold before it was entered: 2 are left."""
    await open_shop()
    candle, client = await shelved(CANDLE, 50_000), await regie()
    untouched = await shelved(replace(CANDLE, name="Autre", barcode=""), 10_000)
    await sold(client, of(candle, 20_000))
    lines = [Counted(candle, 50_000, 40_000), Counted(untouched, 10_000, 10_000)]
    for expected in (1, 0):
        found = await actions.count(lines, key="nov", note="", on=TODAY, at=WHEN, by=ODILE)
        assert found == expected
    assert (await on_hand(candle), await on_hand(untouched)) == (20_000, 10_000)
    assert (await queries.movements(candle))[0].cause is Cause.COUNT
    with pytest.raises(Refused) as caught:
        await actions.count(
            [Counted(candle, 0, -1)], key="no", note="", on=TODAY, at=WHEN, by=ODILE
        )
    assert caught.value.findings[0].field == f"counted-{candle}"
    await sound()


async def test_movements_never_change(database: None) -> None:
    await open_shop()
    await shelved(CANDLE, 10_000)
    with pytest.raises(Exception, match="never changed"):
        await StockMovement.update({StockMovement.quantity: 1}, force=True)
    with pytest.raises(Exception, match="never changed"):
        await StockMovement.delete(force=True)


async def test_a_draft_that_cannot_be_served_says_so_before_it_is_issued(database: None) -> None:
    await open_shop()
    candle = await shelved(CANDLE, 10_000)
    draft = await drafted(await regie(), of(candle, 20_000))
    told = (await readiness(draft, TODAY)).findings
    assert [(each.code, each.field) for each in told] == [("catalogue.short", "line-0-quantity")]
