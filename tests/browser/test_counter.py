"""The counter on a phone of 360 px: a scan typed, an answer lost, a card on the client's phone."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pyzbar.pyzbar import ZBarSymbol, decode

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOLD = re.compile(r"/counter/\d+$")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 360)


def test_the_answer_is_lost_after_the_tap_and_it_is_sold_once(
    phone: BrowserContext, desk: BrowserContext
) -> None:
    """The sale reaches the shop, its answer never the phone; then nothing gets through at all."""
    shelf = desk.new_page()
    shelf.goto("/products/new")
    shelf.fill("[name=name]", "Câble de secours")
    shelf.fill("[name=price]", "20,00")
    shelf.fill("[name=barcode]", "3017620422003")
    shelf.locator("main form button.primary").last.click()
    shelf.wait_for_url(re.compile(r"/products/\d+$"))

    page = phone.new_page()
    page.goto("/counter")
    page.fill("[name=code]", "3017620422003")
    page.press("[name=code]", "Enter")
    expect(page.locator("[name=label]")).to_have_value("Câble de secours")
    reached: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if not reached:
            reached.append(route.fetch(max_redirects=0).status)
        route.abort("internetdisconnected")

    page.route("**/counter", lose_the_answer)
    note = page.locator("[data-retry-note]")
    for _ in range(2):
        page.locator("button[name=method][value=cash]").click()
        expect(note).to_be_visible()
        expect(page.locator("[name=label]")).to_have_value("Câble de secours")
    assert reached == [303] and fits(page)
    page.unroute("**/counter")
    page.locator("button[name=method][value=cash]").click()
    page.wait_for_url(SOLD)
    expect(page.locator(".amount")).to_contain_text("24,00")
    # One sale in all, as the desk sees it.
    listing = desk.new_page()
    listing.goto("/counter")
    number = page.locator(".sub").inner_text().split(" · ")[0]
    sales = listing.locator("a", has_text=re.compile(r"F\d{4}-\d{6}")).all_inner_texts()
    assert sum(number in each for each in sales) == 1 and number in sales[0]
    listing.goto("/products?q=Câble")
    listing.locator("main a", has_text="Câble de secours").first.click()
    expect(listing.locator("main")).to_contain_text("Câble de secours")


def test_a_refusal_is_shown_and_what_was_typed_stays(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/counter")
    page.fill("[name=amount]", "neuf")
    page.fill("[name=label]", "Badge")
    page.locator("button[name=method][value=card]").click()
    expect(page.locator("[name=amount]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=label]")).to_have_value("Badge")
    page.fill("[name=amount]", "9")
    page.locator("button[name=method][value=card]").click()
    page.wait_for_url(SOLD)


def test_the_client_pays_by_card_on_a_phone_of_their_own(
    phone: BrowserContext, chromium: Browser, service: str
) -> None:
    """The code on the seller's phone is read by another reader; its page takes the card."""
    page = phone.new_page()
    page.goto("/counter")
    page.fill("[name=amount]", "69,60")
    page.fill("[name=label]", "Télécommande")
    page.locator("button[name=method][value=transfer]").click()
    page.wait_for_url(SOLD)
    page.locator("[data-card] summary").click()
    assert fits(page)
    picture = Image.open(io.BytesIO(page.locator("[data-card] .qr").screenshot()))
    (code,) = decode(picture, symbols=[ZBarSymbol.QRCODE])
    address = code.data.decode()
    assert address.startswith(f"{service}/p/")
    visitor = chromium.new_context(locale="fr-FR", viewport={"width": 360, "height": 780})
    theirs = visitor.new_page()
    theirs.goto(address)
    theirs.locator("#card button").click()
    theirs.get_by_role("button", name="Payer", exact=True).click()
    expect(theirs.locator("main")).to_contain_text("Cette facture est réglée. Merci.")
    visitor.close()
    page.get_by_role("link", name="Est-ce payé").click()
    expect(page.locator("main")).to_contain_text("payé")
    assert page.locator("[data-card]").count() == 0
