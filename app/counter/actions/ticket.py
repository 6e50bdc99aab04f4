"""The ticket of a sale, on a roll of 80 mm: noted each time, so that a second one says so."""

from datetime import datetime

from app.adapters import pdf, qr, templating
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.core.errors import refuse
from app.core.i18n import gettext
from app.counter import queries, rules
from app.counter.rules import METHOD_LABELS
from app.counter.tables import SaleTicket
from app.invoices import queries as documents
from app.invoices.actions.locks import hold_invoices


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
