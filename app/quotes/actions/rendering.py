"""The PDF of a quote: owed when it is sent, made outside of any transaction, kept once for ever."""

import logging
from datetime import datetime, timedelta
from typing import Any

from app.accounting.actions import chain
from app.adapters import files, pdf, templating
from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.invoices.actions import RenderSummary, logo
from app.law.queries import law_on
from app.messages.actions import attach
from app.quotes.actions.drafting import hold
from app.quotes.queries.values import QuoteView
from app.quotes.queries.view import maybe_quote
from app.quotes.tables import QuoteDocument, QuoteRendering

log = logging.getLogger("echeance.quotes")

# Longer than a rendering may take: a worker that dies leaves the work to another after this.
_CLAIM = timedelta(minutes=2)
_BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))
_AT_ONCE = 10


async def pdf_of(view: QuoteView) -> bytes:
    """The PDF of what a quote says; nothing is kept."""
    html = templating.render(
        "documents/quote.html",
        view.language,
        quote=view,
        logo=logo(view.seller.logo_sha256),
        franchise=await _franchise(view),
    )
    return await pdf.render(html)


async def _franchise(view: QuoteView) -> str:
    """Why no VAT is charged, in the words of the law of the day it was sent; "" where it is."""
    if view.charges_vat or view.sent_on is None:
        return ""
    return (await law_on(view.sent_on)).text("mention.franchise", view.language)


async def render_owed(at: datetime, limit: int = 20) -> RenderSummary:
    """Render the quotes that are owed; one that fails is tried again, ever more rarely."""
    done = failed = 0
    while done + failed < limit:
        claimed = await _claim(at, min(_AT_ONCE, limit - done - failed))
        if not claimed:
            break
        for row in claimed:
            if await _render(row, at):
                done += 1
            else:
                failed += 1
    return RenderSummary(done, failed)


async def request_rendering_again(quote_id: int, *, at: datetime, by: str) -> None:
    """Try a PDF that failed again now. Refused: it is kept already, or never was owed."""
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        again = (
            await QuoteRendering.update({QuoteRendering.next_try_at: at})
            .where(QuoteRendering.quote == quote_id, QuoteRendering.done_at.is_null())
            .returning(QuoteRendering.id)
        )
        if not again:
            raise refuse("quotes.rendered", "The PDF is there already.")
        await record(
            tx,
            act="quote.rendering_requested",
            subject_kind="quote",
            subject_id=quote_id,
            client_id=view.client_id,
            at=at,
            by=by,
        )


async def _claim(at: datetime, count: int) -> list[dict[str, Any]]:
    async with transaction():
        due = (
            await QuoteRendering.select(QuoteRendering.id)
            .where(QuoteRendering.done_at.is_null(), QuoteRendering.next_try_at <= at)
            .order_by(QuoteRendering.next_try_at)
            .limit(count)
        )
        if not due:
            return []
        claimed: list[dict[str, Any]] = (
            await QuoteRendering.update({QuoteRendering.next_try_at: at + _CLAIM})
            .where(
                QuoteRendering.id.is_in([row["id"] for row in due]),
                QuoteRendering.done_at.is_null(),
                QuoteRendering.next_try_at <= at,
            )
            .returning(QuoteRendering.id, QuoteRendering.quote, QuoteRendering.attempts)
        )
        return claimed


async def _render(row: dict[str, Any], at: datetime) -> bool:
    try:
        view = await maybe_quote(row["quote"])
        if view is None or not view.is_sent:
            raise LookupError("there is no sent quote to render")
        data = await pdf_of(view)
        sha256 = files.store(data)
    except Exception as problem:
        log.exception("the PDF of quote %s was not rendered", row["quote"])
        await _put_off(row, f"{type(problem).__name__}: {problem}", at)
        return False
    await _keep(row, view, sha256, len(data), at)
    return True


async def _keep(row: dict[str, Any], view: QuoteView, sha256: str, size: int, at: datetime) -> None:
    async with transaction() as tx:
        await hold(tx, view.id)
        await QuoteRendering.update({QuoteRendering.done_at: at, QuoteRendering.error: ""}).where(
            QuoteRendering.id == row["id"]
        )
        kept = (
            await QuoteDocument.insert(
                QuoteDocument(quote=view.id, sha256=sha256, size=size, created_at=at)
            )
            .on_conflict(target=QuoteDocument.quote, action="DO NOTHING")
            .returning(QuoteDocument.id)
        )
        if kept:
            await attach(tx, subject_kind="quote", subject_id=view.id, sha256=sha256)
            payload = {"quote": view.id, "number": view.number, "sha256": sha256}
            await chain(tx, kind="quote_document", id=kept[0]["id"], payload=payload, at=at)


async def _put_off(row: dict[str, Any], error: str, at: datetime) -> None:
    attempts = row["attempts"] + 1
    wait = _BACK_OFF[min(attempts, len(_BACK_OFF)) - 1]
    async with transaction():
        await QuoteRendering.update(
            {
                QuoteRendering.attempts: attempts,
                QuoteRendering.error: error[:500],
                QuoteRendering.next_try_at: at + wait,
            }
        ).where(QuoteRendering.id == row["id"], QuoteRendering.done_at.is_null())
