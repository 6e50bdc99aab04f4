"""A quote from its draft to what it becomes, each act once, on both engines."""

import asyncio
import json
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters import files
from app.adapters.database import engine
from app.clients.tables import Client
from app.contracts.tables import Contract, ScheduleEntry
from app.core.errors import Refused
from app.invoices.tables import Invoice, InvoiceLine
from app.messages.tables import Message
from app.quotes import actions, queries
from app.quotes.actions import Wish
from app.quotes.actions.rendering import pdf_of
from app.quotes.queries import Filters
from app.quotes.rules import Becomes, Standing
from app.quotes.tables import Quote, QuoteAnswer, QuoteResult
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, mme_perrin, open_shop, regie
from tests.quotes.story import (
    NOV_23,
    PERRIN,
    D,
    accepted,
    drafted,
    line,
    rendered,
    seen,
    sent,
    values,
)


async def code_of(coroutine: object) -> str:
    with pytest.raises(Refused) as refused:
        await coroutine  # type: ignore[misc]
    return refused.value.code


async def findings() -> list[str]:
    return [str(each) for check in await gather_checks(queries.CHECKS) for each in check.findings]


async def test_sending_numbers_without_a_gap_and_freezes(database: None) -> None:
    await open_shop()
    client = await regie()
    first, thrown, second = [await drafted(client) for _ in range(3)]
    send = actions.send
    assert await send(first, on=D("2026-11-23"), at=NOV_23, by=ODILE) == "D2026-000001"
    await actions.delete(thrown, at=NOV_23, by=ODILE)
    assert await send(second, on=D("2026-11-23"), at=NOV_23, by=ODILE) == "D2026-000002"
    assert await send(first, on=D("2026-11-24"), at=NOV_23, by=ODILE) == "D2026-000001"
    early = await drafted(client)
    assert await code_of(send(early, on=D("2026-11-22"), at=NOV_23, by=ODILE)) == (
        "quotes.before_last"
    )
    assert await send(early, on=D("2027-01-04"), at=NOV_23, by=ODILE) == "D2027-000001"
    view = await seen(first)
    assert (view.valid_until, view.total) == (D("2026-12-23"), 120_000)
    assert await Message.count().where(Message.cause_kind == "quote") == 3
    await Client.update({Client.name: "Autre nom"}).where(Client.id == client)
    assert (await seen(first)).buyer.name == "Régie Bellecour"
    for quote_id in (second, early):
        await rendered(quote_id)
    assert await findings() == []


async def test_a_number_is_given_back_when_sending_fails(database: None) -> None:
    await open_shop()
    nowhere = await drafted(await regie(email=""))
    refused = actions.send(nowhere, on=D("2026-11-23"), at=NOV_23, by=ODILE)
    assert await code_of(refused) == "quotes.no_email"
    assert (await seen(nowhere)).is_draft
    handed = await actions.send(nowhere, on=D("2026-11-23"), at=NOV_23, by=ODILE, by_mail=False)
    assert handed == "D2026-000001"
    assert not await Message.exists()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE quote SET total = 1 WHERE id = 1",
        "DELETE FROM quote WHERE id = 1",
        "UPDATE quote_line SET label = 'x' WHERE quote = 1",
        "DELETE FROM quote_line WHERE quote = 1",
        "UPDATE quote_answer SET name = 'x'",
        "DELETE FROM quote_answer",
        "DELETE FROM quote_document",
        "UPDATE quote_result SET target = 7",
    ],
)
async def test_the_database_refuses_to_change_what_was_sent(database: None, deed: str) -> None:
    await open_shop()
    await accepted(await sent(await mme_perrin(), becomes=Becomes.INVOICE), 2)
    with pytest.raises(Exception, match="never"):
        await engine.run_ddl(deed)
    assert await findings() == []


