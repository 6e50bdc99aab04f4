"""Money, days and numbers as a French person writes them, and as an English one does."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core import formats

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (123456, "1\u202f234,56\u00a0€", "€1,234.56"),
        (100000000, "1\u202f000\u202f000,00\u00a0€", "€1,000,000.00"),
        (-123456, "−1\u202f234,56\u00a0€", "−€1,234.56"),
    ],
)
def test_an_amount_is_grouped_by_three_and_never_wraps(cents, french, english):
    assert formats.money(cents) == french
    assert formats.money(cents, "en") == english


def test_an_amount_in_a_field_has_no_sign_of_the_euro():
    assert formats.money_plain(123450) == "1\u202f234,50"


@pytest.mark.parametrize("wrong", [1.5, True, "12", None])
def test_only_an_integer_is_written_as_money(wrong):
    with pytest.raises(TypeError):
        formats.money(wrong)


def test_unit_prices_keep_two_to_six_decimals():
    assert formats.unit_price(58_000_000) == "58,00\u00a0€"
    assert formats.unit_price(123_400) == "0,1234\u00a0€"
    assert formats.unit_price(1) == "0,000001\u00a0€"
    assert formats.unit_price(1_234_500_000, "en") == "€1,234.50"


def test_quantities_and_rates_drop_useless_zeros():
    assert formats.quantity(10_000) == "1"
    assert formats.quantity(15_000) == "1,5"
    assert formats.quantity(1) == "0,0001"
    assert formats.percent(2000) == "20\u00a0%"
    assert formats.percent(550) == "5,5\u00a0%"
    assert formats.percent(550, "en") == "5.5%"
    assert formats.percent_plain(210) == "2,1"


def test_days():
    saturday = date(2026, 11, 21)
    assert formats.day(saturday) == "21\u00a0novembre 2026"
    assert formats.day(date(2026, 8, 1)) == "1er\u00a0août 2026"
    assert formats.day(date(2026, 8, 1), "en") == "1\u00a0August 2026"
    assert formats.day_long(saturday) == "samedi 21\u00a0novembre 2026"
    assert formats.weekday(saturday) == "samedi 21\u00a0novembre"
    assert formats.day_short(date(2026, 2, 3)) == "03/02/2026"
    assert formats.day_tiny(saturday) == "21\u00a0nov."
    assert formats.day_near(saturday, date(2026, 1, 1)) == "21\u00a0nov."
    assert formats.day_near(saturday, date(2027, 1, 1)) == "21\u00a0nov. 2026"
    assert formats.month(saturday) == "novembre 2026"


def test_a_period_is_named_as_shortly_as_it_is_exact():
    assert formats.period(date(2026, 11, 1), date(2026, 11, 30)) == "novembre 2026"
    assert formats.period(date(2028, 2, 1), date(2028, 2, 28)) == (
        "du 1er\u00a0février au 28\u00a0février 2028"
    )
    assert formats.period(date(2026, 10, 1), date(2026, 12, 31)) == (
        "du 1er\u00a0octobre au 31\u00a0décembre 2026"
    )
    assert formats.period(date(2026, 12, 15), date(2027, 1, 14)) == (
        "du 15\u00a0décembre 2026 au 14\u00a0janvier 2027"
    )
    assert formats.period(date(2026, 12, 15), date(2026, 12, 15)) == "15\u00a0décembre 2026"
    assert formats.period(date(2026, 10, 1), date(2026, 12, 31), "en") == (
        "1\u00a0October to 31\u00a0December 2026"
    )


def test_how_long_ago():
    now = datetime(2026, 11, 21, 9, 0, tzinfo=PARIS)
    assert formats.ago(now - timedelta(seconds=20), now) == "à l’instant"
    assert formats.ago(now - timedelta(minutes=5), now) == "il y a 5\u00a0min"
    assert formats.ago(now - timedelta(hours=3), now) == "il y a 3\u00a0h"
    assert formats.ago(now - timedelta(hours=12), now) == "hier"
    assert formats.ago(now - timedelta(days=4), now) == "il y a 4\u00a0jours"
    assert formats.ago(now - timedelta(days=40), now) == "12\u00a0oct."
    assert formats.ago(datetime(2025, 12, 24, 9, tzinfo=PARIS), now) == "24\u00a0déc. 2025"
    assert formats.ago(now - timedelta(days=4), now, "en") == "4 days ago"


def test_the_time_of_day():
    assert formats.clock_time(datetime(2026, 11, 21, 9, 5, tzinfo=PARIS)) == "9\u00a0h\u00a005"
    assert formats.clock_time(datetime(2026, 11, 21, 9, 0, tzinfo=PARIS)) == "9\u00a0h"
    assert formats.clock_time(datetime(2026, 11, 21, 9, 5, tzinfo=PARIS), "en") == "09:05"
