"""From an acceptance to what it becomes, with everything that goes wrong on the way."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app.adapters.database import engine, transaction
from app.catalogue import actions as catalogue
from app.catalogue import queries as products
from app.contracts.tables import Contract, ScheduleEntry
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.tables import Invoice, InvoiceLine
from app.links import actions as links
from app.messages.tables import Message
from app.quotes import actions, queries
from app.quotes.actions import Wish, answering
from app.quotes.rules import Becomes
from app.quotes.tables import Quote, QuoteAnswer, QuoteLine, QuoteResult
from tests.cast import ODILE, at, mme_perrin, regie, signed_in
from tests.catalogue.shelf import CANDLE, shelved
from tests.quotes.story import NOV_23, D, accepted, line, seen, sent
from tests.quotes.test_actions import findings
from tests.quotes.test_choices import WHOLE, client, opened
from tests.quotes.test_pages import form, said

__all__ = ["client"]
YES = {"name": "Jeanne Perrin", "agreed": "1", "shown": ""}


async def test_a_double_click_is_one_acceptance_one_deposit_one_message(
    client: httpx.AsyncClient,
) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.DEPOSIT, deposit=3_000)
    other = await sent(await regie(), becomes=Becomes.DEPOSIT, deposit=3_000)
    here = await opened(client, quote_id)
    both = await asyncio.gather(*[client.post(f"{here}/acceptance", data=YES) for _ in range(2)])
    assert sorted(answer.status_code for answer in both) == [303, 422]
    # The invoice of 1 200 € and its deposit of 30 %: 360 €.
    assert sorted(row["total"] for row in await Invoice.select()) == [36_000, 120_000]
    assert (await QuoteAnswer.count(), await QuoteResult.count()) == (1, 1)
    assert await Message.count().where(Message.subject.like("%accepté%")) == 1
    assert (await seen(other)).answer is None and await findings() == []


async def test_a_deposit_is_of_what_was_chosen(database: None, client: httpx.AsyncClient) -> None:
    """1 515.75 € (see test_choices): 30 % is 454.725 €, to the cent by VAT rate."""
    quote_id = await sent(await mme_perrin(), becomes=Becomes.DEPOSIT, deposit=3_000, **WHOLE)
    view = await accepted(quote_id, 3, 4)
    assert view.result and view.result.deposit
    deposit = await Invoice.select().where(Invoice.id == view.result.deposit).first()
    assert deposit["total"] == 45_473 and deposit["basis"] == view.result.target
    for each in (view.result.deposit, view.result.target):
        assert each
        await invoices.issue(each, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    assert await findings() == []


async def test_it_ends_between_opening_and_accepting(
    client: httpx.AsyncClient,
    at: Callable[[str], None],
) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    at("2026-12-23T23:59")
    here = await opened(client, quote_id)
    assert "Accepter le devis" in said(await client.get(here))
    at("2026-12-24T00:01")
    late = await client.post(f"{here}/acceptance", data=YES)
    assert late.status_code == 422 and "23 décembre 2026" in said(late)
    assert "Accepter le devis" not in said(late)
    assert not await QuoteAnswer.exists() and not await Invoice.exists()
    assert (await client.post(f"{here}/refusal", data={"refused_by": "Jeanne"})).status_code == 422
    asked = {"asked_by": "Jeanne", "question": "Encore possible ?"}
    assert (await client.post(f"{here}/question", data=asked)).status_code == 303


async def test_a_revoked_link_answers_nothing(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    kept = await sent(await regie())
    here = await opened(client, quote_id)
    async with transaction() as tx:
        await links.revoke(tx, subject_kind="quote", subject_id=quote_id, at=NOV_23)
    for act, typed in (
        ("acceptance", YES),
        ("refusal", {"refused_by": "Jeanne"}),
        ("question", {"asked_by": "Jeanne", "question": "?"}),
        ("options", {"option-2": "1"}),
    ):
        answer = await client.post(f"{here}/{act}", data=typed)
        assert answer.status_code == 404 and "D2026" not in answer.text, act
    assert (await client.get(f"{here}/pdf")).status_code == 404
    assert not await QuoteAnswer.exists()
    assert (await client.get(await opened(client, kept))).status_code == 200


async def test_two_people_at_once_one_accepts_or_one_declines(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.INVOICE)
    here = await opened(client, quote_id)
    both = await asyncio.gather(
        client.post(f"{here}/acceptance", data=YES),
        client.post(f"{here}/refusal", data={"refused_by": "Paul Perrin", "reason": "Non"}),
    )
    assert sorted(answer.status_code for answer in both) == [303, 422]
    answer = (await QuoteAnswer.select())[0]
    assert await QuoteAnswer.count() == 1
    assert await Invoice.count() == (1 if answer["answer"] == "accepted" else 0)
    assert await findings() == []


async def test_two_at_the_desk_turn_it_into_one_thing(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin())
    await accepted(quote_id)
    on, when = D("2026-11-26"), at("2026-11-26")
    both = await asyncio.gather(
        *[
            actions.turn(quote_id, Wish(kind), on=on, at=when, by=ODILE)
            for kind in (Becomes.INVOICE, Becomes.CONTRACT)
        ],
        return_exceptions=True,
    )
    refused = [each for each in both if isinstance(each, Refused)]
    assert [each.code for each in refused] == ["quotes.turned"]
    assert await Invoice.count() + await Contract.count() == 1
    assert await findings() == []


@pytest.mark.parametrize("point", ["_keep", "_cancel_reminder", "tell_in", "turn_in"])
async def test_a_fault_anywhere_leaves_nothing_and_the_next_click_works(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.CONTRACT)
    real = getattr(answering, point)

    async def breaks(*given: object, **more: object) -> None:
        await real(*given, **more)
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(answering, point, breaks)
        with pytest.raises(RuntimeError, match="power"):
            await accepted(quote_id)
    told = Message.subject.like("%accepté%")
    assert not await QuoteAnswer.exists() and not await Contract.exists()
    assert await Message.count().where(told) == 0
    await accepted(quote_id)
    assert (await QuoteAnswer.count(), await Contract.count()) == (1, 1)
    assert await Message.count().where(told) == 1 and await findings() == []


async def test_the_schedule_shown_is_the_schedule_made(client: httpx.AsyncClient) -> None:
    """100 € a month from 1 December, 120 € with VAT; the option is not taken."""
    await signed_in(client)
    client_id = await mme_perrin()
    shown = said(await client.post("/quotes/totals", data=form(client_id)))
    assert "01/12/2026" in shown and "120,00 €" in shown
    made = await client.post("/quotes", data=form(client_id))
    quote_id = int(made.headers["Location"].rsplit("/", 1)[1])
    await actions.send(quote_id, on=D("2026-11-24"), at=at("2026-11-24", 11), by=ODILE)
    await actions.render_owed(at("2026-11-24", 11))
    view = await accepted(quote_id)
    assert view.result
    first = await ScheduleEntry.select().order_by(ScheduleEntry.n).first()
    assert (first["contract"], first["period_from"], first["period_to"]) == (
        view.result.target,
        D("2026-12-01"),
        D("2026-12-31"),
    )


async def test_a_product_is_chosen_scanned_and_its_price_copied(
    client: httpx.AsyncClient,
) -> None:
    """12.90 € with VAT is 10.75 € without; its price changes later, and one is sold."""
    await signed_in(client)
    candle = await shelved(CANDLE, 50_000)
    client_id = await mme_perrin()
    assert "Bougie de Lyon" in said(await client.get("/products/choices?for=/quotes&find=bougie"))
    blank = {"client": str(client_id), "title": "Bougies", "valid_days": "30", "becomes": "invoice"}
    start = blank | {"line-0-label": "", "line-0-quantity": "1", "line-0-vat_rate": "20"}
    scanned = said(await client.post("/quotes", data=start | {"find": "4006381333931"}))
    assert 'value="Bougie de Lyon"' in scanned and f'value="{candle}"' in scanned
    assert 'value="10,75"' in scanned and not await Quote.exists()
    tapped = said(await client.post("/quotes", data=start | {"do": f"product-{candle}"}))
    assert 'value="Bougie de Lyon"' in tapped
    nothing = said(await client.post("/quotes", data=start | {"do": "product-999999"}))
    assert "Bougie de Lyon" not in nothing
    typed = {"line-0-label": "Bougie de Lyon", "line-0-unit_price": "10,75"}
    made = await client.post("/quotes", data=start | typed | {"line-0-product": str(candle)})
    quote_id = int(made.headers["Location"].rsplit("/", 1)[1])
    row = await QuoteLine.select().where(QuoteLine.quote == quote_id).first()
    assert (row["product"], row["unit_price"]) == (candle, 10_750_000)
    await catalogue.archive(candle, at=NOV_23, by=ODILE)
    await actions.send(quote_id, on=D("2026-11-24"), at=at("2026-11-24", 11), by=ODILE)
    await actions.render_owed(at("2026-11-24", 11))
    assert (await products.product(candle)).on_hand == 50_000
    view = await accepted(quote_id)
    assert view.result and view.result.target
    assert (await products.product(candle)).on_hand == 50_000, "a draft moves nothing"
    sold = await InvoiceLine.select().where(InvoiceLine.invoice == view.result.target).first()
    assert (sold["product"], sold["unit_price"]) == (candle, 10_750_000)
    await invoices.issue(view.result.target, on=D("2026-11-26"), at=at("2026-11-26"), by=ODILE)
    assert (await products.product(candle)).on_hand == 40_000
    assert await findings() == []


async def test_checks_ask_as_much_for_five_quotes_as_for_one(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    real = type(engine).run_querystring

    async def counting(self: object, *given: object, **more: object) -> object:
        nonlocal asked
        asked += 1
        return await real(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(engine), "run_querystring", counting)

    async def cost() -> int:
        nonlocal asked
        asked = 0
        for _, check in queries.CHECKS:
            await check()
        return asked

    client_id = await mme_perrin()
    await accepted(await sent(client_id, becomes=Becomes.INVOICE))
    one = await cost()
    for title in ("Deux", "Trois", "Quatre", "Cinq"):
        lines = (line("Cabine", 1_000), line("Miroir", 10, option=True))
        await accepted(await sent(client_id, title=title, lines=lines, becomes=Becomes.INVOICE), 2)
    assert 0 < one == await cost()
