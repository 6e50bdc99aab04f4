"""Products from a spreadsheet: prices either way, barcodes, stock, once; and taken back whole.

The shop is that of Vauban; the files are those that till and stock programs write.
"""

from typing import Any

import pytest

from app.catalogue import actions as catalogue
from app.catalogue import queries
from app.catalogue.rules import Cause, Nature
from app.catalogue.tables import StockMovement
from app.core.errors import Refused
from app.imports.actions import begin_undo, run_owed
from app.imports.pages.undoing import reminded
from app.imports.queries import run
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, open_shop
from tests.imports.files import NOW, counts, reasons

TITLES = "Désignation;Prix HT;Prix TTC;TVA;Code-barres;Famille;Stock;Seuil d’alerte"
CANDLE, SOAP = "3760123456784", "3760123456791"
LINES = (
    TITLES,
    f"Bougie;10,00;12,00;20;{CANDLE};Maison;24;5",
    f"Savon;;3,60;20 %;{SOAP};Maison;0;",
    "Pose;45;;20;;Services;;",
)


async def wrong() -> list[str]:
    return [each.name for each in await gather_checks() if not each.ok]


async def test_products_come_in_with_prices_and_stock_and_come_in_once(
    database: None, take: Any
) -> None:
    await open_shop()
    report = await take("products", *LINES, encoding="cp1252")
    assert (counts(report), report.tally.more) == ((3, 3, 0, 0), {"stocked": 1})
    candle = await queries.by_barcode(CANDLE)
    soap = await queries.by_barcode(SOAP)
    [pose] = (await queries.by_name(["pose"]))["pose"]
    assert candle and soap
    # 10 € without VAT at 20 % are 12 € with it; of the soap 3.60 € with VAT were set.
    assert (candle.price, candle.gross, candle.gross_price) == (10_000_000, None, 1_200)
    assert (soap.price, soap.gross, soap.net_price) == (None, 360, 3_000_000)
    assert (candle.on_hand, candle.minimum, candle.category) == (240_000, 50_000, "Maison")
    assert (soap.is_stocked, soap.on_hand, pose.is_stocked) == (True, 0, False)
    assert pose.nature is Nature.GOODS
    [moved] = await StockMovement.select()
    assert (moved["cause"], moved["quantity"], moved["source"]) == ("count", 240_000, "import:1")
    again = await take("products", *LINES, encoding="utf-8")
    assert counts(again) == (3, 0, 3, 0)
    # What was sold meanwhile is not put back by the same file.
    assert (await queries.by_barcode(CANDLE)).on_hand == 240_000  # type: ignore[union-attr]
    assert await wrong() == []


async def test_bad_lines_are_told_each_with_its_column(database: None, take: Any) -> None:
    await open_shop()
    report = await take(
        "products",
        TITLES,
        f"Bougie;10,00;12,00;20;{CANDLE[:-1]}5;;;",
        "Savon;;;20;;;;",
        "Vase;10,00;12,50;20;;;;",
        "Lampe;10;;;;;;",
        "Nappe;10;;20;;;-3;",
        "Verre;dix;;20;;;;",
        "Bol;8;;19,6;;;;",
        ";8;;20;;;;",
        "Plat;8;;20;;;;",
    )
    assert counts(report) == (9, 1, 0, 8)
    assert reasons(report) == [
        (2, ["catalogue.check_digit"]),
        (3, ["imports.no_price"]),
        (4, ["imports.prices_differ"]),
        (5, ["imports.empty"]),
        (6, ["imports.stock"]),
        (7, ["money.unreadable"]),
        (8, ["catalogue.rate"]),
        (9, ["imports.empty"]),
    ]
    assert (await queries.list_products(queries.Filters())).total == 1


async def test_who_charges_no_vat_needs_no_rate(database: None, take: Any) -> None:
    await open_shop(vat_regime="franchise")
    assert counts(await take("products", "Produit;Prix", "Bougie;12", "Savon;3")) == (2, 2, 0, 0)
    [candle] = (await queries.by_name(["bougie"]))["bougie"]
    assert (candle.vat_rate, candle.price) == (0, 12_000_000)


async def test_a_barcode_is_the_product_and_a_name_only_without_one(
    database: None, take: Any
) -> None:
    """Two sizes of one name are two products; the same code twice with two prices is neither."""
    await open_shop()
    lines = ("nom;prix ht;tva;ean", f"Bougie;10;20;{CANDLE}", f"Bougie;15;20;{SOAP}")
    assert counts(await take("products", *lines)) == (2, 2, 0, 0)
    report = await take("products", "nom;prix ht;tva;ean", f"Bougie;11;20;{CANDLE}")
    assert reasons(report) == [(2, ["imports.product_differs"])]
    report = await take("products", "nom;prix ht;tva", "Vase;9;20", "Vase;9;20", "Vase;8;20")
    assert (counts(report), reasons(report)) == ((3, 1, 1, 1), [(4, ["imports.double"])])


async def test_an_import_of_products_is_taken_back_whole(database: None, take: Any) -> None:
    await open_shop()
    report = await take("products", *LINES)
    run_id = report.import_id
    await begin_undo(run_id, at=NOW, by=ODILE, also=reminded)
    while await run_owed(at=NOW):
        pass
    assert (await run(run_id)).state == "undone"
    assert (await queries.list_products(queries.Filters())).total == 0
    assert await wrong() == []
    # The same file again: new products, with their stock.
    assert counts(await take("products", *LINES)) == (3, 3, 0, 0)
    candle = await queries.by_barcode(CANDLE)
    assert candle and candle.on_hand == 240_000
    assert await wrong() == []


async def test_what_was_moved_since_forbids_it_by_name(database: None, take: Any) -> None:
    await open_shop()
    report = await take("products", *LINES)
    candle = await queries.by_barcode(CANDLE)
    assert candle
    on = at("2026-11-20").date()
    await catalogue.move(
        candle.id, Cause.LOSS, 10_000, key="k", note="", on=on, at=at(on), by=ODILE
    )
    with pytest.raises(Refused) as refused:
        await begin_undo(report.import_id, at=NOW, by=ODILE, also=reminded)
    assert refused.value.code == "imports.built_on"
    assert "Bougie" in str(refused.value.findings[0].facts["names"])
    assert (await run(report.import_id)).state == "done"
