"""Each route of the application, tried as nobody and as each role: closed by default.

The routes come from the application itself, so that a new one is tried without being listed here;
only what is public, or open to every role, is written down.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from app.main import app
from app.portal.pages import door as portal
from app.portal.rules import Patience
from tests.cast import browser, open_shop, signed_in

PUBLIC = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("GET", "/setup"),
    ("POST", "/setup"),
    ("GET", "/health"),
    ("GET", "/static/{file_path:path}"),
    ("HEAD", "/static/{file_path:path}"),
    ("GET", "/brand/{name:str}"),
    ("GET", "/logo/{sha256:str}"),
    ("GET", "/p/{token:str}"),
    ("HEAD", "/p/{token:str}"),
    ("GET", "/p/{token:str}/pdf"),
    ("HEAD", "/p/{token:str}/pdf"),
    ("GET", "/p/{token:str}/xml"),
    ("HEAD", "/p/{token:str}/xml"),
    ("GET", "/p/{token:str}/file"),
    ("HEAD", "/p/{token:str}/file"),
    ("POST", "/p/{token:str}/card"),
    ("POST", "/p/{token:str}/promise"),
    ("GET", "/p/{token:str}/plan"),
    ("HEAD", "/p/{token:str}/plan"),
    ("POST", "/p/{token:str}/plan"),
    ("POST", "/p/{token:str}/dispute"),
    ("POST", "/p/{token:str}/question"),
    ("GET", "/p/{token:str}/card/{key:str}"),
    ("POST", "/card-events/{name:str}"),
    ("GET", "/card-trial/{key:str}"),
    ("HEAD", "/card-trial/{key:str}"),
    ("POST", "/card-trial/{key:str}"),
    ("GET", "/q/{token:str}"),
    ("HEAD", "/q/{token:str}"),
    ("GET", "/q/{token:str}/pdf"),
    ("HEAD", "/q/{token:str}/pdf"),
    ("POST", "/q/{token:str}/options"),
    ("POST", "/q/{token:str}/acceptance"),
    ("POST", "/q/{token:str}/refusal"),
    ("GET", "/m/{token:str}"),
    ("HEAD", "/m/{token:str}"),
    ("GET", "/m/{token:str}/form"),
    ("HEAD", "/m/{token:str}/form"),
    ("POST", "/m/{token:str}/signature"),
    ("POST", "/q/{token:str}/question"),
}
# Posted without a token: the address is the secret, or the call is signed; nobody's session counts.
UNTOKENED = {
    ("POST", "/p/{token:str}/dispute"),
    ("POST", "/p/{token:str}/promise"),
    ("POST", "/p/{token:str}/plan"),
    ("POST", "/p/{token:str}/question"),
    ("POST", "/p/{token:str}/card"),
    ("POST", "/card-events/{name:str}"),
    ("POST", "/card-trial/{key:str}"),
}
# One's own account, whatever one's role.
PERSONAL = {
    ("GET", "/settings"),
    ("GET", "/account"),
    ("POST", "/account"),
    ("POST", "/account/password"),
    ("GET", "/settings/sessions"),
    ("POST", "/settings/sessions/{session_id:int}/end"),
    ("GET", "/alerts/payments"),
    ("POST", "/alerts/payments"),
}
DUMMIES = {"int": "999999", "str": "nothing", "path": "nothing", "date": "2026-11-21"}


class Door(NamedTuple):
    """A method on a path of the route table."""

    method: str
    path: str

    @property
    def address(self) -> str:
        """The path with something harmless at each place."""
        return re.sub(r"\{\w+:(\w+)\}", lambda place: DUMMIES[place[1]], self.path)

    @property
    def only_looks(self) -> bool:
        return self.method in ("GET", "HEAD")


def handlers() -> Iterator[tuple[Door, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS":
                    yield Door(str(method), route.path), handler


DOORS = sorted({door for door, _ in handlers()})
OWNER_ONLY = {door for door, handler in handlers() if handler.opt.get("owner_only")}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test knocks for the first time: a client's page has patience for 60 in a minute."""
    monkeypatch.setattr(portal, "patience", Patience(60, 60.0))


async def knock(who: httpx.AsyncClient, door: Door) -> httpx.Response:
    typed = None if door.only_looks else {"x": "1"}
    return await who.request(door.method, door.address, data=typed)


def told(door: Door, answer: httpx.Response) -> str:
    place = answer.headers.get("location", "")
    return f"{door.method} {door.address}: {answer.status_code} {place}"


def broke(door: Door, answer: httpx.Response) -> bool:
    # /health says 503 where no queue runs, which is its answer.
    return answer.status_code >= 500 and door.path != "/health"


def test_the_table_is_read() -> None:
    assert len(DOORS) > 60
    assert set(DOORS) >= PERSONAL
    assert {door.path for door in DOORS} >= {"/clients", "/invoices", "/settings"}


def test_every_public_route_is_written_down() -> None:
    assert {door for door, handler in handlers() if handler.opt.get("public")} <= PUBLIC
    assert {door for door, handler in handlers() if handler.opt.get("personal")} == PERSONAL


def test_the_settings_are_the_owners() -> None:
    settings = {door for door in DOORS if door.path.startswith("/settings")}
    assert settings - PERSONAL <= OWNER_ONLY


async def test_nobody_gets_in(database: None) -> None:
    await open_shop()
    wrong = []
    async with browser() as nobody:
        for door in DOORS:
            await nobody.get("/sign-in")
            nobody.headers["x-csrftoken"] = nobody.cookies["echeance_csrf"]
            answer = await knock(nobody, door)
            if door in PUBLIC:
                fine = not broke(door, answer)
            elif door.only_looks:
                led = answer.headers.get("location", "").startswith("/sign-in")
                fine = answer.status_code == 303 and led
            else:
                fine = answer.status_code == 401
            if not fine:
                wrong.append(told(door, answer))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["odile", "amin", "claire"])
async def test_each_role_gets_an_answer_or_a_refusal(database: None, who: str) -> None:
    await open_shop()
    wrong = []
    async with browser() as client:
        for door in DOORS:
            client.cookies.clear()
            await signed_in(client, who)
            answer = await knock(client, door)
            if broke(door, answer) or (answer.status_code == 403) != closed(door, who):
                wrong.append(told(door, answer))
            if door not in PUBLIC and answer.headers.get("location", "").startswith("/sign-in"):
                wrong.append(told(door, answer))
    assert not wrong, "\n".join(wrong)


def closed(door: Door, who: str) -> bool:
    """Whether this door is shut to this role."""
    if door in PUBLIC | PERSONAL:
        return False
    if door in OWNER_ONLY:
        return who != "odile"
    return who == "claire" and not door.only_looks


async def test_nothing_is_changed_without_the_token(database: None) -> None:
    await open_shop()
    wrong = []
    async with browser() as odile:
        await signed_in(odile, "odile")
        del odile.headers["x-csrftoken"]
        for door in DOORS:
            if not door.only_looks:
                answer = await knock(odile, door)
                if answer.status_code != (404 if door in UNTOKENED else 403):
                    wrong.append(told(door, answer))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", [2**31, 10**20])
async def test_an_id_that_no_column_can_hold_leads_nowhere(database: None, number: int) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        assert (await odile.get(f"/clients/{number}")).status_code == 404
        assert (await odile.get(f"/invoices/{number}/pdf")).status_code == 404
