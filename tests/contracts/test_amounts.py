"""What an entry bills: whole, cut by days, or amended; to the cent, in the client's language."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rules import (
    Billing,
    Frequency,
    Line,
    Part,
    Terms,
    Versions,
    amount,
    bill_lines,
    monthly_net,
    nets,
)
from app.contracts.rules.amounts import fill_texts
from app.core.money import line_net


def euros(amount):
    return amount * 1_000_000


LIFT = Line("Entretien ascenseur, {period}", 10_000, euros(120), 2000)
CALLS = Line("Astreinte {month} {year}", 25_000, 13_330_000, 1000, unit="h", discount=500)
JANUARY = Part(date(2026, 1, 1), date(2026, 1, 31), 31, 31)
FROM_THE_THIRD = Part(date(2026, 1, 3), date(2026, 1, 31), 29, 31)


def agreed(*lines):
    return Versions(lines)


def french(text):
    return {"%(period)s: %(days)s of %(full)s days": "%(period)s : %(days)s/%(full)s jours"}[text]


def test_a_whole_month_bills_the_lines_as_they_stand():
    first, second = bill_lines(agreed(LIFT, CALLS), JANUARY, "fr", french)
    assert (first.label, first.quantity, first.unit_price) == (
        "Entretien ascenseur, janvier 2026",
        10_000,
        120_000_000,
    )
    assert (second.label, second.discount, second.unit) == ("Astreinte janvier 2026", 500, "h")
    # 2,5 h x 13,33 € = 33,325 €, less 5 % = 31,65875 €: 31,66 €. VAT 24,00 and 3,17.
    assert amount(agreed(LIFT, CALLS), JANUARY).net == 12_000 + 3_166
    assert amount(agreed(LIFT, CALLS), JANUARY).total == 12_000 + 3_166 + 2_400 + 317


def test_a_start_on_the_third_bills_29_of_31_days():
    (line,) = bill_lines(agreed(LIFT), FROM_THE_THIRD, "fr", french)
    # 120,00 x 29 / 31 = 112,258…
    assert (line.quantity, line.unit_price) == (10_000, 112_260_000)
    assert line.detail == "du 3 janvier au 31\u00a0janvier 2026 : 29/31 jours".replace(
        "3 janvier", "3\u00a0janvier"
    )
    assert amount(agreed(LIFT), FROM_THE_THIRD).net == 11_226


def test_an_amended_amount_is_billed_to_the_cent():
    lines = [
        LIFT,
        Line("Forfait", 10_000, euros(60), 2000),
        Line("Divers", 10_000, euros(20), 2000),
    ]
    part = Part(JANUARY.first, JANUARY.last, 31, 31, net=10_001)
    # Weights 120, 60 and 20 of 200: 60,006; 30,003; the rest.
    assert nets(lines, part) == [6_001, 3_000, 1_000]
    assert [each.detail for each in bill_lines(agreed(*lines), part, "fr", french)] == ["", "", ""]


def test_a_deduction_keeps_a_positive_price():
    lines = [LIFT, Line("Remise fidélité", -10_000, euros(10), 2000)]
    second = bill_lines(agreed(*lines), FROM_THE_THIRD, "fr", french)[1]
    # 10,00 x 29 / 31 = 9,354…
    assert (second.quantity, second.unit_price) == (-10_000, 9_350_000)


def test_texts_use_the_entry_s_own_period_and_the_client_s_language():
    february = Part(date(2027, 2, 1), date(2027, 2, 28), 28, 28)
    assert fill_texts("{month} {year} {autre}", february, "fr") == "février 2027 {autre}"
    assert fill_texts("{period}", february, "en") == "February 2027"
    quarter = Part(date(2026, 1, 1), date(2026, 3, 31), 90, 90)
    assert fill_texts("{period}", quarter, "fr") == "du 1er\u00a0janvier au 31\u00a0mars 2026"


def test_the_business_that_charges_no_vat():
    assert amount(agreed(LIFT), JANUARY, charges_vat=False).total == 12_000


def test_what_a_contract_brings_in_a_month():
    def monthly(frequency):
        return monthly_net([LIFT], Terms(frequency, Billing.ADVANCE, 1, date(2026, 1, 1)))

    assert monthly(Frequency.QUARTERLY) == 4_000
    assert monthly(Frequency.YEARLY) == 1_000
    # 120,00 x 52 / 12
    assert monthly(Frequency.WEEKLY) == 52_000
    assert monthly(Frequency.BIWEEKLY) == 26_000


some_lines = st.lists(
    st.builds(
        Line,
        st.just("x"),
        st.integers(1, 10_000_000),
        st.integers(1, 10**10),
        st.sampled_from([0, 550, 1000, 2000]),
        discount=st.integers(0, 5000),
    ),
    min_size=1,
    max_size=6,
)


@given(some_lines, st.integers(1, 366), st.integers(0, 365))
def test_two_parts_of_a_period_make_the_whole_within_a_cent_a_line(lines, full, cut):
    cut = min(cut, full - 1)
    day = date(2026, 1, 1)

    def part(days):
        return Part(day, day + timedelta(days=max(days - 1, 0)), days, full)

    for line, one, other in zip(
        lines, nets(lines, part(cut)), nets(lines, part(full - cut)), strict=True
    ):
        assert abs(one + other - line.net) <= 1


@given(some_lines, st.integers(1, 10**9), st.booleans())
def test_an_invoice_line_is_quantity_times_price_to_the_cent(lines, net, amended):
    part = Part(date(2026, 1, 1), date(2026, 1, 31), 29, 31, net if amended else None)
    billed = bill_lines(agreed(*lines), part, "fr", lambda text: text)
    assert [line_net(each.quantity, each.unit_price) for each in billed] == nets(lines, part)
    if amended and sum(line.net for line in lines):
        assert sum(nets(lines, part)) == net
