"""A tiny application on the shell, with nothing of the business in it."""

import errno
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest
from litestar import Litestar, Request, get, post
from litestar.params import FromPath
from litestar.testing import AsyncTestClient

from app.core.errors import Refused, refuse
from app.web import brand, download, errors, more, render, security
from app.web.engine import template_config
from app.web.forms import Form

TODAY = date(2026, 11, 21)
_kept: dict[str, str] = {}


@get("/form")
async def show(request: Request) -> render.Response[str]:
    return await render.page(request, "layout/more.html")


@post("/form", status_code=200)
async def sent(request: Request) -> render.Response[str]:
    form = await Form.read(request, TODAY)
    form.amount("limit")
    try:
        form.check()
    except Refused as refused:
        form.refused(refused)
        return render.Response(f"{form.fault('limit')}|{form.value('limit')}", status_code=422)
    return await render.redirect(request, "/more", "Too many attempts")


@post("/upload", status_code=200)
async def upload(request: Request) -> str:
    found = (await Form.read(request, TODAY)).file("f")
    return f"{found.filename}:{len(found.content)}" if found else "none"


@get("/crash")
async def crash() -> None:
    raise ValueError("the secret of the house")


@get("/busy")
async def busy() -> None:
    raise sqlite3.OperationalError("database is locked")


@get("/full/{where:str}")
async def full(where: FromPath[str]) -> None:
    if where == "database":
        raise sqlite3.OperationalError("database or disk is full")
    raise OSError(errno.ENOSPC, "No space left on device", "/data/files/ab")


@get("/away")
async def away() -> None:
    raise ConnectionRefusedError("the database is being restarted")


@get("/refused")
async def refused() -> None:
    raise refuse("x", "This must be filled in.")


@get("/rows")
async def rows(request: Request) -> render.Response[str]:
    return await render.fragment(
        request, "errors/_toast.html", flash="Incident %(number)s", facts={"number": 7},
        title="x", said="y", details=[],
    )  # fmt: skip


@get("/pdf")
async def pdf() -> render.Response[bytes]:
    return download.inline_pdf(b"%PDF", "facture.pdf")


async def _common(request: Request) -> dict[str, object]:
    return {"user": "odile", "user_label": "Odile", "brand_name": "Atelier Vauban"}


async def _counts(request: Request) -> dict[str, int]:
    return {"reminders": 4}


async def _save(request: Request, text: str) -> None:
    _kept["flash"] = text


async def _take(request: Request) -> str | None:
    return _kept.pop("flash", None)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, hook in (
        ("_common", _common), ("_counts", _counts), ("_save_flash", _save), ("_take_flash", _take),
    ):  # fmt: skip
        monkeypatch.setattr(render, name, hook)
    _kept.clear()
    yield


def shell(base_url: str | None = None) -> Litestar:
    return Litestar(
        [
            show,
            sent,
            upload,
            crash,
            busy,
            full,
            away,
            refused,
            rows,
            pdf,
            *brand.ROUTES,
            *more.ROUTES,
            security.static_router(),
        ],
        template_config=template_config(),
        csrf_config=security.csrf_config("s" * 40, base_url),
        before_send=[security.SecurityHeaders(base_url)],
        exception_handlers=errors.exception_handlers(),
        openapi_config=None,
    )


@pytest.fixture
async def web() -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(shell()) as client:
        yield client


@pytest.fixture
async def secure_web() -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(
        shell("https://facturation.atelier-vauban.example"), base_url="https://testserver"
    ) as client:
        yield client
