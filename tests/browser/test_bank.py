"""A statement handed over on a phone, 360 px wide, looked at, taken, and one of its lines said:
with scripts and without."""

import re
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_journeys import draft, make_client, number_of, open_sheet

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    """Nothing stands out of a page of 360 px."""
    size = page.viewport_size
    wide = page.locator("html").bounding_box()
    assert size and wide and wide["width"] <= size["width"], wide
    for each in page.locator("main > *").all():
        box = each.bounding_box()
        assert box is None or box["x"] + box["width"] <= size["width"] + 1, each.inner_html()[:80]


def sold(page: Page, name: str) -> str:
    """An invoice of 1 481,40 €; gives back its number."""
    draft(page, name)
    open_sheet(page)
    page.locator("form[action$='/issuance'] button.primary").first.click()
    page.wait_for_load_state()
    return number_of(page)


def handed_over(page: Page, name: str) -> None:
    """One line of the amount of either invoice, for nobody says which."""
    content = f"Date;Libellé;Montant\n{date.today():%d/%m/%Y};VIR SEPA {name};1481,40\n"
    page.goto("/bank")
    fits(page)
    page.set_input_files(
        "[name=file]",
        {"name": f"relevé {name}.csv", "mimeType": "text/csv", "buffer": content.encode()},
    )
    page.locator("form[action='/bank/files'] button.primary").click()
    page.wait_for_url(re.compile(r"/bank/files/\d+$"))
    fits(page)
    account = page.locator("select[name=account]")
    if account.count():
        account.select_option(index=1)
        page.locator("form[action$='/columns'] button").click()
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(re.compile(r"1.?481,40"))


def taken(page: Page) -> None:
    for box in page.locator("form[action$='/confirmation'] [type=checkbox]").all():
        box.check()
    page.locator("form[action$='/confirmation'] button.primary").click()
    expect(page.locator("h1 + .sub")).to_have_text("repris")


def said(page: Page, name: str, number: str) -> None:
    """The line is put on the invoice that is proposed for it."""
    page.goto("/bank/lines")
    page.locator("form[action='/bank/lines/look'] button").click()
    page.wait_for_load_state()
    page.goto(f"/bank/lines?q={name.split()[-1]}")
    fits(page)
    card = page.locator("article.proposal", has_text=name.split()[-1]).first
    expect(card).to_contain_text(number)
    card.locator("form[action$='/acceptance'] button", has_text=number).click()
    page.wait_for_load_state()
    page.goto(f"/bank/lines?state=done&q={name.split()[-1]}")
    expect(page.locator("article.proposal").first).to_contain_text(number)
    fits(page)


def journey(page: Page, name: str) -> None:
    """Two invoices of one amount, a statement that pays one, and a person who knows which."""
    make_client(page, name)
    other, meant = sold(page, name), sold(page, name)
    handed_over(page, name)
    taken(page)
    said(page, name, meant)
    page.goto(f"/invoices?q={meant}")
    expect(page.locator("main tbody tr")).to_contain_text(re.compile("payée", re.I))
    page.goto(f"/invoices?q={other}")
    expect(page.locator("main tbody tr")).not_to_contain_text(re.compile("payée", re.I))


def test_a_statement_and_a_match_on_a_phone(phone: BrowserContext) -> None:
    journey(phone.new_page(), "Mme Odette Vaulx")


def test_the_same_with_scripts_off(plain_phone: BrowserContext) -> None:
    journey(plain_phone.new_page(), "M. Ulysse Gerland")
