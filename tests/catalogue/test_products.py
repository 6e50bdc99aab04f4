"""Products are added, found by word or by code, changed by two people, archived."""

from dataclasses import replace

import pytest

from app.auth.queries import timeline
from app.catalogue import actions, queries
from app.catalogue.queries import Filters
from app.catalogue.rules import version
from app.core.errors import Refused
from tests.cast import AMIN, ODILE, open_shop
from tests.catalogue.shelf import CANDLE, HOUR, TODAY, WHEN, shelved


async def update(product_id: int, values, seen=None) -> None:
    await actions.update(product_id, values, on=TODAY, at=WHEN, by=ODILE, seen=seen)


async def test_a_product_is_kept_as_it_was_typed(database: None) -> None:
    await open_shop()
    found = await queries.product(await shelved())
    assert found.values == CANDLE
    assert (found.on_hand, found.net_price, found.gross_price) == (0, 10_750_000, 1_290)


async def test_products_are_found_by_word_and_by_code(database: None) -> None:
    await open_shop()
    candle, hour = await shelved(), await shelved(HOUR)
    assert [each.id for each in await queries.search("BOUGIE lyon")] == [candle]
    assert [each.id for each in await queries.search("4006381333931")] == [candle]
    assert [each.id for each in await queries.search("heure atelier")] == [hour]
    assert await queries.search("%") == [] and await queries.search(" ") == []
    assert await queries.by_barcode("4006381333932") is None
    assert [each.id for each in await queries.tiles()] == [candle]
    assert await queries.categories() == ["Souvenirs"]
    page = await queries.list_products(Filters(), "-name", size=1)
    assert ([each.id for each in page.rows], page.total) == ([hour], 2)


async def test_one_barcode_is_one_product(database: None) -> None:
    await open_shop()
    candle = await shelved()
    with pytest.raises(Refused) as caught:
        await shelved(replace(HOUR, barcode=CANDLE.barcode))
    assert (caught.value.code, caught.value.findings[0].field) == (
        "catalogue.barcode_taken",
        "barcode",
    )
    await actions.archive(candle, at=WHEN, by=ODILE)
    other = await shelved(replace(HOUR, barcode=CANDLE.barcode))
    assert (await queries.by_barcode(CANDLE.barcode)).id == other
    with pytest.raises(Refused):
        await actions.unarchive(candle, at=WHEN, by=ODILE)
    await update(other, replace(HOUR, barcode=""))
    for _ in range(2):
        await actions.unarchive(candle, at=WHEN, by=ODILE)
    assert (await queries.product(candle)).archived_at is None


async def test_two_people_never_overwrite_each_other(database: None) -> None:
    await open_shop()
    candle = await shelved()
    seen = version(CANDLE)
    await update(candle, replace(CANDLE, gross=1_390), seen)
    with pytest.raises(Refused) as caught:
        await update(candle, replace(CANDLE, name="Bougie"), seen)
    assert [(each.code, each.field) for each in caught.value.findings] == [
        ("catalogue.changed_meanwhile", None),
        ("catalogue.differs", "name"),
        ("catalogue.differs", "gross"),
    ]
    assert (await queries.product(candle)).gross == 1_390


async def test_saving_what_is_there_notes_nothing(database: None) -> None:
    await open_shop()
    candle = await shelved()
    await update(candle, CANDLE)
    assert [each.act for each in await timeline("product", candle)] == ["product.created"]


async def test_a_stock_is_not_forgotten_while_some_is_on_hand(database: None) -> None:
    await open_shop()
    candle = await shelved(CANDLE, 10_000)
    with pytest.raises(Refused) as caught:
        await update(candle, replace(CANDLE, is_stocked=False, minimum=None))
    assert caught.value.code == "catalogue.stock_left"


async def test_under_the_franchise_nothing_is_priced_with_vat(database: None) -> None:
    await open_shop(vat_regime="franchise")
    with pytest.raises(Refused) as caught:
        await actions.create(CANDLE, on=TODAY, at=WHEN, by=AMIN)
    assert caught.value.findings[0].field == "vat_rate"
