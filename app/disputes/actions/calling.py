"""A call, written down: what was said, and when to call again."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.core.errors import refuse
from app.disputes.actions.holding import held
from app.disputes.actions.keeping import keep, known
from app.disputes.rules import Kind, Said, Words


async def note_call(
    client_id: int,
    invoice_id: int | None,
    again_on: date | None,
    words: Words,
    *,
    on: date,
    at: datetime,
) -> int:
    """Note a call, once for each form; gives back its id. From `again_on` on it asks for somebody.
    Refused: no words, a day that is past."""
    if not words.text:
        raise refuse("disputes.text", "Write a few words.", "text")
    if again_on is not None and again_on < on:
        raise refuse("disputes.past", "This day is past.", "day")
    async with transaction() as tx:
        there = await held(tx, invoice_id) if invoice_id is not None else None
        before = await known(words.key)
        if before is not None:
            return before
        said = Said(
            kind=Kind.CALL,
            client_id=client_id,
            invoice_id=invoice_id,
            title=there.number if there else "",
            words=words,
            on=on,
            at=at,
            day=again_on,
            open=there.open if there else 0,
        )
        return await keep(tx, said)
