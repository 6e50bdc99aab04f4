"""A morning's batch: twelve to approve, two of them held back, with scripts and without.

On a Tuesday at seven, two hours before anything may leave.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import serving, sign_in

pytestmark = pytest.mark.browser

NAMES = [f"Syndic du {n} rue Vauban" for n in range(1, 13)]
HELD = ("Syndic du 3 rue Vauban", "Syndic du 9 rue Vauban")


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk where twelve clients are twelve days late, and nobody else is."""
    with serving(
        "--clients", "1", "--contracts", "0", "--invoices", "0", moment="2026-11-24T07:00"
    ) as (address, echeance):
        take_over(tmp_path_factory.mktemp("before"), echeance)
        yield address


def take_over(folder: Path, echeance: Callable[..., None]) -> None:
    """Each owes 100 € more than the one before: 100, 200 … 1,200 €, 7,800 € in all."""
    clients = [("name", "kind", "email", "street", "postcode", "town")]
    history = [("client", "postcode", "number", "issued_on", "due_on", "amount", "paid_on")]
    for n, name in enumerate(NAMES, 1):
        street = f"{n} rue Vauban"
        clients.append((name, "consumer", f"syndic{n}@client.example", street, "69006", "Lyon"))
        owed = (name, "69006", f"L-{n:03}", "2026-10-12", "2026-11-12", f"{100 * n}", "")
        history.append(owed)
    for kind, lines in (("clients", clients), ("history", history)):
        path = folder / f"{kind}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows(lines)
        echeance("import", kind, str(path))


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_twelve_are_approved_but_two(morning: str, chromium: Browser, scripts: bool) -> None:
    desk = chromium.new_context(base_url=morning, locale="fr-FR", java_script_enabled=scripts)
    try:
        approved_but_two(desk, morning)
    finally:
        desk.close()


def approved_but_two(desk: BrowserContext, address: str) -> None:
    page = desk.new_page()
    sign_in(page, address)
    page.goto("/reminders")
    page.click("form[action='/reminders/proposals'] button")
    page.goto("/reminders")
    take_back(desk)
    page.goto("/reminders")
    expect(page.locator("#to-approve")).to_contain_text(re.compile(r"12 relances.*7.800,00"))
    page.click("summary:has-text('Approuver les 12')")
    for name in HELD:
        page.locator(".sheet").get_by_label(name).uncheck()
    page.click("button:has-text('Envoyer celles qui sont cochées')")
    expect(page.locator("body")).to_contain_text("Approuvées : 10")
    page.goto("/reminders")
    # 300 and 900 € wait; the ten others leave at nine, and not before.
    expect(page.locator("#to-approve")).to_contain_text(re.compile(r"2 relances.*1.200,00"))
    expect(page.locator("form[action$='/approval']")).to_have_count(2)
    for name in HELD:
        expect(page.locator("section[aria-labelledby=to-approve]")).to_contain_text(name)
    expect(page.locator("#leaving")).to_contain_text("10 partent aujourd’hui à 9")
    expect(page.locator("form[action$='/withdrawal']")).to_have_count(10)


def take_back(desk: BrowserContext) -> None:
    """What was approved before waits again."""
    page = desk.new_page()
    page.goto("/reminders")
    while (forms := page.locator("form[action$='/withdrawal']")).count():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            forms.first.locator("button").click()
        page.goto("/reminders")
    page.close()
