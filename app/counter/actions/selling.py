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
from app.counter import queries, rules
from app.counter.rules import Method, SaleValues
from app.counter.tables import Sale
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.invoices.rules import LineDraft
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
        receipt_id = None
        if values.method is not Method.TRANSFER:
            receipt_id = await _money(tx, values, client_id, invoice_id, on, at, by)
        made = await Sale.insert(
            Sale(
                key=values.key,
                invoice_id=invoice_id,
                receipt_id=receipt_id,
                method=values.method.value,
                recorded_at=at,
                recorded_by=by,
            )
        ).returning(Sale.id)
        sale_id = int(made[0]["id"])
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
        lines=[await _line(values)],
        gross_total=values.amount,
        due_on=on,
        service_from=on,
        service_to=on,
        source=f"sale:{values.key}",
        at=at,
        by=by,
    )
    await invoices.issue_in(tx, invoice_id, on=on, at=at, by=by, today=on)
    return invoice_id


async def _line(values: SaleValues) -> LineDraft:
    line = LineDraft(values.label.strip(), values.quantity, 0, values.vat_rate)
    if values.product is None:
        return line
    sold = await catalogue.product(values.product)
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
) -> int:
    """Put on this invoice alone, whatever else the client owes."""
    [instalment] = [
        one for one in await documents.open_instalments(client_id) if one.invoice_id == invoice_id
    ]
    return await payments.record_in(
        tx,
        client_id=client_id,
        method=values.method.value,
        amount=values.amount,
        received_on=on,
        key=f"sale:{values.key}",
        allocations=[(instalment.instalment_id, values.amount)],
        at=at,
        by=by,
    )
