"""Days of collection by the TARGET calendar and the bank's hour; sums and ids: by hand."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.sepa import Collection, DebitFile, Group, latin, write
from app.core.calendar import add_target_days, is_target_day
from app.debits import rules
from app.debits.rules import Facts, Next, Why
from app.mandates.rules import collection, earliest
from tests.debits.story import added, faults_of, parsed

D = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "open"),
    [
        ("2026-01-01", False),
        ("2026-04-03", False),  # Good Friday
        ("2026-04-06", False),  # Easter Monday
        ("2026-05-01", False),
        ("2026-12-25", False),
        ("2026-12-28", True),
        ("2026-07-14", True),  # a French holiday on which banks settle
        ("2026-05-14", True),  # Ascension
        ("2026-11-11", True),
        ("2026-07-04", False),
    ],
)
def test_target_days(day: str, open: bool) -> None:
    assert is_target_day(D(day)) is open


def test_counting_target_days_over_easter_and_back() -> None:
    assert add_target_days(D("2026-04-02"), 2) == D("2026-04-08")
    assert add_target_days(D("2026-04-08"), -2) == D("2026-04-02")


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2026-06-29T10:59", "2026-07-01"),
        ("2026-06-29T11:00", "2026-07-02"),
        ("2026-07-03T16:00", "2026-07-08"),  # Friday afternoon: Monday, and two days
        ("2026-07-04T09:00", "2026-07-08"),  # Saturday: the same
        ("2026-04-02T12:00", "2026-04-09"),  # before Easter: Tuesday 7, and two days
    ],
)
def test_the_first_day_that_the_bank_can_do(moment: str, first: str) -> None:
    assert earliest(datetime.fromisoformat(moment), 2, time(11)) == D(first)


@pytest.mark.parametrize(
    ("due", "told", "notice", "first", "on", "why"),
    [
        ("2026-07-01", "2026-06-01", 14, "2026-06-03", "2026-07-01", Why.DUE),
        ("2026-04-03", "2026-03-01", 14, "2026-03-04", "2026-04-07", Why.CLOSED),
        ("2026-06-05", "2026-06-01", 14, "2026-06-03", "2026-06-15", Why.NOTICE),
        ("2026-06-05", "2026-06-01", 5, "2026-06-03", "2026-06-08", Why.NOTICE),
        ("2026-06-01", "2026-06-01", 1, "2026-06-03", "2026-06-03", Why.BANK),
    ],
)
def test_the_day_announced(due: str, told: str, notice: int, first: str, on: str, why: Why) -> None:
    day = collection(D(due), D(told), notice, D(first))
    assert (day.on, day.why) == (D(on), why)


FACTS = Facts(12_000, 12_000, False, True, D("2026-06-01"), "sent", 14, D("2026-07-01"))


def test_what_keeps_a_debit_out() -> None:
    assert rules.outside(FACTS) is None
    for change, code in (
        ({"open": 0}, "debits.paid"),
        ({"open": 5_000}, "debits.other_amount"),
        ({"is_disputed": True}, "debits.disputed"),
        ({"is_planned": True}, "debits.planned"),
        ({"is_mandate_active": False}, "debits.mandate"),
        ({"noticed_on": None}, "debits.not_told"),
    ):
        found = rules.outside(replace(FACTS, **change))  # type: ignore[arg-type]
        assert found and found.code == code


@given(
    st.dates(D("2026-01-01"), D("2030-12-31")),
    st.dates(D("2026-01-01"), D("2030-12-31")),
    st.integers(1, 60),
    st.dates(D("2026-01-01"), D("2030-12-31")),
)
def test_never_before_the_due_day_the_notice_or_the_bank(
    due: date, told: date, notice: int, first: date
) -> None:
    day = collection(due, told, notice, first)
    assert day.on >= max(due, first) and (day.on - told).days >= notice
    assert is_target_day(day.on)


@given(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=20), st.data())
def test_control_sums_are_those_of_another_sum(amounts: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(amounts)))
    groups = []
    for sequence, part in (("RCUR", amounts[:cut]), ("OOFF", amounts[cut:])):
        made = tuple(
            Collection(f"E-{sequence}-{n}", cents, "M1", D("2026-03-02"), "X", "DE1", "t")
            for n, cents in enumerate(part)
        )
        if made:
            groups.append(Group(f"P-{sequence}", "CORE", sequence, D("2026-07-01"), made))
    file = _file("02", tuple(groups))
    content = write(file)
    count, total = added(content)
    assert (count, total) == (len(amounts), sum(amounts))
    head = parsed(content).find("CstmrDrctDbtInitn/GrpHdr")
    assert head is not None
    said = head.findtext("CtrlSum") or ""
    assert int(said.replace(".", "")) == total and said[-3] == "."
    assert head.findtext("NbOfTxs") == str(count)
    parts = [each.text or "" for each in parsed(content).iterfind(".//PmtInf/CtrlSum")]
    assert sum(int(each.replace(".", "")) for each in parts) == total


def _file(version: str, groups: tuple[Group, ...]) -> DebitFile:
    when = datetime.fromisoformat("2026-06-24T10:00:00")
    iban = "FR1420041010050500013M02606"
    return DebitFile(
        version, "MSG", when, "Atelier Vauban", "FR72ZZZ123456", iban, "PSSTFRPPPAR", True, groups
    )


@given(st.text(max_size=200))
def test_any_text_becomes_one_that_the_schemes_take(text: str) -> None:
    made = latin(text, 70)
    assert 1 <= len(made) <= 70 and made.isascii()
    assert not set(made) - set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ "
    )
    assert "//" not in made and not made.startswith("/") and not made.endswith("/")


@given(st.text(min_size=1, max_size=70))
def test_any_name_gives_a_file_that_is_valid(name: str) -> None:
    iban = "FR7630006000011234567890189"
    one = Collection("E-1", 100, "M1", D("2026-03-02"), name, iban, name, None, True)
    group = Group("P", "B2B", "RCUR", D("2026-07-01"), (one,))
    for version in ("02", "08"):
        assert faults_of(write(_file(version, (group,))), version) == []


def test_names_are_written_without_accents() -> None:
    assert latin("Régie Bellecour & Cœur «d’Été»", 70) == "Regie Bellecour + Coeur d'Ete"


@pytest.mark.parametrize(
    ("code", "next", "again", "renewed"),
    [
        ("AM04", Next.AGAIN, True, True),
        ("MS03", Next.AGAIN, True, True),
        ("AC01", Next.ACCOUNT, False, True),
        ("AC04", Next.ACCOUNT, False, True),
        ("MD01", Next.MANDATE, False, True),
        ("MD06", Next.CALL, False, False),
        ("MS02", Next.CALL, False, False),
        ("XX99", Next.CALL, False, False),
    ],
)
def test_what_to_do_by_reason(code: str, next: Next, again: bool, renewed: bool) -> None:
    """`renewed`: whether it may be tried again once another mandate is in force."""
    assert rules.told(code)[1] is next
    assert rules.may_try_again(code, 1, False) is again
    assert not rules.may_try_again(code, 2, False)
    assert rules.may_try_again(code, 1, True) is renewed
    assert rules.may_try_again(code, 2, True) is (renewed and next is not Next.AGAIN)
