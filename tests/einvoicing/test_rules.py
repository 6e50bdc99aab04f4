"""Who is ready, and which status may follow which; expected from the law's table, by hand."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.einvoicing.rules import readiness as asked
from app.einvoicing.rules.lifecycle import LABELS, REASONS, TOLD, Status, judge_status

D = date.fromisoformat
WHOLE = ("5 place Bellecour", "69002", "Lyon")


def gaps(**changes: object) -> list[str]:
    client = {
        "kind": "company",
        "country": "FR",
        "siren": "802457192",
        "siret": "",
        "vat_number": "",
        "address": WHOLE,
    }
    return asked.client_gaps(**(client | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"siren": ""}, [asked.NO_SIREN]),
        ({"address": ("", "69002", "Lyon")}, [asked.NO_ADDRESS]),
        ({"siren": "", "address": ("", "", "")}, [asked.NO_SIREN, asked.NO_ADDRESS]),
        # A public body is reached by its establishment.
        ({"kind": "public"}, [asked.NO_SIRET]),
        ({"kind": "public", "siret": "21690149600010"}, []),
        ({"kind": "public", "siren": "", "siret": "21690149600010"}, []),
        ({"country": "DE", "siren": ""}, [asked.NO_VAT_NUMBER]),
        ({"country": "DE", "siren": "", "vat_number": "DE136695976"}, []),
        # Outside the Union nothing but where it is.
        ({"country": "CH", "siren": ""}, []),
        # A private customer is never sent one.
        ({"kind": "consumer", "siren": "", "address": ("", "", "")}, []),
    ],
)
def test_what_a_client_lacks(changes: dict[str, object], expected: list[str]) -> None:
    assert gaps(**changes) == expected


def test_what_the_business_lacks() -> None:
    blank = asked.business_gaps(
        name="",
        siren="",
        siret="",
        vat_number="",
        address=("", "", ""),
        charges_vat=True,
        platform="",
    )
    assert len(blank) == 6
    free = asked.business_gaps(
        name="Atelier Vauban",
        siren="732829320",
        siret="73282932000074",
        vat_number="",
        address=WHOLE,
        charges_vat=False,
        platform="Plateforme du Rhône",
    )
    assert free == []


def codes(
    status: Status,
    day: str = "2026-11-22",
    reason: str = "",
    amount: int | None = None,
    before: tuple[Status, ...] = (),
) -> list[str]:
    try:
        judge_status(
            status,
            D(day),
            reason,
            amount,
            issued_on=D("2026-11-21"),
            today=D("2026-11-26"),
            before=before,
        )
    except Refused as refused:
        return [each.code.removeprefix("invoices.status_") for each in refused.findings]
    return []


def test_the_codes_are_those_of_the_norm() -> None:
    # XP Z12-012: 200 to 214, then 220, 221, 224, 225; four of them told to the administration.
    assert [each.value for each in Status] == [*range(200, 215), 220, 221, 224, 225]
    assert set(LABELS) == set(Status)
    assert {each.value for each in TOLD} == {200, 210, 212, 213}


@pytest.mark.parametrize("code", [206, 207, 208, 210, 213])
def test_these_must_say_why(code: int) -> None:
    assert codes(Status(code)) == ["reason"]
    assert codes(Status(code), reason="BECAUSE") == ["reason"]
    assert all(codes(Status(code), reason=each) == [] for each in REASONS)


def test_a_day_an_amount_and_an_end() -> None:
    assert codes(Status.APPROVED) == []
    assert codes(Status.APPROVED, "2026-11-21") == [] == codes(Status.APPROVED, "2026-11-26")
    assert codes(Status.APPROVED, "2026-11-20") == ["day"] == codes(Status.APPROVED, "2026-11-27")
    assert codes(Status.CASHED) == ["amount"] == codes(Status.CASHED, amount=0)
    assert codes(Status.CASHED, amount=12_000) == []
    for end in (Status.REFUSED, Status.REJECTED, Status.CANCELLED):
        assert codes(Status.APPROVED, before=(Status.DEPOSITED, end)) == ["final"]
    # A routing error is tried again.
    assert codes(Status.DEPOSITED, before=(Status.MISROUTED,)) == []