async def test_an_acceptance_keeps_its_evidence_and_drafts_the_invoice(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    view = await accepted(quote_id, 2)
    assert view.answer and view.result
    # 1 000 + 150 net, 20 % of it: 230.
    assert (view.answer.net, view.answer.vat, view.answer.total) == (115_000, 23_000, 138_000)
    said = json.loads(files.read(view.answer.evidence_sha256))
    assert said["name"] == "Jeanne Perrin" and said["statement"] == "Bon pour accord"
    assert said["address"] == "192.0.2.7" and said["zone"] == "Europe/Paris"
    assert said["answered_at"] == "2026-11-25T18:30:00+01:00"
    assert said["content_sha256"] == view.content_sha256
    assert view.pdf and said["pdf_sha256"] == view.pdf.sha256
    assert said["chosen_options"] == [2] and said["total_cents"] == 138_000
    invoice = await Invoice.select().where(Invoice.source == f"quote:{quote_id}").first()
    assert (invoice["id"], invoice["state"], invoice["total"]) == (
        view.result.target,
        "draft",
        138_000,
    )
    assert "D2026-000001" in invoice["note"]
    labels = await InvoiceLine.select(InvoiceLine.label).order_by(InvoiceLine.position)
    assert [row["label"] for row in labels] == ["Cabine", "Miroir"]
    assert await findings() == []


async def test_a_deposit_is_asked_as_the_quote_says(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), becomes=Becomes.DEPOSIT, deposit=3_000)
    view = await accepted(quote_id)
    assert view.result and view.result.deposit
    deposit = await Invoice.select().where(Invoice.id == view.result.deposit).first()
    # 30 % of 1 200 €.
    assert (deposit["purpose"], deposit["total"], deposit["basis"]) == (
        "deposit",
        36_000,
        view.result.target,
    )


async def test_a_contract_begins_with_its_schedule_on_the_day_of_acceptance(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), becomes=Becomes.CONTRACT, start_on=D("2026-11-01"))
    view = await accepted(quote_id)
    assert view.result
    contract = await Contract.select().where(Contract.id == view.result.target).first()
    assert contract["start_on"] == D("2026-11-25") and contract["mode"] == "draft"
    first = await ScheduleEntry.select().order_by(ScheduleEntry.n).first()
    assert (first["period_from"], first["period_to"]) == (D("2026-11-25"), D("2026-12-24"))
    assert await findings() == []


