"""The page that a client pays by, 360 px wide: its QR code read by a reader that is not ours."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyzbar.pyzbar import ZBarSymbol, decode

from tests.browser.test_journeys import draft, make_client, number_of, open_sheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def owed(page: Page, client: str) -> tuple[str, str]:
    """1 481,40 € to pay by a new client: the invoice's number, the address of its page."""
    make_client(page, client)
    draft(page, client)
    open_sheet(page)
    page.locator("form[action$='/issuance'] button.primary").first.click()
    expect(page.locator("h1")).to_contain_text("F20")
    address = page.locator("a", has_text="Page du client").first.get_attribute("href")
    assert address
    return number_of(page), address


def test_a_bank_reads_the_transfer_off_the_phone(
    phone: BrowserContext, chromium: Browser, service: str
) -> None:
    number, address = owed(phone.new_page(), "Mme Vaise")
    for scheme in ("light", "dark"):
        visitor = chromium.new_context(
            base_url=service,
            locale="fr-FR",
            viewport={"width": 360, "height": 780},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=False,
        )
        page = visitor.new_page()
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        facts = page.locator(".facts").first.inner_text()
        iban = re.search(r"FR\d\d[ \dA-Z]+", facts)
        assert iban, facts
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        (code,) = decode(picture, symbols=[ZBarSymbol.QRCODE])
        lines = code.data.decode().split("\n")
        assert lines[:4] == ["BCD", "002", "1", "SCT"]
        assert lines[6:8] == [iban[0].replace(" ", ""), "EUR1481.40"]
        assert lines[-1] == number
        visitor.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_client_pays_by_card_on_a_phone(
    phone: BrowserContext, chromium: Browser, service: str, scripts: bool
) -> None:
    """Refused first, then paid; the owner finds the money received."""
    owner = phone.new_page()
    number, address = owed(owner, "Mme Croix" if scripts else "Mme Rousse")
    visitor = chromium.new_context(
        base_url=service,
        locale="fr-FR",
        viewport={"width": 360, "height": 780},
        java_script_enabled=scripts,
    )
    page = visitor.new_page()
    page.goto(address)
    for decision in ("Faire refuser la carte", "Payer"):
        page.locator("#card button").click()
        expect(page.locator("h1")).to_contain_text("Paiement par carte, à l’essai")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("button", name=decision, exact=True).click()
        expect(page.locator("h1")).to_contain_text(number)
        if decision != "Payer":
            expect(page.locator("#card")).to_contain_text("La carte a été refusée")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("main")).to_contain_text("Cette facture est réglée. Merci.")
    assert page.locator("#card").count() == 0
    assert visitor.cookies() == []
    visitor.close()
    owner.goto(f"/payments?q={number}")
    expect(owner.locator("main")).to_contain_text("Carte")
