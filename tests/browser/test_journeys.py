"""The few journeys that matter, as a person makes them, with scripts and without."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

NUMBER = re.compile(r"F\d{4}-\d{6}")


def make_client(page: Page, name: str) -> None:
    page.goto("/clients/new")
    page.fill("[name=name]", name)
    page.check("[name=kind][value=consumer]")
    page.fill("[name=email]", f"{name.split()[-1].lower()}@client.example")
    page.fill("[name=street]", "5 place Bellecour")
    page.fill("[name=postcode]", "69002")
    page.fill("[name=town]", "Lyon")
    page.locator("main form button.primary").last.click()
    expect(page.locator("h1")).to_contain_text(name)


def draft(page: Page, client: str) -> None:
    page.goto("/invoices/new")
    option = page.locator("select[name=client] option", has_text=client)
    page.select_option("select[name=client]", value=option.get_attribute("value"))
    page.fill("[name$=-label]", "Remplacement d’une cellule")
    page.fill("[name$=-unit_price]", "1 234,50")
    page.locator("#editor button.primary").last.click()
    page.wait_for_url(re.compile(r"/invoices/\d+$"))


def open_sheet(page: Page) -> None:
    page.locator("summary", has_text="Émettre…").first.click()


def number_of(page: Page) -> str:
    found = NUMBER.search(page.locator("h1").inner_text())
    assert found, page.locator("h1").inner_text()
    return found[0]


def pay_all(page: Page, invoice_path: str) -> None:
    page.goto(f"/payments/new?invoice={invoice_path.rsplit('/', 1)[1]}")
    expect(page.locator("[name=amount]")).to_have_value(re.compile(r"1.?481,40"))
    page.locator("#payment button.primary").last.click()
    page.wait_for_url(re.compile(r"/payments/\d+$"))


def issue_and_pay(page: Page, client: str) -> None:
    """1 234,50 € net and 246,90 € of VAT: 1 481,40 € to pay."""
    make_client(page, client)
    draft(page, client)
    path = re.sub(r"^.*?(/invoices/\d+)$", r"\1", page.url)
    open_sheet(page)
    page.locator("form[action$='/issuance'] button.primary").first.click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("F20")
    pay_all(page, path)
    page.goto(path)
    expect(page.locator("main")).to_contain_text(re.compile("payée", re.I))


def test_from_a_new_client_to_a_paid_invoice(desk: BrowserContext) -> None:
    issue_and_pay(desk.new_page(), "Mme Terreaux")


def test_the_same_with_scripts_off(without_scripts: BrowserContext) -> None:
    issue_and_pay(without_scripts.new_page(), "M. Perrache")


def test_a_double_click_and_a_second_browser_issue_once(desk: BrowserContext) -> None:
    page, other = desk.new_page(), desk.new_page()
    make_client(page, "Mme Capucins")
    draft(page, "Mme Capucins")
    other.goto(page.url)
    open_sheet(page)
    open_sheet(other)
    page.locator("form[action$='/issuance'] button.primary").first.dblclick(no_wait_after=True)
    other.locator("form[action$='/issuance'] button.primary").first.click()
    # Whoever came second is shown the document as the first one issued it.
    expect(page.locator("h1")).to_contain_text(NUMBER)
    expect(other.locator("h1")).to_contain_text(NUMBER)
    assert number_of(page) == number_of(other)
    # A page of its own: the first may still be on its way to where it was sent.
    listing = desk.new_page()
    listing.goto("/invoices?q=Capucins")
    assert listing.locator("main tbody tr").count() == 1


def test_a_fault_keeps_what_was_typed_and_takes_the_focus(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/clients/new")
    page.fill("[name=name]", "Hôtel du Simplon")
    page.fill("[name=siren]", "802457193")
    page.locator("main form button.primary").last.click()
    expect(page.locator("[name=siren]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=siren]")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Hôtel du Simplon")


def test_a_sale_on_a_phone_and_its_form_sent_again(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/counter")
    page.fill("[name=amount]", "69,60")
    page.fill("[name=label]", "Télécommande")
    page.press("[name=label]", "Enter")
    assert page.url.endswith("/counter"), "Enter alone must not sell"
    body = page.locator("form[method=post][action='/counter']").evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    page.locator("button[name=method][value=cash]").click()
    page.wait_for_url(re.compile(r"/counter/\d+$"))
    expect(page.locator(".amount")).to_contain_text("69,60")
    again = phone.request.post(
        "/counter", form={**body, "method": "cash"}, headers={"origin": page.url}
    )
    assert again.url == page.url


def test_two_codes_scanned_and_sold_on_a_phone(phone: BrowserContext, desk: BrowserContext) -> None:
    """The scanner types a code and Enter, twice; both wait, and one press sells them."""
    shelf = desk.new_page()
    for name, code in (("Pile CR2032", "4006381333931"), ("Boîtier étanche", "5901234123457")):
        shelf.goto("/products/new")
        shelf.fill("[name=name]", name)
        shelf.fill("[name=price]", "10,00")
        shelf.fill("[name=barcode]", code)
        shelf.locator("main form button.primary").last.click()
        shelf.wait_for_url(re.compile(r"/products/\d+$"))
    page = phone.new_page()
    page.goto("/counter")
    for code in ("4006381333931", "4006381333931", "5901234123457"):
        page.fill("[name=code]", code)
        page.press("[name=code]", "Enter")
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("2 × Pile CR2032")
    expect(page.locator("[name=label]")).to_have_value("Boîtier étanche")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("button[name=method][value=card]").click()
    page.wait_for_url(re.compile(r"/counter/\d+$"))
    expect(page.locator(".amount")).to_contain_text("36,00")


def test_a_code_that_the_camera_reads_is_looked_for(phone: BrowserContext) -> None:
    """A browser that knows how to read codes, with a code before its camera."""
    page = phone.new_page()
    page.add_init_script(
        "window.BarcodeDetector = class { async detect() { return [{ rawValue: '999-none' }]; } };"
        "HTMLMediaElement.prototype.play = async () => {};"
        "Object.defineProperty(navigator, 'mediaDevices', { value: {"
        " getUserMedia: async () => new MediaStream() } });"
    )
    page.goto("/counter")
    page.locator("[data-scan]").click()
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=code]")).to_have_value("999-none")


def test_a_reminder_is_read_and_approved(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/reminders")
    waiting = page.locator("form[action$='/approval']")
    before = waiting.count()
    assert before > 0, "the demonstration leaves reminders to approve"
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        waiting.first.locator("button").first.click()
    page.goto("/reminders")
    assert page.locator("form[action$='/approval']").count() == before - 1
