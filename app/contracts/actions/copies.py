"""Copies of invoices for the salesperson and the accountants of a contract: a message of their own,
so that the client's link in it, and what it proves, stays the client's."""

from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.contracts.queries.copies import OwedCopy, owed_copies
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.invoices.actions.locks import hold_invoices
from app.invoices.queries import invoice
from app.messages.actions import enqueue
from app.messages.rules import Wanted
from app.settings.queries import maybe_business

BATCH = 100
PDF = "application/pdf"


async def owe_copies(*, at: datetime, by: str) -> int:
    """Owe every copy that no message carries yet; how many were owed. Again, or twice at once, owes
    nothing; a draft that was issued by hand is copied too."""
    owed, tried = 0, set[str]()
    while batch := [each for each in await owed_copies(BATCH) if each.subject_key not in tried]:
        for each in batch:
            tried.add(each.subject_key)
            try:
                async with transaction() as tx:
                    owed += await _owe(tx, each, at, by)
            except Refused:
                # An address that is none: the others still have their copies.
                continue
    return owed


async def _owe(tx: Tx, copy: OwedCopy, at: datetime, by: str) -> int:
    shop = await maybe_business()
    if shop is None:
        return 0
    subject = gettext(N_("Copy of invoice %(number)s – %(client)s"), copy.language)
    context = {"copy": copy, "shop": shop}
    await hold_invoices(tx, [copy.invoice_id])
    made = (await invoice(copy.invoice_id)).rendering
    name = f"{copy.number.replace('/', '-')}.pdf"
    file = Wanted("invoice", copy.invoice_id, name, PDF, made.sha256 if made else None)
    message_id = await enqueue(
        tx,
        subject_key=copy.subject_key,
        cause_kind="contract",
        cause_id=copy.contract_id,
        to=copy.email,
        subject=subject % {"number": copy.number, "client": copy.client},
        text=templating.render("messages/copy.txt", copy.language, **context),
        html=templating.render("messages/copy.html", copy.language, **context),
        attachments=[file],
        at=at,
        by=by,
    )
    return int(message_id is not None)
