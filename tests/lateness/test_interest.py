"""Interest worked by hand: base x rate x days / 365, each line rounded to the cent.

Legal interest of professional creditors (law B3): 3.71 % in the first half of 2025, 2.76 % in the
second, 2.62 % in the first half of 2026: three times that are 11.13, 8.28 and 7.86 %. The rates of
the law (ECB + 10): 13.15, 12.15 and 12.15 %.
"""

from datetime import date

import pytest

from app.lateness.rules import (
    Basis,
    Claim,
    Debt,
    Decision,
    HalfYear,
    Lateness,
    Part,
    Terms,
    last_known,
    lateness,
    periods,
)

D = date.fromisoformat
RATES = {
    D("2024-01-01"): HalfYear(legal=507),
    D("2025-01-01"): HalfYear(penalty=1315, legal=371),
    D("2025-07-01"): HalfYear(penalty=1215, legal=276),
    D("2026-01-01"): HalfYear(penalty=1215, legal=262),
}
LEGAL = Terms(Basis.LEGAL)
# 12 000 € due on 15 January 2025; 4 000 on 10 April, 3 000 on 1 October.
THREE_HALVES = Debt(
    D("2025-01-15"),
    1_200_000,
    (Part(D("2025-04-10"), 400_000), Part(D("2025-10-01"), 300_000)),
)


def worked(debt: Debt, terms: Terms, on: str, after: str | None = None) -> list[tuple[object, ...]]:
    found = periods(debt, terms, RATES, D(on), D(after) if after else None)
    return [
        (str(one.first), str(one.last), one.days, one.base, one.rate, one.interest) for one in found
    ]


def judged(debt: Debt, terms: Terms, on: str, *claims: Claim) -> Lateness:
    return lateness([debt], terms, RATES, D(on), indemnity=4000, claims=claims)


def test_three_half_years_with_two_part_payments() -> None:
    assert worked(THREE_HALVES, LEGAL, "2026-03-31") == [
        # 12 000 x 11,13 % x 85 / 365 = 311,0301
        ("2025-01-16", "2025-04-10", 85, 1_200_000, 1113, 31_103),
        # 8 000 x 11,13 % x 81 / 365 = 197,5956
        ("2025-04-11", "2025-06-30", 81, 800_000, 1113, 19_760),
        # 8 000 x 8,28 % x 93 / 365 = 168,7759
        ("2025-07-01", "2025-10-01", 93, 800_000, 828, 16_878),
        # 5 000 x 8,28 % x 91 / 365 = 103,2164
        ("2025-10-02", "2025-12-31", 91, 500_000, 828, 10_322),
        # 5 000 x 7,86 % x 90 / 365 = 96,9041
        ("2026-01-01", "2026-03-31", 90, 500_000, 786, 9_690),
    ]
    found = judged(THREE_HALVES, LEGAL, "2026-03-31")
    assert (found.days, found.interest, found.indemnity, found.due) == (440, 87_753, 4000, 91_753)


def test_paid_to_the_last_cent_it_stops_on_that_day() -> None:
    paid = Debt(
        THREE_HALVES.due_on,
        THREE_HALVES.amount,
        (*THREE_HALVES.parts, Part(D("2026-05-20"), 500_000)),
    )
    for on in ("2026-05-20", "2026-06-30", "2027-12-31"):
        # … and 5 000 x 7,86 % x 140 / 365 = 150,7397
        assert worked(paid, LEGAL, on)[-1] == (
            "2026-01-01",
            "2026-05-20",
            140,
            500_000,
            786,
            15_074,
        )
        found = judged(paid, LEGAL, on)
        assert (found.interest, found.days) == (93_137, 490)


def test_the_rate_of_the_law() -> None:
    debt = Debt(D("2025-03-31"), 500_000, (Part(D("2025-07-01"), 200_000),))
    assert worked(debt, Terms(Basis.LAW), "2026-01-31") == [
        ("2025-04-01", "2025-06-30", 91, 500_000, 1315, 16_392),
        # Paid on the first day of a half-year: that one day still bears interest on the whole.
        ("2025-07-01", "2025-07-01", 1, 500_000, 1215, 166),
        ("2025-07-02", "2025-12-31", 183, 300_000, 1215, 18_275),
        ("2026-01-01", "2026-01-31", 31, 300_000, 1215, 3_096),
    ]


