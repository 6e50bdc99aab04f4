"""Sending a document: a message is owed; it goes when its PDF is there."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.queries import address_for
from app.config import config
from app.core.errors import Refused, refuse
from app.core.i18n import gettext
from app.invoices.actions.issuing import issue_in
from app.invoices.actions.locks import hold_invoices
from app.invoices.queries.debited import debit_to_come
from app.invoices.queries.documents import invoice
from app.invoices.queries.values import InvoiceView
from app.invoices.rules import Kind, Origin
from app.links.actions import ensure
from app.messages.actions import enqueue
from app.messages.rules import Wanted
from app.settings.queries import business

PDF = "application/pdf"


async def send_in(
    tx: Tx,
    invoice_id: int,
    *,
    at: datetime,
    by: str,
    to: str | None = None,
    after: int = 0,
) -> int | None:
    """Step: owe the message that carries a document; gives back its id.

    `after` is how many messages of it the sender had seen: the same request twice is one message
    (None the second time). Refused: a draft, a document of before, nowhere to send it to.
    """
    await hold_invoices(tx, [invoice_id])
    view = await invoice(invoice_id)
    if view.is_draft or view.origin is not Origin.OWN:
        raise refuse("invoices.not_sendable", "Only an issued document of ours can be sent.")
    address = to or await address_for(view.client_id)
    if not address:
        raise refuse(
            "invoices.no_email",
            "%(client)s has no e-mail address to send it to.",
            "to",
            client=view.client,
        )
    message_id = await _enqueue(tx, view, address, after, at, by)
    if message_id is not None:
        await record(
            tx,
            act="invoice.sent",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=view.client_id,
            at=at,
            by=by,
            detail={"to": address},
        )
    return message_id


async def send(
    invoice_id: int, *, at: datetime, by: str, to: str | None = None, after: int = 0
) -> int | None:
    """Send an issued document (again)."""
    async with transaction() as tx:
        return await send_in(tx, invoice_id, at=at, by=by, to=to, after=after)


async def issue_and_send(
    invoice_id: int,
    *,
    on: date,
    at: datetime,
    by: str,
    to: str | None = None,
    today: date | None = None,
) -> str:
    """Issue a draft and send it, both or neither; gives back the number."""
    async with transaction() as tx:
        number = await issue_in(tx, invoice_id, on=on, at=at, by=by, today=today)
        await send_in(tx, invoice_id, at=at, by=by, to=to)
        return number


async def issue_and_send_many(
    ids: Sequence[int], *, on: date, at: datetime, by: str, today: date | None = None
) -> dict[int, str | Refused]:
    """Issue and send several drafts, each both or neither; one refused holds up nobody."""
    outcomes: dict[int, str | Refused] = {}
    async with transaction() as tx:
        for each in ids:
            try:
                async with tx.savepoint():
                    number = await issue_in(tx, each, on=on, at=at, by=by, today=today)
                    await send_in(tx, each, at=at, by=by)
                    outcomes[each] = number
            except Refused as refused:
                outcomes[each] = refused
    return outcomes


async def send_many(ids: Sequence[int], *, at: datetime, by: str) -> dict[int, str | Refused]:
    """Send several issued documents that were not sent yet; gives back each one's number.

    One that has a message already is left alone: it counts as done.
    """
    outcomes: dict[int, str | Refused] = {}
    async with transaction() as tx:
        for each in ids:
            try:
                async with tx.savepoint():
                    await send_in(tx, each, at=at, by=by)
                    outcomes[each] = (await invoice(each)).title
            except Refused as refused:
                outcomes[each] = refused
    return outcomes


async def share(invoice_id: int, *, at: datetime, by: str) -> str:
    """Open the client's page of an issued document; gives back its token."""
    async with transaction() as tx:
        view = await invoice(invoice_id)
        if view.is_draft or view.origin is not Origin.OWN:
            raise refuse("invoices.not_sendable", "Only an issued document of ours can be sent.")
        token = await ensure(tx, subject_kind="invoice", subject_id=invoice_id, at=at)
        await record(
            tx,
            act="invoice.shared",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=view.client_id,
            at=at,
            by=by,
        )
        return token


async def _enqueue(
    tx: Tx, view: InvoiceView, address: str, after: int, at: datetime, by: str
) -> int | None:
    shop = await business()
    token = await ensure(tx, subject_kind="invoice", subject_id=view.id, at=at)
    base = config().base_url
    context = {
        "document": view,
        "shop": shop,
        "is_credit_note": view.is_credit_note,
        "total": abs(view.payable),
        "debit": await debit_to_come(view, at),
        "link": f"{base}/p/{token}" if base else None,
    }
    number = view.number or ""
    file = Wanted(
        "invoice",
        view.id,
        f"{number.replace('/', '-')}.pdf",
        PDF,
        view.rendering.sha256 if view.rendering else None,
    )
    return await enqueue(
        tx,
        subject_key=f"invoice:{view.id}:{after}",
        cause_kind="invoice",
        cause_id=view.id,
        to=address,
        subject=subject(view.kind, number, shop.name, view.language),
        text=templating.render("messages/invoice.txt", view.language, **context),
        html=templating.render("messages/invoice.html", view.language, **context),
        client_id=view.client_id,
        attachments=[file],
        at=at,
        by=by,
    )


def subject(kind: Kind, number: str, shop: str, language: str) -> str:
    """ "Facture F2026-000123 – Atelier Vauban"."""
    word = "Credit note" if kind is Kind.CREDIT_NOTE else "Invoice"
    return f"{gettext(word, language)} {number} – {shop}"
