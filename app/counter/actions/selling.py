"""A sale at the counter: draft, issue and money in one transaction, once for each key."""

from dataclasses import replace
from datetime import date, datetime

from app.adapters.database import Tx, is_postgres, transaction
from app.auth import actions as auth
from app.catalogue import queries as catalogue
from app.clients import actions as clients
from app.clients.rules import ClientValues, Kind
from app.clients.tables import Client
from app.core.errors import Refused
from app.counter import queries, rules, tables
from app.counter.rules import Method, SaleLine, SaleValues
from app.counter.tables import Sale, SalePayment
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.invoices.rules import LineDraft
from app.links.actions import ensure
from app.payments import actions as payments


async def sell(values: SaleValues, *, on: date, at: datetime, by: str) -> int:
    """Sell: issue the invoice and, unless a transfer is to come, record the money. Gives back the
    sale's id; with a key that has sold already, that sale.

    Refused with every reason: see `rules.judge`, and whatever keeps an invoice from being issued.
    """
    rules.judge(values)
    async with transaction() as tx:
        await _take_turns(tx, values.key)
        there = await queries.by_key(values.key)
        if there is not None:
            rules.same_sale((there.total, there.method.value), values)
            return there.id
        client_id = values.client_id or await _passer_by(tx, at, by)
        invoice_id = await _invoice(tx, values, client_id, on, at, by)
        paid = await _money(tx, values, client_id, invoice_id, on, at, by)
        if Method.TRANSFER in {method for method, _, _ in paid}:
            # What is left may be paid on the client's own phone.
            await ensure(tx, subject_kind="invoice", subject_id=invoice_id, at=at)
        sale_id = await _write(tx, values, invoice_id, paid, at, by)
        await auth.record(
            tx,
            act="sale.made",
            subject_kind="sale",
            subject_id=sale_id,
            client_id=client_id,
            detail={"amount": values.amount, "method": values.method.value},
            at=at,
            by=by,
        )
        return sale_id


async def _write(
    tx: Tx,
    values: SaleValues,
    invoice_id: int,
    paid: list[tuple[Method, int, int | None]],
    at: datetime,
    by: str,
) -> int:
    row = Sale(
        key=values.key,
        invoice_id=invoice_id,
        receipt_id=paid[0][2] if len(paid) == 1 else None,
        method=values.method.value,
        recorded_at=at,
        recorded_by=by,
    )
    sale_id = int((await Sale.insert(row).returning(Sale.id))[0]["id"])
    await tables.SaleLine.insert(
        *[
            tables.SaleLine(
                sale=sale_id,
                label=line.label.strip(),
                pieces=line.pieces,
                amount=line.amount,
                vat_rate=line.vat_rate,
            )
            for line in values.lines
        ]
    )
    await SalePayment.insert(
        *[
            SalePayment(sale=sale_id, method=method.value, amount=cents, receipt_id=receipt)
            for method, cents, receipt in paid
        ]
    )
    return sale_id


async def _take_turns(tx: Tx, key: str) -> None:
    """Of two requests with one key the second waits, and then finds the sale. SQLite has one writer
    at a time anyway."""
    if is_postgres:
        await Sale.raw("SELECT pg_advisory_xact_lock(hashtext({}))", f"sale:{key}")


async def _passer_by(tx: Tx, at: datetime, by: str) -> int:
    """The client that stands for whoever does not give a name; made when first needed."""
    await _take_turns(tx, rules.PASSER_BY_KEY)
    known = await Client.select(Client.id).where(Client.import_key == rules.PASSER_BY_KEY).first()
    if known:
        return int(known["id"])
    values = ClientValues(name=rules.PASSER_BY, kind=Kind.CONSUMER)
    return await clients.create_in(tx, values, at=at, by=by, import_key=rules.PASSER_BY_KEY)


async def _invoice(
    tx: Tx, values: SaleValues, client_id: int, on: date, at: datetime, by: str
) -> int:
    """Due at once: it is a sale on the spot. A product leaves the stock at issue."""
    invoice_id = await invoices.draft(
        tx,
        client_id=client_id,
        lines=[await _line(line) for line in values.lines],
        grosses=[line.amount for line in values.lines],
        due_on=on,
        service_from=on,
        service_to=on,
        source=f"sale:{values.key}",
        at=at,
        by=by,
    )
    await invoices.issue_in(tx, invoice_id, on=on, at=at, by=by, today=on)
    return invoice_id


async def _line(sold_line: SaleLine) -> LineDraft:
    line = LineDraft(sold_line.label.strip(), sold_line.quantity, 0, sold_line.vat_rate)
    if sold_line.product is None:
        return line
    sold = await catalogue.product(sold_line.product)
    if sold.archived_at:
        raise Refused([rules.archived()])
    return replace(
        line, detail=sold.detail, unit=sold.unit, nature=sold.nature.value, product=sold.id
    )


async def _money(
    tx: Tx,
    values: SaleValues,
    client_id: int,
    invoice_id: int,
    on: date,
    at: datetime,
    by: str,
) -> list[tuple[Method, int, int | None]]:
    """Put on this invoice alone, whatever else the client owes: (means, cents, its receipt)."""
    [instalment] = [
        one for one in await documents.open_instalments(client_id) if one.invoice_id == invoice_id
    ]
    paid: list[tuple[Method, int, int | None]] = []
    for method, cents in values.payments:
        receipt = None
        if method is not Method.TRANSFER:
            receipt = await payments.record_in(
                tx,
                client_id=client_id,
                method=method.value,
                amount=cents,
                received_on=on,
                key=_key(values, method),
                allocations=[(instalment.instalment_id, cents)],
                at=at,
                by=by,
            )
        paid.append((method, cents, receipt))
    return paid


def _key(values: SaleValues, method: Method) -> str:
    """Of its receipt; the one of the rest is named by the sale alone."""
    return f"sale:{values.key}" if method is values.method else f"sale:{values.key}:{method.value}"