async def test_what_it_cannot_become_leaves_the_acceptance_to_act_on(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    quote_id = await sent(client, becomes=Becomes.CONTRACT)
    await Client.update({Client.archived_at: NOV_23}).where(Client.id == client)
    view = await accepted(quote_id)
    assert view.answer and view.result is None
    assert [each.id for each in (await queries.asking(D("2026-11-25"))).accepted] == [quote_id]
    await Client.update({Client.archived_at: None}).where(Client.id == client)
    wish = Wish(Becomes.INVOICE)
    for _ in range(2):
        await actions.turn(quote_id, wish, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    other = actions.turn(
        quote_id, Wish(Becomes.CONTRACT), on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE
    )
    assert await code_of(other) == "quotes.turned"
    assert (await Invoice.count(), await QuoteResult.count()) == (1, 1)
    assert await queries.count_to_act_on() == 0


async def test_two_browsers_at_once_are_one_acceptance(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    both = await asyncio.gather(
        *[accepted(quote_id, chosen) for chosen in (2, 3)], return_exceptions=True
    )
    refused = [each for each in both if isinstance(each, Refused)]
    assert len(refused) == 1 and refused[0].code == "quotes.closed"
    assert (await QuoteAnswer.count(), await Invoice.count()) == (1, 1)


async def test_nobody_answers_a_quote_that_is_closed(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    ended, declined, early = [await sent(client) for _ in range(3)]
    assert (await seen(ended)).standing(D("2026-12-23")) is Standing.SENT
    late = accepted(ended, on="2026-12-24")
    assert await code_of(late) == "quotes.closed"
    await actions.decline(
        declined, PERRIN, reason="Trop cher", on=D("2026-11-25"), at=at("2026-11-25")
    )
    assert await code_of(accepted(declined)) == "quotes.closed"
    again = await actions.revise(declined, at=NOV_23, by=ODILE)
    assert again == await actions.revise(declined, at=NOV_23, by=ODILE)
    await actions.send(again, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    draft = await actions.revise(early, at=NOV_23, by=ODILE)
    await actions.send(draft, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    assert (await seen(early)).standing(D("2026-11-26")) is Standing.SUPERSEDED
    assert await code_of(accepted(early, on="2026-11-26")) == "quotes.closed"
    assert await code_of(accepted(draft, on="2026-11-26")) == "quotes.no_pdf"
    asking = await queries.asking(D("2026-12-20"))
    assert [each.id for each in asking.ending] == [ended, again, draft]
    assert asking.refused == ()


async def test_a_version_cannot_replace_what_was_accepted_meanwhile(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin())
    newer = await actions.revise(quote_id, at=NOV_23, by=ODILE)
    await accepted(quote_id)
    refused = actions.send(newer, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    assert await code_of(refused) == "quotes.accepted_meanwhile"


async def test_an_editor_overwrites_nothing_unseen(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    quote_id = await drafted(client)
    version = (await seen(quote_id)).version
    await actions.edit(
        quote_id, values(client, title="Autre"), version=version, at=NOV_23, by=ODILE
    )
    late = actions.edit(quote_id, values(client), version=version, at=NOV_23, by=ODILE)
    assert await code_of(late) == "quotes.changed_meanwhile"


async def test_a_client_is_reminded_once_before_the_end(database: None) -> None:
    """Sent on 23 November for 30 days, it ends on 23 December; five days before is a Friday."""
    await open_shop()
    quote_id = await sent(await mme_perrin())
    answered = await sent(await mme_perrin(email="p@courrier.test"))
    await accepted(answered)
    silent = await sent(await mme_perrin(email="q@courrier.test"), remind_days=None)
    assert await actions.remind(at("2026-12-17", 10)) == 0
    assert await actions.remind(at("2026-12-19", 10)) == 0, "a Saturday"
    first, second = await asyncio.gather(*[actions.remind(at("2026-12-21", 10)) for _ in range(2)])
    assert first + second == 1
    assert await actions.remind(at("2026-12-22", 10)) == 0
    rows = await Message.select(Message.cause_id, Message.text).where(
        Message.subject_key.like("%:reminder")
    )
    assert [row["cause_id"] for row in rows] == [quote_id]
    assert "23 décembre 2026" in rows[0]["text"].replace("\u00a0", " ")
    assert silent not in {row["cause_id"] for row in rows}
    await accepted(quote_id, on="2026-12-21")
    held = await Message.select(Message.state).where(Message.subject_key.like("%:reminder")).first()
    assert held["state"] == "cancelled"


async def test_after_an_outage_nobody_is_reminded_of_what_has_ended(database: None) -> None:
    await open_shop()
    await sent(await mme_perrin())
    assert await actions.remind(NOV_23 + timedelta(days=40)) == 0


async def test_the_pdf_is_made_once_and_completes_the_message(database: None) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), ready=False, deposit=3_000, note="Merci.")
    done = await actions.render_owed(NOV_23)
    assert (done.done, done.failed) == (1, 0)
    assert (await actions.render_owed(NOV_23)).done == 0
    view = await seen(quote_id)
    assert view.pdf and view.pdf.sha256
    assert files.read(view.pdf.sha256).startswith(b"%PDF")
    assert await findings() == []


async def test_the_pdf_says_why_no_vat_is_charged_in_the_words_of_its_day(database: None) -> None:
    """VAT moved from the CGI to the CIBS on 1 September 2026 (ordonnance 2025-1247)."""
    await open_shop(vat_regime="franchise", vat_number="")
    client = await mme_perrin()
    for on, words in (("2026-08-31", "293 B du CGI"), ("2026-09-01", "L. 223-3 du CIBS")):
        quote_id = await sent(client, on=on, ready=False, lines=(line("Cabine", 1_000, rate=0),))
        paper = PdfReader(BytesIO(await pdf_of(await seen(quote_id))))
        text = " ".join(paper.pages[0].extract_text().split())
        assert f"TVA non applicable, art. {words}" in text


async def test_the_list_finds_by_state_word_and_amount(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    quote_id, other = await sent(client), await drafted(client, title="Entretien")
    on = D("2026-11-24")

    async def ids(**more: object) -> list[int]:
        listing = await queries.list_quotes(Filters(on=on, **more))  # type: ignore[arg-type]
        return [row.id for row in listing.rows]

    assert await ids() == [other, quote_id]
    assert await ids(text="eclairage remplacement") == [quote_id]
    assert await ids(text="D2026-000001") == [quote_id]
    assert await ids(text="1 200,00") == [other, quote_id]
    assert await ids(text="100%_") == []
    assert await ids(standing=Standing.SENT) == [quote_id]
    for standing in Standing:
        await ids(standing=standing)
    assert await Quote.count() == 2
