"""Totals, numbers, mentions and VAT moves: pure, worked by hand, and true of any amounts."""

from collections import defaultdict
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounting.rules import VAT_DUE, VAT_PENDING
from app.core.errors import Refused
from app.invoices import rules
from app.invoices.queries.rows import Whole
from app.invoices.rules import LineDraft

D = date.fromisoformat
RATES = st.sampled_from([2000, 1000, 550, 210, 0])
LINES = st.lists(
    st.builds(
        LineDraft,
        label=st.just("x"),
        quantity=st.integers(-(10**8), 10**8),
        unit_price=st.integers(0, 10**10),
        vat_rate=RATES,
        discount=st.integers(0, 10_000),
    ),
    max_size=12,
)


def test_vat_is_on_the_sum_of_the_nets_never_by_line():
    # Three lines of 0.33 at 20 %: by line 3 x 0.07 = 0.21; on 0.99 it is 0.198 -> 0.20
    third = LineDraft("Vis", 10_000, 330_000, 2000)
    totals = rules.totals([third, third, third])
    assert (totals.net, totals.vat, totals.total) == (99, 20, 119)


def test_a_discount_is_taken_before_the_net_is_rounded():
    # 3 x 19.99 = 59.97, less 12.5 % = 52.47375 -> 52.47
    line = LineDraft("Filtre", 30_000, 19_990_000, 2000, discount=1_250)
    assert rules.totals([line]).nets == (5_247,)


def test_each_rate_and_category_is_apart_the_highest_first():
    lines = [
        LineDraft("a", 10_000, 10_000_000, 550),
        LineDraft("b", 10_000, 20_000_000, 2000),
        LineDraft("c", 10_000, 30_000_000, 550),
        LineDraft("d", 10_000, 5_000_000, 0, vat_category="AE"),
    ]
    # 20 % of 20.00 = 4.00; 5.5 % of 40.00 = 2.20
    assert [(p.category, p.rate, p.base, p.vat) for p in rules.totals(lines).parts] == [
        ("S", 2000, 2_000, 400),
        ("S", 550, 4_000, 220),
        ("AE", 0, 500, 0),
    ]


@given(LINES)
def test_the_parts_are_always_the_whole(lines: list[LineDraft]):
    totals = rules.totals(lines)
    assert sum(totals.nets) == totals.net == sum(part.base for part in totals.parts)
    assert totals.net + totals.vat == totals.total
    assert totals.vat == sum(part.vat for part in totals.parts)


@given(LINES)
def test_a_credit_note_is_the_exact_mirror(lines: list[LineDraft]):
    there, back = rules.totals(lines), rules.totals(rules.negated(lines))
    assert (back.net, back.vat, back.total) == (-there.net, -there.vat, -there.total)


@given(st.integers(1, 10**9), RATES, st.integers(1, 10**6))
def test_a_price_with_vat_is_what_is_paid_to_the_cent(gross: int, rate: int, quantity: int):
    (line,), totals = rules.gross_lines([LineDraft("x", quantity, 0, rate)], [gross])
    assert totals.total + totals.rounding == gross
    assert totals.total == totals.net + totals.vat and abs(totals.rounding) <= 1
    # The line as written gives the net and the VAT that the document says (BR-CO-17).
    again = rules.totals([line])
    assert (again.net, again.vat) == (totals.net, totals.vat)


@given(
    st.integers(1, 10**10),
    st.integers(0, 10**9),
    st.lists(st.integers(1, 10**9), max_size=8),
)
def test_vat_due_by_parts_is_the_whole_in_the_end(total: int, vat: int, parts: list[int]):
    vat = min(vat, total)
    settled = moved = 0
    for part in [*parts, total]:
        now = min(part, total - settled)
        due = rules.vat_due(vat, settled + now, total) - rules.vat_due(vat, settled, total)
        assert due >= 0
        settled, moved = settled + now, moved + due
    assert (settled, moved) == (total, vat)


def test_vat_that_becomes_due_and_ceases_to_be():
    assert [(each.account, each.debit, each.credit) for each in rules.vat_moved(5)] == [
        (VAT_PENDING, 5, 0),
        (VAT_DUE, 0, 5),
    ]
    assert [(each.account, each.debit, each.credit) for each in rules.vat_moved(-5)] == [
        (VAT_PENDING, 0, 5),
        (VAT_DUE, 5, 0),
    ]
    assert rules.vat_moved(0) == ()


@pytest.mark.parametrize(
    ("format", "n", "written", "year"),
    [
        ("F{year}-{n:06}", 123, "F2026-000123", 2026),
        ("VAU-{n}", 7, "VAU-7", 0),
        ("{n:04}/{year}", 12_345, "12345/2026", 2026),
    ],
)
def test_numbers_are_written_by_their_format(format: str, n: int, written: str, year: int):
    assert rules.number(format, D("2026-11-21"), n) == written
    assert rules.series_year(format, D("2026-11-21")) == year
    rules.check_format(format)


@pytest.mark.parametrize(
    "format",
    [
        "F{year}",
        "F{n}{n}",
        "F{day}{n}",
        "Facture n° {n}",
        "",
        "{n:40}",
        "F{year}{year}" * 5 + "{n}",
    ],
)
def test_formats_that_make_no_legal_number_are_refused(format: str):
    with pytest.raises(Refused):
        rules.check_format(format)


def draft_rows() -> Whole:
    names = {*rules.payload(Whole(defaultdict(lambda: None)))["invoice"], "terms_days"}
    line = dict.fromkeys(each.name for each in fields(LineDraft)) | {"position": 1, "net": 1}
    return Whole(dict.fromkeys(names), lines=[line])


def test_a_draft_is_another_version_once_anything_in_it_changes():
    first = rules.fingerprint(draft_rows())
    assert first == rules.fingerprint(draft_rows())
    for name in ("note", "due_on", "terms_days", "client", "discount_rate", "delivery"):
        other = draft_rows()
        other.invoice[name] = "x"
        assert rules.fingerprint(other) != first
    for name in draft_rows().lines[0]:
        other = draft_rows()
        other.lines[0][name] = "x"
        assert rules.fingerprint(other) != first
    more = draft_rows()
    more.plan = [{"position": 1, "due_on": None, "amount": None, "percent": 5000}]
    assert rules.fingerprint(more) != first
