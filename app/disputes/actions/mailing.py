"""An e-mail of a client, kept as any answer."""

from datetime import date, datetime

from app.adapters.database import Tx
from app.disputes.actions.holding import held_all
from app.disputes.actions.keeping import keep, known
from app.disputes.rules import Kind, Said, Words


async def note_mail(
    tx: Tx, client_id: int, invoice_id: int | None, words: Words, *, on: date, at: datetime
) -> int:
    """Step: keep it, once for each key; gives back its id. It asks for somebody until it is
    answered or dealt with. `invoice_id` is what it answers, left out when it is no issued invoice
    of that client."""
    before = await known(words.key)
    if before is not None:
        return before
    found = await held_all(tx, [invoice_id] if invoice_id is not None else [])
    there = next((each for each in found if each.client_id == client_id), None)
    said = Said(
        kind=Kind.MAIL,
        client_id=client_id,
        invoice_id=there.id if there else None,
        title=there.number if there else "",
        words=words,
        on=on,
        at=at,
        open=there.open if there else 0,
    )
    return await keep(tx, said)
