"""What a client says on a phone, and what the owner does about it: promise to kept, dispute to its
credit note."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_portal import owed

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def visitor(chromium: Browser, service: str, scripts: bool) -> BrowserContext:
    return chromium.new_context(
        base_url=service,
        locale="fr-FR",
        viewport={"width": 360, "height": 780},
        java_script_enabled=scripts,
    )


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 360)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_promise_is_made_on_the_phone_and_kept(
    phone: BrowserContext, chromium: Browser, service: str, scripts: bool
) -> None:
    owner = phone.new_page()
    number, address = owed(owner, "Mme Vernay" if scripts else "Mme Brotteaux")
    client = visitor(chromium, service, scripts)
    page = client.new_page()
    page.goto(address)
    page.get_by_text("Promettre une date…").click()
    page.get_by_label("Votre nom").locator("visible=true").fill("Jeanne Vernay")
    page.get_by_label("Je paie le").fill("+90")
    assert fits(page)
    page.get_by_role("button", name="Promettre cette date").click()
    expect(page.locator("#promise .fault")).to_contain_text("Nous pouvons attendre jusqu’au")
    page.get_by_label("Je paie le").fill("+7")
    page.get_by_role("button", name="Promettre cette date").dblclick(no_wait_after=True)
    expect(page.locator("#promised")).to_contain_text(
        "Vous avez promis 1 481,40 €".replace(" 4", "\u202f4").replace(" €", "\u00a0€")
    )
    assert fits(page) and client.cookies() == []
    client.close()

    owner.goto("/answers")
    row = owner.locator("li", has_text=number)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Promesse en cours")
    invoice = row.get_by_role("link", name=number).get_attribute("href")
    owner.goto(f"{invoice}/reminders")
    owner.goto(f"/payments/new?invoice={str(invoice).split('/')[-1]}")
    owner.get_by_role("button", name="Enregistrer").first.click()
    owner.goto("/answers")
    row = owner.locator("li", has_text=number)
    expect(row).to_contain_text("Promesse tenue")
    assert fits(owner)


def test_a_dispute_ends_with_its_credit_note(
    phone: BrowserContext, chromium: Browser, service: str
) -> None:
    owner = phone.new_page()
    number, address = owed(owner, "Mme Saxe")
    client = visitor(chromium, service, scripts=False)
    page = client.new_page()
    page.goto(address)
    page.get_by_text("Signaler un problème…").click()
    page.locator("#f-disputed_by").fill("Louise Saxe")
    page.get_by_label("Qu’est-ce qui ne va pas").select_option("work")
    page.get_by_label("Montant contesté").fill("81,40")
    page.get_by_label("Avec vos mots").fill("La porte du hall ne ferme plus.")
    assert fits(page)
    page.get_by_role("button", name="Le signaler").click()
    expect(page.locator("#said")).to_contain_text("En litige")
    assert fits(page)

    owner.goto("/answers")
    owner.locator("li", has_text=number).get_by_role("link", name="Le voir").click()
    expect(owner.locator("main")).to_contain_text("La porte du hall ne ferme plus.")
    assert fits(owner)
    owner.get_by_label("Pourquoi").fill("Vu sur place, porte à reprendre.")
    owner.get_by_role("button", name="Terminer le litige").click()
    expect(owner.locator("main")).to_contain_text("Accepté")
    owner.get_by_role("link", name="Avoir A").first.click()
    expect(owner.locator("main")).to_contain_text("81,40")
    page.reload()
    expect(page.locator("#said")).to_contain_text("Accepté : le client avait raison")
    expect(page.locator("main")).to_contain_text("1\u202f400,00\u00a0€")
    client.close()
