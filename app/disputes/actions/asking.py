"""A question of a client about an invoice."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.core.errors import Refused
from app.disputes import rules
from app.disputes.actions.holding import held
from app.disputes.actions.keeping import keep, known
from app.disputes.rules import Kind, Said, Words
from app.disputes.tables import ClientAnswer


async def ask(invoice_id: int, words: Words, *, on: date, at: datetime) -> int:
    """Keep a question, once; the same words on the same day are one question. Gives back its id.
    Refused: no name or no words, too many in a day, an invoice that is none."""
    found = rules.word_faults(words, "asked_by", "question")
    if found:
        raise Refused(found)
    async with transaction() as tx:
        there = await held(tx, invoice_id)
        before = await known(words.key) or await _same(invoice_id, words.text, on)
        if before is not None:
            return before
        said = Said(
            Kind.QUESTION, there.client_id, invoice_id, there.number, words, on, at, open=there.open
        )
        return await keep(tx, said)


async def _same(invoice_id: int, text: str, on: date) -> int | None:
    row = (
        await ClientAnswer.select(ClientAnswer.id)
        .where(
            ClientAnswer.invoice == invoice_id,
            ClientAnswer.kind == Kind.QUESTION.value,
            ClientAnswer.said_on == on,
            ClientAnswer.text == text,
        )
        .first()
    )
    return int(row["id"]) if row else None
