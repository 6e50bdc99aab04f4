"""The look tried before it is kept: Odile plays with it, Amin may not, what is issued stays."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from app.adapters import pdf
from app.auth import queries as auth
from app.config import config
from app.invoices.actions import pdf_of
from app.invoices.queries.einvoices import xml_of
from app.settings import queries
from tests.cast import browser, open_shop, regie, signed_in
from tests.payments.books import sold
from tests.settings.test_settings import PNG

HTMX = {"HX-Request": "true"}
EVERYTHING = {
    "colour": "#115c43",
    "footer": "",
    "prints_phone": "1",
    "prints_email": "1",
    "prints_website": "1",
    "prints_qr": "1",
}


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop(website="atelier-vauban.test")
    async with browser() as client:
        yield await signed_in(client, "odile")


def files_kept() -> set[Path]:
    folder = config().files_dir
    return {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def shown(answer: httpx.Response) -> str:
    """The sample as its frame shows it."""
    text = answer.text.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    return text.replace("&amp;", "&").replace("\u202f", " ").replace("\u00a0", " ")


async def tried(odile: httpx.AsyncClient, **changes: str) -> str:
    data = {name: value for name, value in (EVERYTHING | changes).items() if value != "off"}
    answer = await odile.post("/settings/look/preview", data=data, headers=HTMX)
    assert answer.status_code == 200
    return shown(answer)


async def test_what_is_typed_is_shown_and_nothing_is_kept(odile: httpx.AsyncClient) -> None:
    before, files = await queries.business(), files_kept()
    acts = len(await auth.timeline("business", 1))
    usual = shown(await odile.get("/settings/look"))
    assert "04 78 00 00 00" in usual and "<svg" in usual and "214,20 €" in usual
    text = await tried(
        odile,
        colour="#1b4f8a",
        footer="Ouvert de 8 h à 18 h",
        prints_phone="off",
        prints_qr="off",
        prints_website="off",
    )
    assert "/brand/1b4f8a.css" in text and "Ouvert de 8 h à 18 h" in text
    assert "04 78 00 00 00" not in text and 'role="img"' not in text
    assert "atelier-vauban.test ·" not in text and "bonjour@atelier-vauban.test" in text
    # What the law asks for cannot be left off.
    for words in ("Atelier Vauban", "SARL au capital de 10 000 €", "SIRET 732 829 320", "RCS Lyon"):
        assert words in text, words
    logo = await odile.post(
        "/settings/look/preview", data=EVERYTHING, files={"logo": ("l.png", PNG)}, headers=HTMX
    )
    assert "data:image/png;base64," in logo.text and 'class="fault"' not in logo.text
    assert await queries.business() == before
    assert files_kept() == files and len(await auth.timeline("business", 1)) == acts


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"pas une image", "est une image PNG ou JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG ou JPEG"),
        (b"\xff\xd8\xff" + b"\x00" * 40_000_000, "trop volumineux : 1 Mo au plus"),
    ],
    ids=["text", "svg with a script", "40 MB"],
)
async def test_a_bad_logo_is_refused_beside_its_field(
    odile: httpx.AsyncClient, data: bytes, words: str
) -> None:
    files = {"logo": ("logo.png", data)}
    answer = await odile.post("/settings/look/preview", data=EVERYTHING, files=files, headers=HTMX)
    assert answer.status_code == 200
    place, _, rest = shown(answer).partition('hx-target="#live-logo"')
    assert words in rest.partition("</hx-partial>")[0] and "<script>" not in place
    # The sample goes on with what is kept: the letter in place of a logo.
    assert 'class="mark">A<' in place and "data:image" not in place
    saved = await odile.post("/settings/look", data=EVERYTHING, files=files)
    assert saved.status_code == 422 and 'id="e-logo"' in saved.text and words in shown(saved)
    assert (await queries.business()).logo_sha256 is None


async def test_wrong_values_are_said_and_markup_stays_text(odile: httpx.AsyncClient) -> None:
    text = await tried(odile, colour="rouge", footer="<b>gras</b><script>alert(1)</script>")
    colour = text.partition('hx-target="#live-colour"')[2].partition("</hx-partial>")[0]
    assert "n’est pas une couleur" in colour and "/brand/115c43.css" in text
    answer = await odile.post(
        "/settings/look/preview", data=EVERYTHING | {"footer": "<script>"}, headers=HTMX
    )
    assert "<script>" not in answer.text and "&amp;lt;script&amp;gt;" in answer.text
    assert 'sandbox="allow-same-origin"' in answer.text
    long = await tried(odile, footer="x" * 161)
    assert "fault" in long.partition('hx-target="#live-footer"')[2].partition("</hx-partial>")[0]


async def test_it_is_kept_when_saved_and_issued_documents_stay(
    odile: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    async def typeset(html: str) -> bytes:
        pages.append(html)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", typeset)
    client = await regie()
    old = await sold(client, 120, "2026-11-20", "2026-12-20")
    look = {"colour": "#1B4F8A", "footer": "Assurance Décennale n° 12"}
    assert (await odile.post("/settings/look", data=look)).status_code == 303
    kept = await queries.business()
    assert (kept.colour, kept.footer, kept.prints_qr) == (
        "#1b4f8a",
        "Assurance Décennale n° 12",
        False,
    )
    new = await sold(client, 120, "2026-11-20", "2026-12-20")
    for each in (old, new):
        await pdf_of((await xml_of(each))[0])
    before, after = pages
    assert "Décennale" not in before and "<svg" in before and "04 78" in before
    assert "Décennale" in after and "<svg" not in after and "04 78" not in after
    page = shown(await odile.get("/settings/look"))
    assert 'value="Assurance Décennale n° 12"' in page


async def test_only_the_owner_tries(odile: httpx.AsyncClient) -> None:
    before = await queries.business()
    async with browser() as other:
        for who in ("amin", "claire"):
            await signed_in(other, who)
            answer = await other.post("/settings/look/preview", data=EVERYTHING, headers=HTMX)
            assert answer.status_code == 403
    assert await queries.business() == before
