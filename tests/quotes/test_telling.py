"""The owner told by e-mail of an acceptance, a refusal, a question: each once."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters.database import engine
from app.auth.tables import User
from app.messages.tables import Message
from app.portal.pages import door
from app.portal.rules import Patience
from app.quotes import actions
from app.quotes.rules import Becomes
from app.quotes.tables import QuoteAnswer, QuoteQuestion
from tests.cast import AMIN, ODILE, at, browser, mme_perrin, open_shop
from tests.quotes.story import PERRIN, D, accepted, drafted, sent
from tests.quotes.test_actions import code_of
from tests.quotes.test_choices import opened
from tests.quotes.test_pages import said

NOV_25 = at("2026-11-25", 18)


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-24T18:30")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    async with browser() as someone:
        yield someone


async def told() -> list[dict[str, str]]:
    """What our own people were written, the client's own message left out."""
    rows = await Message.select(Message.to_address, Message.subject, Message.text).order_by(
        Message.id
    )
    return [row for row in rows if row["to_address"] in (ODILE, AMIN)]


async def test_an_acceptance_is_told_once_with_what_was_chosen(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    await accepted(quote_id, 2)
    assert await code_of(accepted(quote_id, 2)) == "quotes.closed"
    (only,) = await told()
    assert only["to_address"] == ODILE, "the assistant is not the owner"
    assert only["subject"] == "Devis D2026-000001 accepté – Mme Perrin"
    text = only["text"].replace("\u202f", " ").replace("\u00a0", " ")
    for words in ("Jeanne Perrin", "1 380,00 €", "Miroir (150,00 €)", "un brouillon de facture"):
        assert words in text, words
    assert "Éclairage" not in text


async def test_a_refusal_is_told_with_its_reason(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin())
    why = "Trop cher <b>"
    await actions.decline(quote_id, PERRIN, reason=why, on=D("2026-11-25"), at=NOV_25)
    again = actions.decline(quote_id, PERRIN, reason=why, on=D("2026-11-25"), at=NOV_25)
    assert await code_of(again) == "quotes.closed"
    (only,) = await told()
    assert only["subject"] == "Devis D2026-000001 refusé – Mme Perrin"
    assert "Trop cher <b>" in only["text"]
    html = (await Message.select(Message.html).where(Message.to_address == ODILE).first())["html"]
    assert "&lt;b&gt;" in html and "Trop cher <b>" not in html


async def test_who_answered_for_the_client_is_not_told_of_it(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin())
    await actions.accept(
        quote_id, PERRIN, chosen=(), agreed=True, on=D("2026-11-25"), at=NOV_25, by=ODILE
    )
    assert await told() == []


async def test_an_owner_without_an_address_holds_up_no_answer(database: None) -> None:
    await open_shop()
    await User.update({User.email: "nowhere"}).where(User.email == ODILE)
    await accepted(await sent(await mme_perrin()))
    assert await QuoteAnswer.count() == 1 and await told() == []


async def test_a_fault_after_the_message_leaves_neither_answer_nor_message(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin())
    before = await Message.count()
    try:
        await engine.run_ddl("ALTER TABLE message RENAME COLUMN cc_address TO gone")
        with pytest.raises(Exception, match=r"(?i)cc_address|column"):
            await accepted(quote_id)
    finally:
        await engine.run_ddl("ALTER TABLE message RENAME COLUMN gone TO cc_address")
    assert not await QuoteAnswer.exists() and await Message.count() == before
    await accepted(quote_id)
    assert len(await told()) == 1


async def test_a_question_reloaded_is_asked_once(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin())
    here = await opened(client, quote_id)
    words = {"asked_by": "Jeanne Perrin", "question": "La pose est-elle comprise ?"}
    first = await client.post(f"{here}/question", data=words)
    assert first.status_code == 303
    await asyncio.gather(*[client.post(f"{here}/question", data=words) for _ in range(2)])
    assert (await QuoteQuestion.count(), len(await told())) == (1, 1)
    assert "La pose est-elle comprise ?" in said(await client.get(here))
    assert (await told())[0]["subject"] == "Question sur le devis D2026-000001 – Mme Perrin"
    more = words | {"question": "Et le délai ?"}
    await client.post(f"{here}/question", data=more)
    assert len(await told()) == 2
    assert not await QuoteAnswer.exists()


async def test_a_question_without_words_or_without_end_is_refused(
    client: httpx.AsyncClient,
) -> None:
    quote_id = await sent(await mme_perrin())
    here = await opened(client, quote_id)
    empty = await client.post(f"{here}/question", data={"asked_by": "Jeanne", "question": " "})
    assert empty.status_code == 422 and 'id="e-question"' in empty.text
    nameless = await client.post(f"{here}/question", data={"question": "Alors ?"})
    assert nameless.status_code == 422 and "Alors ?" in nameless.text
    for n in range(10):
        await actions.ask(quote_id, PERRIN, text=f"Question {n}", on=D("2026-11-24"), at=NOV_25)
    late = actions.ask(quote_id, PERRIN, text="Encore", on=D("2026-11-24"), at=NOV_25)
    assert await code_of(late) == "quotes.questions"
    await actions.ask(quote_id, PERRIN, text="Encore", on=D("2026-11-25"), at=NOV_25)
    draft = await drafted(await mme_perrin(email="x@courrier.test"))
    nobody = actions.ask(draft, PERRIN, text="?", on=D("2026-11-24"), at=NOV_25)
    assert await code_of(nobody) == "quotes.draft_asked"
    assert (await client.post("/q/nothing/question", data={"question": "?"})).status_code == 404
