"""The outbox on screen: each state with its remedy, and decisions that are made once."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters import files
from app.messages.actions import send_due
from app.messages.rules import Wanted
from app.settings.tables import Business
from tests.cast import browser, open_shop, regie, signed_in
from tests.messages.letters import after, owe, state_of, states, use
from tests.servers import SmtpSink, free_port

HTMX = {"HX-Request": "true"}


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-23T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "amin")


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_an_empty_outbox_says_what_it_is_for(amin: httpx.AsyncClient) -> None:
    text = said(await amin.get("/messages"))
    assert "Aucun message pour l’instant" in text
    assert "Aucun serveur de courrier" in text


async def test_each_state_has_its_chip_and_its_remedy(
    amin: httpx.AsyncClient, smtp_sink: SmtpSink
) -> None:
    await use(smtp_sink)
    smtp_sink.mode = "refuse"
    await owe("failed", subject="Le refusé")
    await send_due(at=after())
    smtp_sink.mode = "drop"
    await owe("uncertain", subject="Le douteux")
    await send_due(at=after())
    smtp_sink.mode = "ok"
    await owe("sent", subject="Le parti")
    await send_due(at=after())
    await owe("later", subject="Le tardif", not_before=after(hours=5))
    await owe("open", subject="Sans PDF", attachments=[Wanted("invoice", 7, "F.pdf", "a/b")])

    text = said(await amin.get("/messages"))
    for words in (
        "Échec · 1",
        "Peut-être parti · 1",
        "Envoyé · 1",
        "En attente · 2",
        "550 5.1.1 no such mailbox",
        "Corrigez l’adresse, puis renvoyez-le",
        "il est peut-être parti. Demandez au client",
        "Il part à partir du 23 novembre 2026, 14 h",
        "Il part dès que son document est prêt",
    ):
        assert words in text, words
    failed = said(await amin.get("/messages?state=failed", headers=HTMX))
    assert "Le refusé" in failed and "Le parti" not in failed and "<html" not in failed
    assert "14 h" not in said(await amin.get("/messages?state=sent"))
    assert (await amin.get("/messages?state=nothing&page=x&client=-1")).status_code == 200


async def test_a_server_that_is_away_is_told_above_the_list(amin: httpx.AsyncClient) -> None:
    await Business.update({Business.smtp_url: f"smtp://127.0.0.1:{free_port()}"}).where(
        Business.id == 1
    )
    await owe()
    await send_due(at=after())
    text = said(await amin.get("/messages"))
    assert "Le serveur de courrier ne prend rien pour l’instant" in text
    assert "Connect call failed" in text


async def test_a_refused_message_is_corrected_and_leaves(
    amin: httpx.AsyncClient, smtp_sink: SmtpSink
) -> None:
    await use(smtp_sink)
    smtp_sink.mode = "refuse"
    message_id = await owe()
    await send_due(at=after())
    page = f"/messages/{message_id}"
    assert "Ce message n’est pas parti" in said(await amin.get(page))
    wrong = await amin.post(f"{page}/retry", data={"to": "pas une adresse"})
    assert wrong.status_code == 422
    assert "pas une adresse" in wrong.text and await state_of(message_id) == "failed"
    right = await amin.post(f"{page}/retry", data={"to": "factures@regie.test"})
    assert (right.status_code, right.headers["Location"]) == (303, page)
    smtp_sink.mode = "ok"
    await send_due(at=after(hours=2))
    assert smtp_sink.recipients == ["factures@regie.test"]
    again = await amin.post(f"{page}/retry", data={})
    assert again.status_code == 422 and "a changé entre-temps" in said(again)
    assert "Message parti pour factures@regie.test" in said(await amin.get(page))


async def test_a_doubtful_message_is_decided_once(
    amin: httpx.AsyncClient, smtp_sink: SmtpSink
) -> None:
    await use(smtp_sink)
    smtp_sink.mode = "drop"
    one, two = await owe("a"), await owe("b")
    await send_due(at=after())
    assert (await amin.post(f"/messages/{one}/decision", data={})).status_code == 422
    assert (await amin.post(f"/messages/{one}/decision", data={"answer": "x"})).status_code == 422
    assert await states() == ["uncertain", "uncertain"]
    await amin.post(f"/messages/{one}/decision", data={"answer": "gone"})
    await amin.post(f"/messages/{two}/decision", data={"answer": "again"})
    assert await states() == ["sent", "waiting"]
    late = await amin.post(f"/messages/{one}/decision", data={"answer": "again"})
    assert late.status_code == 422
    assert await states() == ["sent", "waiting"]


async def test_a_waiting_message_is_held_back(amin: httpx.AsyncClient) -> None:
    message_id = await owe()
    await amin.post(f"/messages/{message_id}/cancellation")
    assert await state_of(message_id) == "cancelled"
    assert (await amin.post(f"/messages/{message_id}/cancellation")).status_code == 422
    assert (await amin.get("/messages/999")).status_code == 404


async def test_the_files_of_a_message_can_be_looked_at(amin: httpx.AsyncClient) -> None:
    sha256 = files.store(b"%PDF une facture")
    whole = await owe("a", attachments=[Wanted("invoice", 7, "F.pdf", "application/pdf", sha256)])
    lost = await owe("b", attachments=[Wanted("invoice", 8, "G.pdf", "application/pdf", "0" * 64)])
    other = await owe("c", attachments=[Wanted("invoice", 9, "H.pdf", "application/pdf")])
    assert "F.pdf" in (await amin.get(f"/messages/{whole}")).text
    assert (await amin.get(f"/messages/{whole}/files/1")).content == b"%PDF une facture"
    assert (await amin.get(f"/messages/{whole}/files/2")).status_code == 404
    assert (await amin.get(f"/messages/{other}/files/3")).status_code == 404
    damaged = await amin.get(f"/messages/{lost}/files/2")
    assert damaged.status_code == 422 and "G.pdf ne peut pas être rendu" in said(damaged)


async def test_text_is_shown_as_typed_and_never_as_markup(amin: httpx.AsyncClient) -> None:
    message_id = await owe(subject="<b>100 %</b>", text="<script>alert(1)</script>\n%(to)s")
    text = (await amin.get(f"/messages/{message_id}")).text
    assert "<b>100" not in text and "<script>alert" not in text and "%(to)s" in text


async def test_the_messages_of_a_record_and_of_a_client(amin: httpx.AsyncClient) -> None:
    client_id = await regie()
    await owe("a", client_id=client_id, subject="La sienne")
    await owe("b", cause_id=8, subject="Une autre")
    part = await amin.get("/messages/of/invoice/7", headers=HTMX)
    assert "La sienne" in part.text and "Une autre" not in part.text and "<html" not in part.text
    assert "<html" in (await amin.get("/messages/of/invoice/7")).text
    assert "Aucun message" in (await amin.get("/messages/of/invoice/99")).text
    theirs = (await amin.get(f"/messages?client={client_id}")).text
    assert "La sienne" in theirs and "Une autre" not in theirs


async def test_the_list_names_the_client_and_leads_to_the_card(amin: httpx.AsyncClient) -> None:
    client_id = await regie()
    await owe("a", client_id=client_id, to="compta@regie.test", subject="La sienne")
    await owe("b", to="inconnue@ailleurs.test", subject="Sans client")
    text = said(await amin.get("/messages"))
    assert f'<a href="/clients/{client_id}">Régie Bellecour</a>' in text
    assert "compta@regie.test" in text and "inconnue@ailleurs.test" in text
    assert text.count('<a href="/clients/') == 1


async def test_the_accountant_looks_and_changes_nothing(
    amin: httpx.AsyncClient, smtp_sink: SmtpSink
) -> None:
    await use(smtp_sink)
    smtp_sink.mode = "drop"
    message_id = await owe()
    await send_due(at=after())
    async with browser() as claire:
        await signed_in(claire, "claire")
        text = (await claire.get(f"/messages/{message_id}")).text
        assert "peut-être parti" in text and "/decision" not in text
        for act in ("retry", "decision", "cancellation"):
            assert (await claire.post(f"/messages/{message_id}/{act}")).status_code == 403
    async with browser() as outsider:
        for path in ("/messages", f"/messages/{message_id}", "/messages/of/invoice/7"):
            assert (await outsider.get(path)).status_code == 303
    assert await states() == ["uncertain"]
