"""The pages of the catalogue, as Odile, Amin and Claire use them."""

import re
from dataclasses import replace

from app.catalogue import queries
from app.catalogue.rules import version
from app.catalogue.tables import Product
from app.invoices.tables import Invoice
from tests.cast import browser, open_shop, regie, signed_in
from tests.catalogue.shelf import CANDLE, shelved

TYPED = {
    "name": "Bougie de Lyon",
    "nature": "goods",
    "gross": "12,90",
    "vat_rate": "2000",
    "barcode": "4006381333931",
    "is_stocked": "1",
}


async def test_a_product_is_added_then_found_on_its_card(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        empty = (await amin.get("/products")).text
        assert "/products/new" in empty
        answer = await amin.post("/products", data=TYPED)
        card = (await amin.get(answer.headers["location"])).text
        assert "Bougie de Lyon est ajouté" in card and "12,90" in card and "10,75" in card
        assert "Bougie de Lyon" in (await amin.get("/products?q=bougie")).text


async def test_a_refused_form_comes_back_as_it_was_typed(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        answer = await amin.post(
            "/products", data=TYPED | {"barcode": "4006381333932", "price": "1"}
        )
        assert answer.status_code == 422
        assert 'value="4006381333932"' in answer.text and 'value="12,90"' in answer.text
        assert 'id="e-barcode"' in answer.text and 'id="e-price"' in answer.text
    assert await Product.count() == 0


async def test_only_the_owner_lets_it_run_short_and_the_accountant_changes_nothing(
    database: None,
) -> None:
    await open_shop()
    candle = await shelved()
    typed = TYPED | {"may_run_short": "1", "seen": version(CANDLE)}
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert 'name="may_run_short"' not in (await amin.get(f"/products/{candle}/edit")).text
        await amin.post(f"/products/{candle}/edit", data=typed)
        changed = await queries.product(candle)
        assert (changed.category, changed.may_run_short) == ("", False)
        typed["seen"] = version(changed.values)
    async with browser() as odile:
        await signed_in(odile, "odile")
        await odile.post(f"/products/{candle}/edit", data=typed)
        assert (await queries.product(candle)).may_run_short
    async with browser() as claire:
        await signed_in(claire, "claire")
        card = (await claire.get(f"/products/{candle}")).text
        assert "/edit" not in card and "/archival" not in card and "/movements" not in card
        assert (await claire.post("/products", data=TYPED)).status_code == 403


async def test_a_delivery_sent_twice_by_a_double_click_is_one(database: None) -> None:
    await open_shop()
    candle = await shelved()
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = (await amin.get(f"/products/{candle}")).text
        [key] = re.findall(r'name="key" value="([^"]+)"', page)
        typed = {"key": key, "cause": "delivery", "quantity": "12", "note": "BL 17"}
        for _ in range(2):
            await amin.post(f"/products/{candle}/movements", data=typed)
        assert (await queries.product(candle)).on_hand == 120_000
        wrong = await amin.post(
            f"/products/{candle}/movements", data=typed | {"quantity": "x", "key": "other"}
        )
        assert wrong.status_code == 422 and 'value="x"' in wrong.text
        assert "BL 17" in (await amin.get(f"/products/{candle}")).text


async def test_a_stocktaking_is_typed_on_one_sheet(database: None) -> None:
    await open_shop()
    candle = await shelved(CANDLE, 50_000)
    other = await shelved(replace(CANDLE, name="Savon", barcode=""), 20_000)
    async with browser() as amin:
        await signed_in(amin, "amin")
        sheet = (await amin.get("/products/count")).text
        assert sheet.index("Bougie de Lyon") < sheet.index("Savon")
        typed = {"key": "a", f"shown-{candle}": "50000", f"counted-{candle}": "4,5"}
        typed |= {f"shown-{other}": "20000", f"counted-{other}": ""}
        answer = await amin.post("/products/count", data=typed)
        assert answer.headers["location"] == "/products"
        assert (await queries.product(candle)).on_hand == 45_000
        assert (await queries.product(other)).on_hand == 20_000
        assert (await amin.post("/products/count", data={"key": "b"})).status_code == 422


async def test_the_catalogue_leaves_as_a_spreadsheet(database: None) -> None:
    await open_shop()
    await shelved(CANDLE, 50_000)
    async with browser() as claire:
        await signed_in(claire, "claire")
        text = (await claire.get("/products?as=csv")).content.decode("utf-8-sig")
        head, line = text.strip().split("\r\n")
        said = dict(zip(head.split(";"), line.split(";"), strict=True))
        assert said["Prix TTC"] == "12,90" and said["En stock"] == "5,0000"
        assert said["Code-barres"] == "4006381333931"


async def test_a_scanned_code_puts_its_product_on_an_invoice(database: None) -> None:
    """A scanner ends its code with Enter, which presses the first button: nothing is saved."""
    await open_shop()
    candle, client = await shelved(CANDLE, 50_000), await regie()
    async with browser() as amin:
        await signed_in(amin, "amin")
        typed = {"client": str(client), "line-0-label": "", "line-0-quantity": "1"}
        typed |= {"line-0-vat_rate": "20", "find": "4006381333931"}
        page = (await amin.post("/invoices", data=typed)).text
        assert await Invoice.count() == 0
        assert f'name="line-0-product" value="{candle}"' in page
        assert 'value="Bougie de Lyon"' in page and 'value="10,75"' in page
        found = (await amin.get("/products/choices?for=/invoices&find=boug")).text
        assert f'value="product-{candle}"' in found
        assert (await amin.get("/products/choices?for=//evil.test&find=x")).status_code == 422
        taken = {"client": str(client), "line-0-label": "Pose", "line-0-quantity": "1"}
        taken |= {"line-0-unit_price": "10", "line-0-vat_rate": "20", "do": f"product-{candle}"}
        page = (await amin.post("/invoices", data=taken)).text
        assert f'name="line-1-product" value="{candle}"' in page and 'value="Pose"' in page
        saved = taken | {"do": "save", "line-0-product": str(candle), "line-0-nature": "goods"}
        answer = await amin.post("/invoices", data=saved)
        assert answer.status_code in (302, 303)
        again = (await amin.get(answer.headers["location"] + "/edit")).text
        assert f'name="line-0-product" value="{candle}"' in again


async def test_what_is_down_to_its_minimum_is_to_be_ordered(database: None) -> None:
    await open_shop()
    await shelved(CANDLE, 20_000)
    await shelved(replace(CANDLE, name="Savon", barcode=""), 30_000)
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = (await amin.get("/")).text
        assert "Un produit à commander" in page and "/products?low=1" in page
        low = (await amin.get("/products?low=1")).text
        assert "Bougie de Lyon" in low and "Savon" not in low
