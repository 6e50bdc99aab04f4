"""The receipt that a client is sent for its payment: one message, in its language, once."""

from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.queries import address_for, client
from app.core import formats
from app.core.errors import refuse
from app.core.i18n import gettext
from app.messages import actions as messages
from app.messages import queries as outbox
from app.messages.rules import State
from app.payments import queries, rules
from app.payments.queries import ReceiptView
from app.settings.queries import business


async def send_receipt(receipt_id: int, *, to: str = "", at: datetime, by: str) -> int | None:
    """Owe the client of a payment its receipt, at `to` or its address for invoices; gives back the
    message's id, None when one is there already.

    Refused: no payment that came from a client, or one undone; no address known.
    """
    async with transaction() as tx:
        return await send_receipt_in(tx, receipt_id, to=to, at=at, by=by)


async def send_receipt_in(
    tx: Tx, receipt_id: int, *, to: str = "", at: datetime, by: str
) -> int | None:
    """Step: the same."""
    there = await queries.receipt(receipt_id)
    if there.undone_by is not None or not rules.is_thanked(there.method, there.amount):
        raise refuse("payments.no_receipt", "There is no payment here to thank for.")
    address = to or await address_for(there.client_id)
    if not address:
        raise refuse("receivables.no_address", "No e-mail address of this client is known.", "to")
    made = await _write(tx, there, address, at, by)
    if made is not None:
        await record(
            tx,
            act="payment.thanked",
            subject_kind="receipt",
            subject_id=receipt_id,
            client_id=there.client_id,
            detail={"to": address},
            at=at,
            by=by,
        )
    return made


async def _write(tx: Tx, there: ReceiptView, address: str, at: datetime, by: str) -> int | None:
    shop, whose = await business(), await client(there.client_id)
    context = {
        "receipt": there,
        "method": gettext(rules.METHOD_LABELS[there.method], whose.language),
        "parts": await queries.settled_by(there.id),
        "shop": shop,
    }
    subject = gettext("Your payment of %(amount)s – %(shop)s", whose.language)
    amount = formats.money(there.amount, whose.language)
    return await messages.enqueue(
        tx,
        subject_key=f"receipt:{there.id}",
        cause_kind="receipt",
        cause_id=there.id,
        to=address,
        subject=subject % {"amount": amount, "shop": shop.name},
        text=templating.render("messages/receipt.txt", whose.language, **context),
        html=templating.render("messages/receipt.html", whose.language, **context),
        client_id=there.client_id,
        at=at,
        by=by,
    )


async def hold_receipt_back(tx: Tx, receipt_id: int, *, at: datetime, by: str) -> None:
    """Step: a payment is undone: its receipt does not leave if it has not left."""
    for each in await outbox.of_cause("receipt", receipt_id):
        if each.state in (State.WAITING, State.FAILED):
            await messages.cancel(tx, each.id, at=at, by=by)
