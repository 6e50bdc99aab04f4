"""The settings: changed whole or not at all, by the owner alone."""

import struct
from dataclasses import replace

import pytest

from app.auth import queries as auth
from app.core.errors import Refused
from app.settings import actions, queries
from app.settings.rules import LogoKind, checked, french_vat_number, logo_kind
from tests.cast import ODILE, at, browser, open_shop, signed_in

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 120, 40) + b"\x08\x06\x00\x00\x00"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 10 + b"\xff\xc0\x00\x11\x08\x00\x28\x00\x78\x03\x01"
)
PARTS = ("identity", "bank", "vat", "numbering", "look")


async def test_each_part_shows_and_is_saved_as_it_stands(database: None) -> None:
    await open_shop()
    before = await queries.business()
    async with browser() as odile:
        await signed_in(odile, "odile")
        for part in PARTS:
            page = await odile.get(f"/settings/{part}")
            assert page.status_code == 200, part
        vat = {"vat_regime": "normal", "vat_on": "receipts", "activity": "services"}
        saved = await odile.post("/settings/vat", data={**vat, "vat_number": "FR 44 732 829 320"})
        assert saved.status_code == 303
        assert (await odile.get("/settings/nothing")).status_code == 404
        assert (await odile.post("/settings/nothing")).status_code == 404
    after = await queries.business()
    assert replace(after, updated_at=before.updated_at) == before


async def test_a_change_is_noted_with_its_fields(database: None) -> None:
    await open_shop()
    changed = await actions.change(
        {"terms_days": 45, "iban": "FR1420041010050500013M02606"}, at=at("2026-11-21"), by=ODILE
    )
    assert changed == ["terms_days"]
    item = (await auth.timeline("business", 1))[0]
    assert (item.act, item.by, item.detail) == (
        "business.changed",
        ODILE,
        {"fields": ["terms_days"]},
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"siren": "123456789"}, "identifiers.siren"),
        ({"siren": "356000000", "siret": ""}, "settings.vat_siren"),
        ({"siret": "35600000000048"}, "settings.siret_siren"),
        ({"vat_number": "FR40303265045"}, "settings.vat_siren"),
        ({"terms_days": 61}, "settings.terms"),
        ({"penalty_rate": 0}, "settings.penalty"),
        ({"capital": -1}, "settings.capital"),
        ({"colour": "red"}, "settings.colour"),
        ({"colour": "#115c43;}"}, "settings.colour"),
        ({"vat_on": "sometimes"}, "form.choice"),
        ({"town": " "}, "form.missing"),
        ({"credit_note_format": "F{year}-{n}"}, "settings.series"),
        ({"invoice_format": "{n}", "credit_note_format": "1{n}"}, "settings.series"),
    ],
)
async def test_what_is_refused(database: None, changes: dict[str, object], code: str) -> None:
    shop = await open_shop()
    with pytest.raises(Refused) as refusal:
        await actions.change(changes, at=at("2026-11-21"), by=ODILE)
    assert refusal.value.code == code
    assert await queries.business() == shop


async def test_series_that_cannot_meet_are_allowed(database: None) -> None:
    """F2026-1 and FA2026-1 differ in their second letter, whatever the count."""
    shop = await open_shop(invoice_format="F{year}-{n}", credit_note_format="FA{year}-{n}")
    assert checked(shop) == shop


async def test_the_next_number_is_shown_as_it_is_typed(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        page = await odile.get("/settings/numbering")
        assert "-000001" in page.text
        typed = {"invoice_format": "FA/{year}/{n:04}", "credit_note_format": "FA/{n}"}
        refused = await odile.post("/settings/numbering", data=typed)
        assert refused.status_code == 422
        assert "/0001" in refused.text


@pytest.mark.parametrize("data", [PNG, JPEG])
async def test_a_logo_is_kept_and_shown(database: None, data: bytes) -> None:
    await open_shop()
    async with browser() as odile, browser() as anybody:
        await signed_in(odile, "odile")
        saved = await odile.post(
            "/settings/look", data={"colour": "#1B4F8A"}, files={"logo": ("logo.svg", data)}
        )
        assert saved.status_code == 303
        business = await queries.business()
        assert business.colour == "#1b4f8a"
        shown = await anybody.get(f"/logo/{business.logo_sha256}")
        assert shown.content == data
        assert shown.headers["content-type"].startswith("image/")
        page = await anybody.get("/sign-in")
        assert "/brand/1b4f8a.css" in page.text
        await odile.post("/settings/look", data={"colour": "#1b4f8a", "logo_remove": "1"})
        assert (await queries.business()).logo_sha256 is None
        assert (await anybody.get(f"/logo/{business.logo_sha256}")).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\x00" * 50,
        PNG[:20],
        PNG.replace(struct.pack(">I", 120), struct.pack(">I", 100_000)),
        JPEG[:8],
        PNG + b"\x00" * 1_000_000,
    ],
)
async def test_what_is_no_logo_is_refused(database: None, data: bytes) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        answer = await odile.post(
            "/settings/look", data={"colour": "#1b4f8a"}, files={"logo": ("logo.png", data)}
        )
        assert answer.status_code == 422
        assert 'id="e-logo"' in answer.text
    assert (await queries.business()).logo_sha256 is None


def test_logos_are_known_by_their_first_bytes() -> None:
    assert logo_kind(PNG) is LogoKind.PNG
    assert logo_kind(JPEG) is LogoKind.JPEG


def test_the_key_of_a_vat_number() -> None:
    """303265045 mod 97 = 74; 12 + 3 x 74 = 234; 234 mod 97 = 40."""
    assert french_vat_number("303265045") == "FR40303265045"


async def test_amin_has_no_settings_but_his_own(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        index = await amin.get("/settings")
        assert "/account" in index.text and "/settings/bank" not in index.text
        for part in (*PARTS, "users", "law", "mail"):
            assert (await amin.get(f"/settings/{part}")).status_code == 403
        assert (await amin.post("/settings/bank", data={"iban": ""})).status_code == 403
