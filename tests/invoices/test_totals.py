"""Lines, discounts, allowances and charges: the parts are the totals are the books, to the cent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.invoices import rules
from app.invoices.rules import (
    AdjustmentDraft,
    AdjustmentKind,
    LineDraft,
    Purpose,
    Sale,
    Seller,
)

RATES = st.sampled_from([2000, 1000, 550, 210])
LINES = st.lists(
    st.builds(
        LineDraft,
        label=st.just("x"),
        quantity=st.integers(1, 10**7),
        unit_price=st.integers(1, 10**9),
        vat_rate=RATES,
        discount=st.integers(0, 10_000),
        nature=st.sampled_from(["", "goods", "services"]),
    ),
    min_size=1,
    max_size=8,
)
ADJUSTMENTS = st.lists(
    st.one_of(
        st.builds(
            AdjustmentDraft,
            kind=st.sampled_from(AdjustmentKind),
            reason=st.just("y"),
            percent=st.integers(1, 10_000),
        ),
        st.builds(
            AdjustmentDraft,
            kind=st.sampled_from(AdjustmentKind),
            reason=st.just("y"),
            amount=st.integers(1, 10**6),
            vat_rate=RATES,
        ),
    ),
    max_size=4,
)
SERVICES = Seller("Atelier Vauban", sales="706", vat_pending=True)
ON_DEBITS = Seller("Atelier Vauban", sales="706", vat_on_debits=True)


def booked(
    lines: list[LineDraft],
    drafts: list[AdjustmentDraft],
    seller: Seller = SERVICES,
    purpose: Purpose = Purpose.ORDINARY,
    prepaid: int = 0,
    prepaid_vat: int = 0,
) -> tuple[rules.Totals, Sale]:
    found = rules.adjustments(drafts, lines)
    totals = rules.totals(lines, found)
    services = rules.vat_of_services(lines, totals.nets, found, totals.parts, seller)
    waiting = rules.waiting(
        purpose=purpose,
        vat=totals.vat,
        services=services,
        prepaid_vat=prepaid_vat,
        payable=totals.total - prepaid,
        seller=seller,
    )
    sold = rules.sales(lines, totals.nets, found, seller, "FR")
    return totals, Sale(1, purpose, sold, totals.charges, totals.vat, waiting, prepaid, prepaid_vat)


@given(LINES, ADJUSTMENTS, st.sampled_from([SERVICES, ON_DEBITS]), st.sampled_from(Purpose))
def test_the_parts_are_the_totals_are_the_books(
    lines: list[LineDraft], drafts: list[AdjustmentDraft], seller: Seller, purpose: Purpose
) -> None:
    totals, sale = booked(lines, drafts, seller, purpose)
    # BR-CO-10, 11, 12, 13, 14, 15, 17
    found = rules.adjustments(drafts, lines)
    assert totals.allowances == sum(a.amount for a in found if a.kind == "allowance")
    assert totals.charges == sum(a.amount for a in found if a.kind == "charge")
    assert totals.net == sum(totals.nets) - totals.allowances + totals.charges
    assert totals.net == sum(part.base for part in totals.parts)
    assert totals.vat == sum(part.vat for part in totals.parts)
    assert totals.total == totals.net + totals.vat
    entry = rules.sale(sale)
    assert sum(x.debit for x in entry) == sum(x.credit for x in entry)
    client = sum(x.debit - x.credit for x in entry if x.account == "411")
    vat = sum(x.credit - x.debit for x in entry if x.account in ("44571", "44587"))
    sales = sum(
        x.credit - x.debit for x in entry if x.account in ("706", "707", "7085", "4191", "665")
    )
    assert (client, vat, sales) == (totals.total, totals.vat, totals.net)


@given(LINES, st.integers(1, 10**7))
def test_an_amount_is_shared_over_the_rates_to_the_cent(lines: list[LineDraft], cents: int) -> None:
    draft = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "y", amount=cents)
    if sum(rules.net_of(line) for line in lines) <= 0:
        with pytest.raises(Refused):
            rules.adjustments([draft], lines)
    else:
        assert sum(a.amount for a in rules.adjustments([draft], lines)) == cents


@given(LINES, ADJUSTMENTS)
def test_a_credit_note_takes_back_exactly_what_was_booked(
    lines: list[LineDraft], drafts: list[AdjustmentDraft]
) -> None:
    _, there = booked(lines, drafts)
    mirror = Sale(
        there.client_id,
        there.purpose,
        tuple((account, -cents) for account, cents in there.sales),
        -there.charges,
        -there.vat,
        -there.waiting,
    )
    taken = {(x.account, x.credit, x.debit) for x in rules.sale(mirror)}
    assert taken == {(x.account, x.debit, x.credit) for x in rules.sale(there)}


def test_a_discount_on_the_whole_by_rate_worked_by_hand() -> None:
    # 100.00 at 20 % and 50.00 at 10 %; 10 % off each, then 12.00 of carriage at 20 %.
    lines = [
        LineDraft("Pose", 10_000, 100_000_000, 2000),
        LineDraft("Fourniture", 10_000, 50_000_000, 1000, nature="goods"),
    ]
    drafts = [
        AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Fidélité", percent=1_000),
        AdjustmentDraft(AdjustmentKind.CHARGE, "Port", amount=1_200, vat_rate=2000),
    ]
    totals, sale = booked(lines, drafts)
    # 20 %: 100.00 - 10.00 + 12.00 = 102.00, VAT 20.40; 10 %: 50.00 - 5.00 = 45.00, VAT 4.50.
    assert [(p.rate, p.base, p.vat) for p in totals.parts] == [
        (2000, 10_200, 2_040),
        (1000, 4_500, 450),
    ]
    assert (totals.allowances, totals.charges, totals.net, totals.total) == (
        1_500,
        1_200,
        14_700,
        17_190,
    )
    # The VAT of the goods is due at once, that of the work waits for the money.
    assert [(x.account, x.debit, x.credit) for x in rules.sale(sale)] == [
        ("411", 17_190, 0),
        ("706", 0, 9_000),
        ("707", 0, 4_500),
        ("7085", 0, 1_200),
        ("44587", 0, 2_040),
        ("44571", 0, 450),
    ]


def test_a_percentage_and_an_amount_off_one_line() -> None:
    # 3 x 19.99 = 59.97, less 10 % = 53.973 -> 53.97, less 3.97 = 50.00
    line = LineDraft("Filtre", 30_000, 19_990_000, 2000, discount=1_000, discount_amount=397)
    assert rules.totals([line]).nets == (5_000,)


@pytest.mark.parametrize(
    ("operation", "purpose", "paid", "prepaid", "frame"),
    [
        ("services", "ordinary", False, 0, "S1"),
        ("goods", "ordinary", True, 0, "B2"),
        ("mixed", "ordinary", False, 12_000, "M4"),
        ("services", "deposit", False, 0, "S1"),
        ("services", "corrected", False, 12_000, "S4"),
    ],
)
def test_the_frame(operation: str, purpose: str, paid: bool, prepaid: int, frame: str) -> None:
    assert rules.frame(operation, purpose, paid, prepaid) == frame


def test_instalments_leave_the_remainder_to_the_last() -> None:
    day = date(2026, 12, 1)
    plan = [
        rules.PlanPart(date(2027, 2, 1)),
        rules.PlanPart(day, percent=3_333),
        rules.PlanPart(date(2027, 1, 1), amount=2_500),
    ]
    # 33.33 % of 100.00 = 33.33; 25.00; what is left is 41.67.
    dues = rules.instalments(plan, 10_000, day)
    assert [(each.due_on.month, each.amount) for each in dues] == [
        (12, 3_333),
        (1, 2_500),
        (2, 4_167),
    ]
