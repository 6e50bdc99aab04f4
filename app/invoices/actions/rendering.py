"""The PDF of a document: owed at issue, made outside of any transaction, kept once for ever."""

import asyncio
import base64
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.accounting.actions import chain
from app.adapters import files, pdf, pdf_copies, qr, templating
from app.adapters.database import Tx, transaction
from app.adapters.pdf import Described
from app.auth.actions import record
from app.core.errors import refuse
from app.core.i18n import gettext
from app.invoices.actions.locks import hold_invoices
from app.invoices.queries.einvoices import xml_of
from app.invoices.rules import DocumentView, Kind
from app.invoices.tables import Document, Rendering
from app.messages.actions import attach
from app.settings.rules import logo_kind

log = logging.getLogger("echeance.invoices")

# Longer than a rendering may take: a worker that dies leaves the work to another after this.
_CLAIM = timedelta(minutes=2)
_BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))
_AT_ONCE = 10
# So many are made one after the other: another process costs more than it saves.
_FEW = 4


@dataclass(frozen=True)
class RenderSummary:
    """What a round of rendering did, in documents."""

    done: int = 0
    failed: int = 0


async def render_owed(at: datetime, limit: int = 50) -> RenderSummary:
    """Render documents that are owed, at most `limit`, a few claimed at a time.

    One that fails is tried again after 1, 5, 15, 60 minutes and then more rarely; the reason is
    kept and shown. Two workers never keep two different files: the first one kept is the one.
    """
    done = failed = 0
    while done + failed < limit:
        claimed = await _claim(at, min(_AT_ONCE, limit - done - failed))
        if not claimed:
            break
        side_by_side = pdf.at_once() if len(claimed) > _FEW else 1
        for start in range(0, len(claimed), side_by_side):
            rows = claimed[start : start + side_by_side]
            made = await asyncio.gather(*(_render(row, at) for row in rows))
            done += sum(made)
            failed += len(made) - sum(made)
    return RenderSummary(done, failed)


async def request_rendering_again(invoice_id: int, *, at: datetime, by: str) -> None:
    """Try a document that failed again now. Refused: it is kept already, or never was owed."""
    async with transaction() as tx:
        again = (
            await Rendering.update({Rendering.next_try_at: at})
            .where(Rendering.invoice == invoice_id, Rendering.done_at.is_null())
            .returning(Rendering.id)
        )
        if not again:
            raise refuse("invoices.rendered", "The PDF is there already.")
        await record(
            tx,
            act="invoice.rendering_requested",
            subject_kind="invoice",
            subject_id=invoice_id,
            at=at,
            by=by,
        )


async def pdf_of(view: DocumentView) -> bytes:
    """The PDF of what a document says; nothing is kept. RenderFailed says what is wrong."""
    return await pdf.render(page_of(view, logo(view.seller.logo_sha256)))


def page_of(view: DocumentView, logo: str | None, **more: object) -> str:
    """The page of HTML that is made into the PDF of a document."""
    seller = view.seller
    code = None
    if view.number and not view.paid_on and not view.debit and seller.prints_qr:
        code = qr.transfer(seller.name, seller.iban, seller.bic, view.payable, view.reference)
    return templating.render(
        "documents/invoice.html", view.language, document=view, logo=logo, qr=code, **more
    )


async def duplicate_of(data: bytes, language: str) -> bytes:
    """A copy of a kept PDF marked as a duplicate; made on request, never kept."""
    word = gettext("Duplicate", language).upper()
    html = templating.render("documents/stamp.html", language, word=word)
    return await pdf_copies.stamped(data, await pdf.render(html))


async def _claim(at: datetime, count: int) -> list[dict[str, Any]]:
    """Take documents that are due; nobody else tries them while we do."""
    async with transaction():
        due = (
            await Rendering.select(Rendering.id)
            .where(Rendering.done_at.is_null(), Rendering.next_try_at <= at)
            .order_by(Rendering.next_try_at)
            .limit(count)
        )
        if not due:
            return []
        claimed: list[dict[str, Any]] = (
            await Rendering.update({Rendering.next_try_at: at + _CLAIM})
            .where(
                Rendering.id.is_in([row["id"] for row in due]),
                Rendering.done_at.is_null(),
                Rendering.next_try_at <= at,
            )
            .returning(Rendering.id, Rendering.invoice, Rendering.attempts)
        )
        return claimed


async def _render(row: dict[str, Any], at: datetime) -> bool:
    try:
        view, xml = await xml_of(row["invoice"])
        data = await pdf_of(view)
        if xml:
            data = await pdf.embed(data, xml, _described(view))
        kept = [(kind, files.store(each), len(each)) for kind, each in _files(data, xml)]
    except Exception as problem:
        log.exception("the document of invoice %s was not rendered", row["invoice"])
        await _put_off(row, f"{type(problem).__name__}: {problem}", at)
        return False
    await _keep(row, view, kept, at)
    return True


def _files(data: bytes, xml: bytes | None) -> list[tuple[str, bytes]]:
    return [("pdf", data)] + ([("xml", xml)] if xml else [])


def _described(view: DocumentView) -> Described:
    subject = gettext("Credit note" if view.kind is Kind.CREDIT_NOTE else "Invoice", view.language)
    title = f"{subject} {view.number}"
    return Described(title, view.seller.name, f"{title} – {view.buyer.name}", view.language)


async def _keep(
    row: dict[str, Any], view: DocumentView, kept: Sequence[tuple[str, str, int]], at: datetime
) -> None:
    """The files of a document, all of them or none: who comes second keeps nothing."""
    async with transaction() as tx:
        await hold_invoices(tx, [row["invoice"]])
        await Rendering.update({Rendering.done_at: at, Rendering.error: ""}).where(
            Rendering.id == row["id"]
        )
        if await Document.exists().where(Document.invoice == row["invoice"]):
            return
        written = await Document.insert(
            *[
                Document(invoice=row["invoice"], kind=kind, sha256=sha256, size=size, created_at=at)
                for kind, sha256, size in kept
            ]
        ).returning(Document.id, Document.kind, Document.sha256)
        for each in written:
            await _prove(tx, row["invoice"], each, view, at)


async def _prove(
    tx: Tx, invoice_id: int, written: dict[str, Any], view: DocumentView, at: datetime
) -> None:
    """Complete the messages that wait for the PDF, and chain the file."""
    sha256 = written["sha256"]
    if written["kind"] == "pdf":
        await attach(tx, subject_kind="invoice", subject_id=invoice_id, sha256=sha256)
    payload = {"invoice": invoice_id, "number": view.number, "sha256": sha256}
    await chain(tx, kind="document", id=written["id"], payload=payload, at=at)


async def _put_off(row: dict[str, Any], error: str, at: datetime) -> None:
    attempts = row["attempts"] + 1
    wait = _BACK_OFF[min(attempts, len(_BACK_OFF)) - 1]
    async with transaction():
        await Rendering.update(
            {
                Rendering.attempts: attempts,
                Rendering.error: error[:500],
                Rendering.next_try_at: at + wait,
            }
        ).where(Rendering.id == row["id"], Rendering.done_at.is_null())


def logo(sha256: str | None) -> str | None:
    """A kept logo as the data: address that a document holds."""
    if sha256 is None:
        return None
    return logo_address(files.read(sha256))


def logo_address(content: bytes) -> str:
    """The bytes of a logo as the data: address that a document holds."""
    return f"data:{logo_kind(content)};base64,{base64.b64encode(content).decode()}"
