"""Every page that the navigation leads to: no axe violation, no sideways scroll, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

PLACES = [
    "/",
    "/schedule",
    "/schedule?view=calendar",
    "/contracts",
    "/contracts/new",
    "/contracts/1",
    "/contracts/1/amendment",
    "/contracts/offers",
    "/contracts/revenue",
    "/contracts/offers/new",
    "/contracts/offers/1/contract",
    "/quotes",
    "/quotes/new",
    "/quotes/3",
    "/quotes/3/conversion",
    "/quotes/5",
    "/quotes/5/edit",
    "/archive",
    "/invoices",
    "/invoices/new",
    "/invoices/1",
    "/receivables",
    "/receivables/1",
    "/receivables/1/statement",
    "/receivables/statements",
    "/receivables/reliability",
    "/receivables/segments",
    "/receivables/days",
    "/receivables/bounds",
    "/receivables/totals?per=grade",
    "/clients/1/score",
    "/books",
    "/books/clients",
    "/books/lines?account=411",
    "/books/lines?client=1",
    "/books/export",
    "/books/tills",
    "/books/sending",
    "/books/chart",
    "/forecast",
    "/coming",
    "/alerts",
    "/alerts/payments",
    "/clients/1/limit",
    "/books/chart?account=706",
    "/books/vat",
    "/books/closures",
    "/reminders",
    "/reminders/plan",
    "/reminders/plan?add=1",
    "/reminders/history",
    "/reminders/results",
    "/answers",
    "/answers/new?kind=promise&client=1",
    "/answers/new?kind=call&client=1",
    "/clients/1/answers",
    "/invoices/1/plan",
    "/payments",
    "/payments/new",
    "/payments/1",
    "/payments/deposits",
    "/invoices/1/write-off",
    "/doubtful",
    "/doubtful/1",
    "/doubtful/1/transfer",
    "/clients/1/proceedings",
    "/bank",
    "/bank/files/1",
    "/bank/accounts/1",
    "/bank/lines",
    "/bank/lines?state=done",
    "/bank/lines?state=out",
    "/bank/lines/1",
    "/bank/lines/1/clients/1",
    "/settings/matching",
    "/settings/cards",
    "/settings/mailbox",
    "/settings/debits",
    "/debits",
    "/debits/mandates",
    "/debits/mandates/1",
    "/debits/mandates/2",
    "/debits/mandates/new",
    "/debits/batches/1",
    "/messages",
    "/clients",
    "/clients/new",
    "/clients/1",
    "/clients/1/lateness",
    "/clients/1/papers",
    "/clients/1/notice",
    "/notices",
    "/invoices/1/lateness",
    "/counter",
    "/counter/closing",
    "/products",
    "/products/new",
    "/products/count",
    "/settings",
    "/settings/look",
    "/settings/backups",
    "/settings/e-invoicing",
    "/settings/e-invoicing/folders",
    "/invoices/1/statuses",
    "/settings/law",
    "/settings/health",
    "/invoices/1/credit",
    "/more",
]


def look(page: Page, place: str) -> list[str]:
    """Open a page and say what is wrong with it."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on(
        "console",
        lambda line: wrong.append(f"console: {line.text}") if line.type == "error" else None,
    )
    page.on(
        "response",
        lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )
    answer = page.goto(place, wait_until="networkidle")
    if answer is None or answer.status != 200:
        return [f"{place} answered {answer.status if answer else 'nothing'}"]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        wrong.append(f"scrolls sideways by {wide} px")
    for violation in Axe().run(page).response["violations"]:
        where = [node["target"] for node in violation["nodes"]][:3]
        wrong.append(f"axe {violation['id']}: {violation['help']} at {where}")
    return wrong


@pytest.mark.parametrize("place", PLACES)
def test_at_the_desk(desk: BrowserContext, place: str) -> None:
    assert look(desk.new_page(), place) == []


@pytest.mark.parametrize("place", PLACES)
def test_on_a_phone(phone: BrowserContext, place: str) -> None:
    assert look(phone.new_page(), place) == []


@pytest.mark.parametrize("quote", [1, 3, 4])
def test_a_quote_as_its_client_sees_it(
    desk: BrowserContext, phone: BrowserContext, quote: int
) -> None:
    """Run out, accepted with what was chosen, open with variants."""
    for context in (desk, phone):
        page = context.new_page()
        page.goto(f"/quotes/{quote}")
        address = page.locator("a", has_text="Page du client").first.get_attribute("href")
        assert address
        assert look(context.new_page(), address) == []


@pytest.mark.parametrize("width", [768, 1024])
def test_no_table_scrolls_sideways_on_a_tablet(desk: BrowserContext, width: int) -> None:
    page = desk.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    wide = {}
    for place in ("/schedule", "/contracts/1", "/invoices", "/receivables", "/payments"):
        page.goto(place)
        wide[place] = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert {place: pixels for place, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("width", [1024, 1200, 1360])
def test_no_table_runs_into_what_stands_beside_it(desk: BrowserContext, width: int) -> None:
    page = desk.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    over = {}
    for place in ("/", "/contracts/1", "/invoices/1", "/clients/1", "/quotes/3", "/payments/1"):
        page.goto(place, wait_until="networkidle")
        over[place] = page.evaluate(
            """Math.max(0, ...[...document.querySelectorAll(".cols table")].map(table =>
              table.getBoundingClientRect().right
              - table.closest(".cols > *").getBoundingClientRect().right))"""
        )
    assert {place: pixels for place, pixels in over.items() if pixels > 1} == {}


@pytest.mark.parametrize("place", ["/invoices/1", "/account"])
def test_a_page_shows_in_the_navigation_where_one_is(desk: BrowserContext, place: str) -> None:
    page = desk.new_page()
    page.goto(place)
    assert page.locator(".side [aria-current=page]").count() == 1


def test_in_the_dark(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.emulate_media(color_scheme="dark")
    wrong = {place: look(page, place) for place in ("/", "/receivables", "/invoices", "/counter")}
    assert {place: found for place, found in wrong.items() if found} == {}


def test_no_link_of_the_navigation_is_dead(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/more")
    links = page.eval_on_selector_all(
        "a[href^='/']", "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    answers = {link: desk.request.get(link).status for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}
