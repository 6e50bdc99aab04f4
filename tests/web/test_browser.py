"""The shell in a browser: the policy holds, errors stay out of the page, the thumb has room."""

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright

from tests.web.conftest import shell

pytestmark = pytest.mark.browser


@pytest.fixture
def address() -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(shell(), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
async def phone(address: str) -> Iterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = await browser.new_page(base_url=address, viewport={"width": 360, "height": 740})
        page.said = []
        page.on("console", lambda line: page.said.append(line.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        yield page
        await browser.close()


async def test_a_page_loads_everything_under_the_policy_and_fits_a_phone(phone: Page):
    await phone.goto("/more")
    assert phone.said == []
    assert await phone.evaluate("document.fonts.check('16px Inter')")
    assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [await link.bounding_box() for link in await phone.locator(".bottom a").all()]
    assert len(boxes) == 5
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)


async def test_an_error_answered_to_htmx_is_a_toast_and_leaves_the_page_alone(phone: Page):
    await phone.goto("/more")
    before = await phone.inner_text("main")
    await phone.evaluate("htmx.ajax('GET', '/crash', {target: 'main'})")
    toast = phone.locator(".toast.bad")
    await toast.wait_for()
    assert "Incident" in await toast.inner_text()
    assert await phone.inner_text("main") == before


async def test_htmx_carries_the_token_and_follows_a_redirect(phone: Page):
    await phone.goto("/form")
    await phone.evaluate(
        "htmx.ajax('POST', '/form', {source: document.body, values: {limit: '12'}})"
    )
    await phone.wait_for_url("**/more")
    assert "Trop de tentatives" in await phone.inner_text("#toasts")


async def test_the_list_of_shortcuts_opens_and_closes_by_keyboard(phone: Page):
    await phone.goto("/more")
    await phone.keyboard.press("?")
    assert await phone.is_visible("#shortcuts")
    await phone.keyboard.press("Escape")
    assert not await phone.is_visible("#shortcuts")