def test_a_rate_of_ones_own_never_goes_below_the_floor_of_its_half_year() -> None:
    debt = Debt(D("2025-06-20"), 100_000)
    assert worked(debt, Terms(Basis.OWN, 1000), "2025-07-10") == [
        ("2025-06-21", "2025-06-30", 10, 100_000, 1113, 305),
        ("2025-07-01", "2025-07-10", 10, 100_000, 1000, 274),
    ]


def test_the_29th_of_february_is_a_day_and_a_year_has_365() -> None:
    assert worked(Debt(D("2024-02-27"), 100_000), LEGAL, "2024-03-01") == [
        ("2024-02-28", "2024-03-01", 3, 100_000, 1521, 125)
    ]


@pytest.mark.parametrize(("on", "days"), [("2025-01-14", 0), ("2025-01-15", 0), ("2025-01-16", 1)])
def test_the_first_day_is_the_day_after_the_due_day(on: str, days: int) -> None:
    found = judged(THREE_HALVES, LEGAL, on)
    assert (found.days, len(found.periods), found.indemnity) == (days, days, 4000 * days)


def test_paid_in_time_costs_nothing() -> None:
    paid = Debt(D("2025-01-15"), 50_000, (Part(D("2025-01-15"), 50_000),))
    found = judged(paid, LEGAL, "2026-03-31")
    assert (found.days, found.periods, found.indemnity, found.due) == (0, (), 0, 0)


def test_while_the_rate_of_a_half_year_is_missing_there_is_no_amount() -> None:
    found = judged(THREE_HALVES, LEGAL, "2026-07-01")
    assert (found.interest, found.due, found.indemnity) == (None, None, 4000)
    assert found.missing == (D("2026-07-01"),)
    assert found.periods[-1].rate is None and found.periods[-1].interest is None
    # The last day that can be worked out, for whoever wants to invoice what is known.
    assert last_known([found], D("2026-07-01")) == D("2026-06-30")
    assert judged(THREE_HALVES, LEGAL, "2026-06-30").interest is not None


def test_a_consumer_owes_the_legal_interest_from_a_formal_notice_on_and_never_40_euro() -> None:
    debt = Debt(D("2025-04-01"), 100_000)
    before = judged(debt, Terms(Basis.CONSUMER), "2025-06-30")
    assert (before.days, before.periods, before.due) == (90, (), 0)
    after = Terms(Basis.CONSUMER, notice_on=D("2025-05-15"))
    # 1 000 x 3,71 % x 46 / 365 = 4,6756
    assert worked(debt, after, "2025-06-30") == [
        ("2025-05-16", "2025-06-30", 46, 100_000, 371, 468)
    ]
    assert judged(debt, after, "2025-06-30").indemnity == 0


def test_a_public_body_is_told_no_amount_before_its_text_is_confirmed() -> None:
    found = judged(THREE_HALVES, Terms(Basis.PUBLIC), "2025-06-30")
    assert (found.interest, found.indemnity) == (None, 0)


def test_40_euro_once_for_an_invoice_in_instalments() -> None:
    debts = [Debt(D("2025-01-15"), 100_000), Debt(D("2025-02-15"), 100_000)]
    found = lateness(debts, LEGAL, RATES, D("2025-03-31"), indemnity=4000)
    assert (found.indemnity, len(found.periods)) == (4000, 2)


def test_what_was_invoiced_or_given_up_is_not_asked_again_and_the_rest_runs_on() -> None:
    invoiced = Claim(Decision.INVOICED, D("2025-06-30"), 50_863, 4000)
    found = judged(THREE_HALVES, LEGAL, "2026-03-31", invoiced)
    # 168,78 + 103,22 + 96,90
    assert (found.interest, found.indemnity) == (36_890, 0)
    waived = Claim(Decision.WAIVED, D("2026-03-31"), 0, 0)
    found = judged(THREE_HALVES, LEGAL, "2026-03-31", waived)
    assert (found.interest, found.indemnity, found.days) == (0, 0, 440)
