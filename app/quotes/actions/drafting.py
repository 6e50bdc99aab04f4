"""Quotes written: made, edited, thrown away while they are drafts, begun again as a new version."""

from datetime import datetime
from typing import Any

from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.clients.queries import maybe_client
from app.core.errors import refuse
from app.core.text import searchable
from app.invoices.rules import categories
from app.quotes import rules
from app.quotes.queries.values import QuoteView
from app.quotes.queries.view import ADJUSTED, maybe_quote
from app.quotes.rules import QuoteValues
from app.quotes.tables import Quote, QuoteAdjustment, QuoteLine

_HELD = " FOR UPDATE" if is_postgres else ""
_LINE = (
    *("label", "detail", "quantity", "unit", "unit_price", "discount", "vat_rate"),
    *("discount_amount", "nature", "exemption", "optional", "choice", "product"),
)


async def hold(tx: Tx, quote_id: int) -> QuoteView:
    """Step: hold a quote until the transaction ends, and read it. Refused: there is none."""
    await Quote.raw(f"SELECT id FROM quote WHERE id = {{}}{_HELD}", quote_id)
    view = await maybe_quote(quote_id)
    if view is None:
        raise refuse("quotes.gone", "This quote has been deleted meanwhile.")
    return view


async def create(values: QuoteValues, *, at: datetime, by: str) -> int:
    """Write a draft; gives back its id. Refused with every fault of `rules.judge` at once."""
    async with transaction() as tx:
        return await _insert(tx, values, None, at, by)


async def edit(quote_id: int, values: QuoteValues, *, version: str, at: datetime, by: str) -> None:
    """Replace what a draft says. Refused: sent meanwhile, or changed by someone else since
    `version` was shown."""
    rules.judge(values)
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        if view.is_sent:
            raise refuse(
                "quotes.sent",
                "%(number)s has been sent: it never changes. Make a new version of it.",
                number=view.number,
            )
        if view.version != version:
            raise refuse(
                "quotes.changed_meanwhile",
                "Someone else has changed this quote since you opened it. Nothing was overwritten: "
                "open it again to see what is there now.",
            )
        columns = await _columns(values)
        await Quote.update(columns).where(Quote.id == quote_id)
        await _drop_parts(quote_id)
        await _write_parts(quote_id, values)
        await _note(tx, "quote.edited", quote_id, values.client_id, at, by)


async def delete(quote_id: int, *, at: datetime, by: str) -> None:
    """Throw a draft away. Refused once it is sent; deleting it twice is deleting it once."""
    async with transaction() as tx:
        view = await maybe_quote(quote_id)
        if view is None:
            return
        view = await hold(tx, quote_id)
        if view.is_sent:
            raise refuse(
                "quotes.sent_kept",
                "%(number)s has been sent: it is kept. Make a new version of it instead.",
                number=view.number,
            )
        await _drop_parts(quote_id)
        await Quote.delete().where(Quote.id == quote_id)
        await _note(tx, "quote.deleted", quote_id, view.client_id, at, by)


async def revise(quote_id: int, *, at: datetime, by: str) -> int:
    """Begin a new version of a sent quote as a draft; gives back its id, also when it was begun
    before. The one sent holds until the new one is sent. Refused: a draft, one that is accepted."""
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        for known in (view.revision, view.replaced_by):
            if known is not None:
                return known.id
        if not view.is_sent:
            raise refuse("quotes.draft", "This quote is a draft still: change it.")
        if view.answer is not None and view.answer.answer is rules.Answer.ACCEPTED:
            raise refuse(
                "quotes.accepted",
                "%(number)s has been accepted: write a new quote instead.",
                number=view.number,
            )
        return await _insert(tx, view.values, quote_id, at, by)


async def _insert(tx: Tx, values: QuoteValues, replaces: int | None, at: datetime, by: str) -> int:
    rules.judge(values)
    row = Quote(
        {Quote.replaces: replaces, Quote.created_at: at, Quote.created_by: by}
        | await _columns(values)
    )
    quote_id = int((await Quote.insert(row).returning(Quote.id))[0]["id"])
    await _write_parts(quote_id, values)
    await _note(tx, "quote.drafted", quote_id, values.client_id, at, by)
    return quote_id


async def _columns(values: QuoteValues) -> dict[Any, Any]:
    client = await maybe_client(values.client_id)
    if client is None:
        raise refuse("quotes.client", "Choose the client.", "client")
    if client.archived_at is not None:
        raise refuse(
            "quotes.client_archived",
            "%(client)s is archived: bring it back first.",
            "client",
            client=client.name,
        )
    firm = rules.counted(rules.taken(values.lines, ()), values.adjustments)
    return {
        Quote.client: values.client_id,
        Quote.title: values.title.strip(),
        Quote.search: searchable(values.title, *(line.label for line in values.lines)),
        Quote.valid_days: values.valid_days,
        Quote.remind_days: values.remind_days,
        Quote.order_number: values.order_number,
        Quote.language: client.language,
        Quote.note: values.note,
        Quote.deposit: values.deposit,
        Quote.becomes: values.becomes.value,
        Quote.frequency: values.frequency.value,
        Quote.billing: values.billing.value,
        Quote.start_on: values.start_on,
        Quote.net: firm.net,
        Quote.vat: firm.vat,
        Quote.total: firm.total,
    }


async def _write_parts(quote_id: int, values: QuoteValues) -> None:
    nets = rules.counted(values.lines).nets
    shown = categories(values.lines)
    await QuoteLine.insert(
        *[
            QuoteLine(
                quote=quote_id,
                position=at,
                net=net,
                vat_category=each.vat_category,
                **{name: getattr(line, name) for name in _LINE},
            )
            for at, (line, each, net) in enumerate(
                zip(values.lines, shown, nets, strict=True), start=1
            )
        ]
    )

    if values.adjustments:
        await QuoteAdjustment.insert(
            *[
                QuoteAdjustment(
                    quote=quote_id,
                    position=at,
                    kind=draft.kind.value,
                    **{name: getattr(draft, name) for name in ADJUSTED},
                )
                for at, draft in enumerate(values.adjustments, start=1)
            ]
        )


async def _drop_parts(quote_id: int) -> None:
    await QuoteLine.delete().where(QuoteLine.quote == quote_id)
    await QuoteAdjustment.delete().where(QuoteAdjustment.quote == quote_id)


async def _note(tx: Tx, act: str, quote_id: int, client_id: int, at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="quote",
        subject_id=quote_id,
        client_id=client_id,
        at=at,
        by=by,
    )
