"""The ticket of a sale, on a roll of 80 mm: noted each time, so that a second one says so."""

from datetime import datetime

from app.adapters import files, pdf, qr, templating
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clients.queries import client
from app.core.errors import refuse
from app.core.i18n import gettext
from app.counter import queries, rules
from app.counter.rules import METHOD_LABELS
from app.counter.tables import SaleTicket
from app.invoices import queries as documents
from app.invoices.actions.locks import hold_invoices
from app.messages import actions as messages
from app.messages.rules import Wanted
from app.settings.queries import business

_PDF = "application/pdf"


async def note_ticket(sale_id: int, *, at: datetime, by: str) -> int:
    """Note that a ticket is printed; gives back the how-manieth it is. Refused: no such sale."""
    sale = await queries.sale(sale_id)
    async with transaction() as tx:
        await hold_invoices(tx, [sale.invoice_id])
        n = int(await SaleTicket.count().where(SaleTicket.sale == sale_id)) + 1
        await SaleTicket.insert(SaleTicket(sale=sale_id, n=n, recorded_at=at, recorded_by=by))
        await _record(tx, sale_id, sale.client_id, n, at, by)
    return n


async def _record(tx: Tx, sale_id: int, client_id: int, n: int, at: datetime, by: str) -> None:
    await auth.record(
        tx,
        act="sale.ticket",
        subject_kind="sale",
        subject_id=sale_id,
        client_id=client_id,
        detail={"n": n},
        at=at,
        by=by,
    )


async def send_ticket(sale_id: int, *, to: str, after: int, at: datetime, by: str) -> int | None:
    """Owe a message with the ticket to an address; gives back its id, None when this form (by
    `after`, the messages it had seen) has been sent before. It is noted as a ticket printed.
    Refused: no such sale, an address that is none, a ticket printed at this very moment."""
    n = int(await SaleTicket.count().where(SaleTicket.sale == sale_id)) + 1
    # Made and kept before the transaction: a fault between leaves a file that nothing names.
    sha256 = files.store(await ticket_pdf(sale_id, n))
    sale, shop = await queries.sale(sale_id), await business()
    language = (await client(sale.client_id)).language
    context = {"sale": sale, "shop": shop}
    subject = gettext("Your ticket %(number)s – %(shop)s", language)
    number = sale.number.replace("/", "-")
    async with transaction() as tx:
        await hold_invoices(tx, [sale.invoice_id])
        if await SaleTicket.count().where(SaleTicket.sale == sale_id) != n - 1:
            raise refuse("counter.busy", "A ticket of this sale is being printed: send it again.")
        made = await messages.enqueue(
            tx,
            subject_key=f"sale:{sale_id}:ticket:{after}",
            cause_kind="sale",
            cause_id=sale_id,
            to=to,
            subject=subject % {"number": sale.number, "shop": shop.name},
            text=templating.render("messages/ticket.txt", language, **context),
            html=templating.render("messages/ticket.html", language, **context),
            client_id=sale.client_id,
            attachments=[Wanted("sale", sale_id, f"ticket-{number}.pdf", _PDF, sha256)],
            at=at,
            by=by,
        )
        if made is not None:
            await SaleTicket.insert(SaleTicket(sale=sale_id, n=n, recorded_at=at, recorded_by=by))
            await _record(tx, sale_id, sale.client_id, n, at, by)
        return made


async def ticket_pdf(sale_id: int, n: int) -> bytes:
    """The ticket as a PDF of 80 mm, marked as a duplicate after the first. Nothing is kept.
    RenderFailed says what is wrong. Refused: no such sale, or one without what was frozen."""
    return await pdf.render(await ticket_page(sale_id, n))


async def ticket_page(sale_id: int, n: int) -> str:
    """The page of HTML that the ticket is made from."""
    sale = await queries.sale(sale_id)
    view = await documents.document_view(sale.invoice_id)
    if view is None:
        raise refuse("counter.no_ticket", "This sale has no ticket: print its invoice.")
    lines, paid = await queries.lines_of(sale_id), await queries.payments_of(sale_id)
    seller, left = view.seller, (await documents.invoice(sale.invoice_id)).open
    code = None
    if left > 0:
        code = qr.transfer(seller.name, seller.iban, seller.bic, left, sale.number)
    payments = [(gettext(METHOD_LABELS[means], view.language), cents) for means, cents in paid]
    mentions = " ".join(view.mentions)
    return templating.render(
        "documents/ticket.html",
        view.language,
        document=view,
        sale=sale,
        client="" if sale.client == rules.PASSER_BY else sale.client,
        lines=lines,
        payments=payments,
        mentions=mentions,
        qr=code,
        left=left,
        n=n,
        height=rules.ticket_height(
            [each.label for each in lines], len(payments) + len(view.parts), mentions, bool(code)
        ),
    )
