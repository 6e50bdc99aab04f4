"""A quote from the desk to the client's phone and on to its first invoice, 360 px wide."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_journeys import make_client

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def write(page: Page, client: str) -> None:
    """100 € each month, and an option of 40 €; a contract on acceptance."""
    make_client(page, client)
    page.goto("/quotes/new")
    option = page.locator("select[name=client] option", has_text=client)
    page.select_option("select[name=client]", value=option.get_attribute("value"))
    page.fill("[name=title]", "Entretien de l’ascenseur")
    page.fill("[name=line-0-label]", "Entretien mensuel")
    page.fill("[name=line-0-unit_price]", "100")
    page.locator("button[name=do][value=add]").click()
    page.fill("[name=line-1-label]", "Astreinte de nuit")
    page.fill("[name=line-1-unit_price]", "40")
    page.check("[name=line-1-optional]")
    page.select_option("[name=becomes]", "contract")
    expect(page.locator("#totals")).to_contain_text("168,00")
    expect(page.locator("#totals table")).to_contain_text("120,00")
    page.locator("#editor button.primary").last.click()
    page.wait_for_url(re.compile(r"/quotes/\d+$"))


def hand_over(page: Page) -> str:
    """Sent; gives back the address of the client's page, once its PDF is there."""
    page.locator("summary", has_text="Envoyer…").click()
    page.locator("form[action$='/issuance'] button.primary").click()
    expect(page.locator("h1")).to_contain_text(re.compile(r"D\d{4}-\d{6}"))
    expect(page.locator("#rendering")).to_contain_text("Voir le PDF", timeout=150_000)
    address = page.locator("a", has_text="Page du client").first.get_attribute("href")
    assert address
    return address


def accept(client: Page, address: str) -> None:
    client.goto(address)
    wide = client.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{wide} px wide"
    client.check("[name^=option-]")
    client.locator("button", has_text="Afficher le total").last.click()
    expect(client.locator("#total")).to_contain_text("168,00")
    client.fill("[name=name]", "Jeanne Ainay")
    client.check("[name=agreed]")
    client.locator("button", has_text="Accepter le devis").click()
    expect(client.locator("main")).to_contain_text("par Jeanne Ainay. Merci.")


def test_sent_accepted_on_a_phone_a_contract_and_billed(
    phone: BrowserContext, chromium: Browser, service: str
) -> None:
    page = phone.new_page()
    write(page, "Mme Ainay")
    here = page.url
    address = hand_over(page)
    visitor = chromium.new_context(
        base_url=service,
        locale="fr-FR",
        viewport={"width": 360, "height": 780},
        java_script_enabled=False,
    )
    accept(visitor.new_page(), address)
    visitor.close()
    page.goto(here)
    expect(page.locator("main")).to_contain_text("Jeanne Ainay")
    page.locator("a", has_text="Le contrat").click()
    page.wait_for_url(re.compile(r"/contracts/\d+$"))
    expect(page.locator("main")).to_contain_text("Astreinte de nuit")
    page.locator("main a[href^='/schedule/entries/']").first.click()
    page.locator("a", has_text="Émettre maintenant…").click()
    page.locator("form[action='/schedule/issuance'] button.primary").click()
    page.goto("/invoices?q=Ainay")
    expect(page.locator("main tbody")).to_contain_text(re.compile(r"F\d{4}-\d{6}"))
    expect(page.locator("main tbody")).to_contain_text("168,00")
