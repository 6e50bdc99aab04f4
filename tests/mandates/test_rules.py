"""Creditor identifiers by their key, mandates by their day: expected values from the rulebooks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.mandates import rules
from app.mandates.rules import MandateValues, Scheme, Standing

D = date.fromisoformat
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def key_by_hand(country: str, national: str) -> str:
    """EPC262-08: the national part, the country and 00; letters from A = 10; 98 less the rest."""
    rest = 0
    for char in national + country + "00":
        value = ALPHABET.index(char)
        rest = (rest * (100 if value > 9 else 10) + value) % 97
    return f"{98 - rest:02}"


# DE: the Bundesbank's own example; FR and BE: examples in the banks' guides.
@pytest.mark.parametrize("text", ["DE98ZZZ09999999999", "de98 zzz0 9999 9999 99", "FR72ZZZ123456"])
def test_identifiers_that_hold(text: str) -> None:
    assert rules.ics(text) == text.replace(" ", "").upper()


@pytest.mark.parametrize(
    "text", ["FR73ZZZ123456", "FR72ZZZ123465", "FR72ZZZ12345", "72ZZZ123456", "FR72ZZ", "é", "FR"]
)
def test_identifiers_that_do_not(text: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.ics(text)
    assert refused.value.code == "mandates.ics" and refused.value.findings[0].field == "ics"


@given(st.text(ALPHABET, min_size=6, max_size=6), st.text(ALPHABET, min_size=3, max_size=3))
def test_the_key_is_the_one_by_hand_whatever_the_business_code(national: str, code: str) -> None:
    assert rules.ics(f"FR{key_by_hand('FR', national)}{code}{national}").endswith(national)


@given(st.text("0123456789", min_size=6, max_size=6), st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(national: str, place: int, more: int) -> None:
    key = key_by_hand("FR", national)
    wrong = list(national)
    wrong[place] = str((int(wrong[place]) + more) % 10)
    with pytest.raises(Refused):
        rules.ics(f"FR{key}ZZZ{''.join(wrong)}")


@pytest.mark.parametrize(
    ("day", "used", "expected"),
    [
        ("2026-03-02", None, Standing.ACTIVE),
        ("2029-03-01", None, Standing.ACTIVE),
        ("2029-03-02", None, Standing.LAPSED),
        ("2029-03-02", "2028-01-31", Standing.ACTIVE),
        ("2031-01-30", "2028-01-31", Standing.ACTIVE),
        ("2031-01-31", "2028-01-31", Standing.LAPSED),
    ],
)
def test_36_months_without_a_debit(day: str, used: str | None, expected: Standing) -> None:
    stands = rules.standing(
        D(day),
        scheme=Scheme.CORE,
        signed_on=D("2026-03-02"),
        last_used_on=D(used) if used else None,
        registered_on=None,
        ended_on=None,
    )
    assert stands is expected


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (MandateValues(1, "Mme Perrin", scheme=Scheme.B2B), "scheme"),
        (MandateValues(1, "Mme Perrin", iban="FR1420041010050500013M02607"), "iban"),
        (MandateValues(1, "Mme Perrin", iban="TN5910006035183598478831"), "iban"),
        (MandateValues(1, " "), "name"),
        (MandateValues(1, "x", reference="référence"), "reference"),
        (MandateValues(1, "x", reference="A//B"), "reference"),
        (MandateValues(1, "x", reference="/A"), "reference"),
        (MandateValues(1, "x", reference="A" * 36), "reference"),
    ],
)
def test_what_is_refused_of_a_mandate_of_a_consumer(values: MandateValues, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.checked(values, consumer=True, need_iban=False)
    assert field in {each.field for each in refused.value.findings}
