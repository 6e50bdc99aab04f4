"""A running service with the demonstration in it, and a real browser signed in as its owner."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.demo.cast import OWNER_EMAIL, OWNER_PASSWORD
from tests.servers import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The address of `echeance serve` over the demonstration."""
    with serving("--clients", "20", "--contracts", "20", "--invoices", "40") as (address, _):
        yield address


@contextmanager
def serving(*size: str, moment: str = "") -> Iterator[tuple[str, Callable[..., None]]]:
    """A demonstration of a size, served; its address, and how to run a verb of `echeance` beside
    it. `moment` is where its clock stands."""
    data = Path(tempfile.mkdtemp(prefix="ech-", dir="/tmp"))
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "ECHEANCE_NOW")
    } | {"DATA_DIR": str(data), "BASE_URL": f"http://127.0.0.1:{port}"}
    if moment:
        environment["ECHEANCE_NOW"] = moment

    def echeance(*verb: str) -> None:
        command = [sys.executable, "-m", "app.cli", *verb]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    echeance("demo", *size)
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address, echeance
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Closed after each file: its driver holds an event loop meanwhile."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: bin/test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cookies(service: str, chromium: Browser) -> list[dict[str, object]]:
    """The owner's session, signed in once through the page."""
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    sign_in(page, service)
    kept = context.cookies()
    context.close()
    return [dict(cookie) for cookie in kept]


def sign_in(page: Page, service: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{service}/sign-in")
    page.fill("[name=email]", OWNER_EMAIL)
    page.fill("[name=password]", OWNER_PASSWORD)
    page.click("form button.primary")
    page.wait_for_url(f"{service}/")


@pytest.fixture
def desk(
    service: str, chromium: Browser, cookies: list[dict[str, object]]
) -> Iterator[BrowserContext]:
    """The owner's browser at the desk, 1440 px wide."""
    yield from _context(service, chromium, cookies, 1440, 900)


@pytest.fixture
def phone(
    service: str, chromium: Browser, cookies: list[dict[str, object]]
) -> Iterator[BrowserContext]:
    """The owner's phone, 360 px wide."""
    yield from _context(service, chromium, cookies, 360, 780)


@pytest.fixture
def plain_phone(
    service: str, chromium: Browser, cookies: list[dict[str, object]]
) -> Iterator[BrowserContext]:
    """The owner's phone with scripts switched off."""
    yield from _context(service, chromium, cookies, 360, 780, scripts=False)


@pytest.fixture
def without_scripts(
    service: str, chromium: Browser, cookies: list[dict[str, object]]
) -> Iterator[BrowserContext]:
    """The owner's browser with scripts switched off."""
    yield from _context(service, chromium, cookies, 1280, 900, scripts=False)


def _context(
    service: str,
    chromium: Browser,
    cookies: list[dict[str, object]],
    width: int,
    height: int,
    scripts: bool = True,
) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=service,
        locale="fr-FR",
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
    )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    yield context
    context.close()
