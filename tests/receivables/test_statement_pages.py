"""The statement on screen and on paper: its days, its language, and who may look."""

from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.adapters import files, pdf
from app.clients import actions as clients
from app.clients.tables import Client
from app.messages.tables import Message
from app.receivables import actions
from app.receivables.tables import StatementRendering
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


async def test_sent_by_hand_from_the_page_once(amin: httpx.AsyncClient) -> None:
    bellecour, nizier = await an_autumn()
    await signed_in(amin, "amin")
    here = f"/receivables/{bellecour}/statement"
    days = {"from": "01/10/2026", "until": "31/10/2026"}
    assert "compta@regie-bellecour.test" in said(await amin.get(here))
    # Wrong: no address, days in disorder. What was typed comes back.
    wrong = await amin.post(f"{here}/sending", data=days | {"to": "compta", "seen": "0"})
    assert wrong.status_code == 422 and 'value="compta"' in wrong.text
    swapped = {"from": "31/10/2026", "until": "01/10/2026", "to": "a@b.test", "seen": "0"}
    assert (await amin.post(f"{here}/sending", data=swapped)).status_code == 422
    assert await Message.count() == 0
    form = days | {"to": "compta@regie-bellecour.test", "seen": "0"}
    for _ in range(2):
        answer = await amin.post(f"{here}/sending", data=form)
        assert answer.status_code == 303
    assert await Message.count() == 1
    text = said(await amin.get(here))
    assert "Relevés envoyés" in text and "Octobre 2026" in text and "En attente" in text
    assert 'name="seen" value="1"' in text
    # Its PDF is not there yet: back to the page, which says so.
    answer = await amin.get("/receivables/statements/1")
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert "Relevés envoyés" not in said(await amin.get(f"/receivables/{nizier}/statement"))
    everything = said(await amin.get("/receivables/statements"))
    assert "Régie Bellecour" in everything and "Saint-Nizier" not in everything
    assert "/receivables/statements/1" in (await amin.get("/messages/1")).text


async def test_the_kept_pdf_is_given_back_or_its_loss_is_told(amin: httpx.AsyncClient) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(amin, "amin")
    when = at("2026-11-20", 11)
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    await actions.send(bellecour, first, last, seen=0, at=when, by=ODILE)
    sha256 = files.store(b"%PDF kept")
    await StatementRendering.update(
        {StatementRendering.done_at: when, StatementRendering.sha256: sha256}
    ).where(StatementRendering.statement == 1)
    assert (await amin.get("/receivables/statements/1")).content == b"%PDF kept"
    assert (await amin.get("/receivables/statements/2")).status_code == 404
    await StatementRendering.update({StatementRendering.sha256: "0" * 64}).where(
        StatementRendering.statement == 1
    )
    lost = await amin.get("/receivables/statements/1")
    assert lost.status_code == 422 and "ne peut pas être rendu" in said(lost)


async def test_a_day_for_everybody_and_one_for_bellecour(amin: httpx.AsyncClient) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(amin, "amin")
    page = "/receivables/statements"
    assert "Aucun relevé ne part tout seul" in said(await amin.get(page))
    for day in ("0", "29", "le 5", "-1"):
        wrong = await amin.post(f"{page}/plan", data={"day": day})
        assert wrong.status_code == 422 and f'value="{day}"' in wrong.text
    await amin.post(f"{page}/plan", data={"day": "5"})
    text = said(await amin.get(page))
    assert "Prochain envoi : 5 décembre 2026" in text
    own = f"/receivables/{bellecour}/statement"
    assert "Comme tous ceux qui doivent" in said(await amin.get(own))
    missing = await amin.post(f"{own}/plan", data={"how": "own", "day": ""})
    assert missing.status_code == 422
    await amin.post(f"{own}/plan", data={"how": "own", "day": "20"})
    assert "Prochain envoi : 20 novembre 2026" in said(await amin.get(own))
    await amin.post(f"{own}/plan", data={"how": "never", "day": ""})
    assert "Jamais : ce client est laissé de côté" in said(await amin.get(own))
    assert "jamais" in said(await amin.get(page))
    await amin.post(f"{own}/plan", data={"how": "common", "day": ""})
    assert "Comme tous ceux qui doivent" in said(await amin.get(own))
    await amin.post(f"{page}/plan", data={"day": ""})
    assert "Aucun relevé ne part tout seul" in said(await amin.get(page))
    told = said(await amin.get(f"/clients/{bellecour}"))
    assert "Relevés de compte comme pour tous" in told and "jour 20" in told


async def test_the_accountant_looks_and_sends_nothing(amin: httpx.AsyncClient) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(amin, "claire")
    own = f"/receivables/{bellecour}/statement"
    text = said(await amin.get(own))
    assert "Solde précédent" in text and "Envoyer maintenant" not in text
    assert "Changer le jour" not in text
    for path in (f"{own}/sending", f"{own}/plan", "/receivables/statements/plan"):
        assert (await amin.post(path, data={"day": "5"})).status_code == 403
    assert (await amin.get("/receivables/statements")).status_code == 200
    assert await Message.count() == 0
