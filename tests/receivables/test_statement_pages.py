"""The statement on screen and on paper: its days, its language, and who may look."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters import pdf
from app.clients import actions as clients
from app.clients.tables import Client
from tests.cast import HOTEL, ODILE, at, browser, signed_in
from tests.receivables.test_statement import an_autumn


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    async with browser() as client:
        yield client


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_october_on_screen(amin: httpx.AsyncClient) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(amin, "amin")
    here = f"/receivables/{bellecour}/statement"
    text = said(await amin.get(f"{here}?from=01/10/2026&until=31/10/2026"))
    for words in (
        "Régie Bellecour · octobre 2026",
        'Solde précédent</dt><dd class="">300,00 €',
        "Avoir A2026-000001",
        "Règlement annulé",
        "Solde au 31 octobre 2026",
        "150,00 €",
        "01/11/2026",
    ):
        assert words in text, words
    assert "Saint-Nizier" not in text and "F2026-000002" not in text
    # Without days: the two whole months before and this one, the 12 of November on it.
    usual = said(await amin.get(here))
    assert "du 1er septembre au 20 novembre 2026" in usual and "162,00 €" in usual
    assert 'value="01/09/2026"' in usual and 'value="20/11/2026"' in usual
    card = said(await amin.get(f"/clients/{bellecour}"))
    assert f'href="{here}"' in card


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("from=31/10/2026&until=01/10/2026", "se termine avant de commencer"),
        ("from=01/10/2026&until=21/11/2026", "s’arrête aujourd’hui au plus tard"),
        ("from=31/02/2026&until=01/10/2026", "31/02/2026"),
        ("from=hier&until=demain", "hier"),
    ],
)
async def test_wrong_days_come_back_with_the_sentence(
    amin: httpx.AsyncClient, days: str, words: str
) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(amin, "amin")
    for place in ("statement", "statement/pdf"):
        answer = await amin.get(f"/receivables/{bellecour}/{place}?{days}")
        assert answer.status_code == 422
        assert words in said(answer)


async def test_a_client_that_nothing_was_ever_sold_to(amin: httpx.AsyncClient) -> None:
    await an_autumn()
    await signed_in(amin, "amin")
    nobody = await clients.create(HOTEL, at=at("2026-11-20"), by=ODILE)
    assert "Rien sur ce compte" in said(await amin.get(f"/receivables/{nobody}/statement"))
    assert (await amin.get("/receivables/999/statement")).status_code == 404
    assert (await amin.get("/receivables/999/statement/pdf")).status_code == 404


async def test_the_pdf_speaks_the_clients_language(
    amin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bellecour, nizier = await an_autumn()
    await signed_in(amin, "claire")
    pages: list[str] = []

    async def kept(html: str) -> bytes:
        pages.append(html.replace("\u202f", " ").replace("\u00a0", " "))
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", kept)
    days = "from=01/10/2026&until=31/10/2026"
    answer = await amin.get(f"/receivables/{bellecour}/statement/pdf?{days}")
    assert answer.headers["content-type"] == "application/pdf"
    assert "2026-10-31.pdf" in answer.headers["content-disposition"]
    french = pages[-1]
    assert 'lang="fr"' in french and "Relevé de compte" in french and "Solde à payer" in french
    assert "Pas encore échu" in french and "150,00 €" in french and "IBAN" in french
    await Client.update({Client.language: "en"}).where(Client.id == nizier)
    await amin.get(f"/receivables/{nizier}/statement/pdf?{days}")
    english = pages[-1]
    assert 'lang="en"' in english and "Balance to pay" in english and "€500.00" in english
    assert "Late by 1 to 30 days" in english and "Bellecour" not in english
