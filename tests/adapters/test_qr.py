"""The QR code of a transfer: the text worked by hand from EPC069-12."""

import pytest

from app.adapters import qr
from app.core.colours import contrast, ink_on, legible
from app.core.epc import epc_payload
from app.core.errors import Refused

IBAN = "FR1420041010050500013M02606"


def test_the_eleven_lines_of_a_transfer() -> None:
    assert epc_payload("Atelier Vauban", IBAN, "PSSTFRPPPAR", 58_620, "F2026-000418") == (
        "BCD\n002\n1\nSCT\nPSSTFRPPPAR\nAtelier Vauban\nFR1420041010050500013M02606\n"
        "EUR586.20\n\n\nF2026-000418"
    )


def test_spaces_in_the_iban_a_bank_without_bic_and_one_cent() -> None:
    assert epc_payload("Zoë", "FR14 2004 1010 0505 0001 3M02 606", "", 1, "") == (
        "BCD\n002\n1\nSCT\n\nZoë\nFR1420041010050500013M02606\nEUR0.01"
    )


def test_the_largest_transfer() -> None:
    assert "EUR999999999.99" in epc_payload("A", IBAN, "", 99_999_999_999, "x")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "epc.name"),
        ({"name": "A" * 71}, "epc.length"),
        ({"name": "Atelier\nEUR1.00"}, "epc.characters"),
        ({"iban": ""}, "epc.iban"),
        ({"iban": "FR1420041010050500013M02607"}, "epc.iban"),
        ({"iban": "pas un IBAN"}, "epc.iban"),
        ({"bic": "COURT"}, "epc.bic"),
        ({"cents": 0}, "epc.amount"),
        ({"cents": -58_620}, "epc.amount"),
        ({"cents": 100_000_000_000}, "epc.amount"),
        ({"text": "F" * 141}, "epc.length"),
        ({"text": "F2026\r\n418"}, "epc.characters"),
        # 70 + 140 characters of two bytes each: more than the 331 bytes allowed.
        ({"name": "é" * 70, "text": "é" * 140}, "epc.length"),
    ],
)
def test_what_does_not_fit_is_refused_and_has_no_code(
    changes: dict[str, object], code: str
) -> None:
    values: dict[str, object] = {
        "name": "Atelier Vauban",
        "iban": IBAN,
        "bic": "",
        "cents": 100,
        "text": "F1",
    } | changes
    with pytest.raises(Refused) as refusal:
        epc_payload(**values)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert qr.transfer(**values) is None  # type: ignore[arg-type]


def test_a_float_is_no_amount() -> None:
    with pytest.raises(TypeError):
        epc_payload("A", IBAN, "", 586.2, "x")  # type: ignore[arg-type]


def test_the_code_is_drawn_without_a_size_and_without_text() -> None:
    svg = qr.transfer("Atelier <Vauban>", IBAN, "", 58_620, "F2026-000418")
    assert svg is not None
    assert svg.startswith("<svg") and "viewBox" in svg
    assert "Vauban" not in svg and "width=" not in svg


def test_ink_and_colour_stay_legible() -> None:
    # White on black is 21 to 1 by definition; a colour on itself is 1 to 1.
    assert contrast("#ffffff", "#000000") == 2100
    assert contrast("#115c43", "#115c43") == 100
    assert ink_on("#115c43") == "#ffffff"
    assert ink_on("#ffd400") == "#17211c"
    assert legible("#115c43") == "#115c43"
    assert contrast(legible("#ffd400"), "#ffffff") >= 450
    assert legible("red; } body { display: none") == "#115c43"
