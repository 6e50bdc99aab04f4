"""What a product may be: its two prices, its barcode, its stock. No database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules import (
    Cause,
    Nature,
    ProductValues,
    barcode,
    checked,
    gross_of,
    moved,
    price_of,
)
from app.core.errors import Refused
from tests.catalogue.shelf import CANDLE, HOUR

RATES = (2000, 1000, 550, 210)


def told(values: ProductValues, rates: tuple[int, ...] = RATES) -> set[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        checked(values, rates)
    return {(each.code, each.field) for each in caught.value.findings}


def test_the_price_that_was_not_set_follows_from_the_other():
    # 12.90 / 1.2 = 10.75 exactly; 65 € and 20 % are 78 €.
    assert (price_of(CANDLE), gross_of(CANDLE)) == (10_750_000, 1_290)
    assert (price_of(HOUR), gross_of(HOUR)) == (65_000_000, 7_800)
    # 9.99 / 1.2 = 8.325
    assert price_of(replace(CANDLE, gross=999)) == 8_325_000


@given(st.integers(0, 10**9), st.sampled_from([0, *RATES]))
def test_a_price_with_vat_is_kept_to_the_cent_by_its_price_without(gross, rate):
    """One sold on an invoice by the price worked out is within a cent of the marked one."""
    values = replace(CANDLE, gross=gross, vat_rate=rate)
    assert abs(gross_of(replace(values, gross=None, price=price_of(values))) - gross) <= 1


def test_a_product_in_order_is_kept_tidied():
    kept = checked(replace(CANDLE, name="  Bougie   de Lyon ", barcode="4006381 333931"), RATES)
    assert kept == CANDLE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("4006381333931", "4006381333931"),
        ("96385074", "96385074"),
        ("036000291452", "0036000291452"),
        ("10012345678902", "10012345678902"),
        (" atv-17/b ", "ATV-17/B"),
        ("123", "123"),
    ],
)
def test_barcodes_that_are_read(typed, kept):
    assert barcode(typed) == kept


@pytest.mark.parametrize(
    "typed", ["4006381333932", "96385075", "036000291453", "été", "A" * 41, "<b>", "-1", "12 34é"]
)
def test_barcodes_that_are_refused(typed):
    with pytest.raises(Refused) as caught:
        barcode(typed)
    assert caught.value.findings[0].field == "barcode"


def test_everything_wrong_is_said_at_once():
    wrong = ProductValues(
        " ", 1960, barcode="4006381333932", nature=Nature.SERVICES, is_stocked=True
    )
    assert told(wrong) == {
        ("form.missing", "name"),
        ("catalogue.rate", "vat_rate"),
        ("catalogue.one_price", "price"),
        ("catalogue.service", "is_stocked"),
        ("catalogue.check_digit", "barcode"),
    }


def test_two_prices_negative_ones_and_a_minimum_without_stock_are_refused():
    assert told(replace(CANDLE, price=1)) == {("catalogue.one_price", "price")}
    assert told(replace(CANDLE, gross=-1)) == {("catalogue.price", "gross")}
    assert told(replace(CANDLE, is_stocked=False)) == {("catalogue.no_stock", "minimum")}
    assert told(replace(CANDLE, minimum=-1)) == {("catalogue.minimum", "minimum")}
    assert told(replace(CANDLE, name="x" * 201)) == {("form.too_long", "name")}
    assert told(replace(CANDLE, name="a\x00b")) == {("form.characters", "name")}


def test_under_the_franchise_no_rate_but_none_is_kept():
    assert told(CANDLE, ()) == {("catalogue.rate", "vat_rate")}
    assert checked(replace(CANDLE, vat_rate=0), ()).vat_rate == 0


def test_what_a_person_enters_moves_by_its_cause():
    assert moved(Cause.DELIVERY, 50_000) == 50_000
    assert moved(Cause.RETURN, 10_000) == 10_000
    assert moved(Cause.LOSS, 10_000) == -10_000
    for cause, quantity in ((Cause.SALE, 1), (Cause.COUNT, 1), (Cause.LOSS, 0), (Cause.LOSS, -1)):
        with pytest.raises(Refused):
            moved(cause, quantity)
