"""The client's one answer, with its evidence; what an accepted quote becomes by itself."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounting.actions import chain
from app.adapters import files
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clock import ZONE
from app.core.errors import Refused, finding, refuse
from app.messages.actions import cancel
from app.messages.tables import Message
from app.quotes import rules
from app.quotes.actions.drafting import hold
from app.quotes.actions.telling import tell_in
from app.quotes.actions.turning import turn_in
from app.quotes.queries.reminding import reminder_key
from app.quotes.queries.values import QuoteView
from app.quotes.queries.view import maybe_quote, rows_of
from app.quotes.rules import Answer, Becomes, Given
from app.quotes.tables import QuoteAnswer

log = logging.getLogger("echeance.quotes")
CLIENT = "client"


@dataclass(frozen=True)
class Visitor:
    """Who answers, and from where."""

    name: str
    address: str
    agent: str


async def accept(
    quote_id: int,
    visitor: Visitor,
    *,
    chosen: Sequence[int],
    agreed: bool,
    on: date,
    at: datetime,
    by: str = CLIENT,
) -> None:
    """Accept a quote with these options: the evidence and what it becomes, in one transaction.

    Refused: answered, replaced or ended already, no PDF yet, no name, not agreed. What it was to
    become and cannot be leaves the acceptance standing, for a person to act on.
    """
    given = _given(Answer.ACCEPTED, visitor, "", tuple(sorted(set(chosen))), at, by)
    await _answer(quote_id, given, agreed, on)


async def decline(
    quote_id: int, visitor: Visitor, *, reason: str, on: date, at: datetime, by: str = CLIENT
) -> None:
    """Decline a quote, with the reason. Refused as for an acceptance."""
    given = _given(Answer.REFUSED, visitor, reason.strip()[: rules.MAX_REASON], (), at, by)
    await _answer(quote_id, given, True, on)


def _given(
    answer: Answer, visitor: Visitor, reason: str, chosen: tuple[int, ...], at: datetime, by: str
) -> Given:
    return Given(
        answer=answer,
        name=visitor.name.strip(),
        reason=reason,
        chosen=chosen,
        at=at.astimezone(ZONE),
        zone=ZONE.key,
        address=visitor.address[:60],
        agent=visitor.agent[:300],
        by=by,
    )


async def _answer(quote_id: int, given: Given, agreed: bool, on: date) -> None:
    view = await maybe_quote(quote_id)
    if view is None:
        raise refuse("quotes.gone", "This quote has been deleted meanwhile.")
    _judge(view, given, agreed, on)
    rows = await rows_of(quote_id)
    assert rows is not None and view.pdf is not None and view.pdf.sha256 is not None
    totals = rules.counted(rules.taken(view.lines, given.chosen), view.adjustments)
    sums = (totals.net, totals.vat, totals.total)
    # Kept before the transaction: a fault between the two leaves a file that nothing names.
    proof = files.store(rules.evidence(given, rows.facts(), view.pdf.sha256, sums))
    async with transaction() as tx:
        held = await hold(tx, quote_id)
        _judge(held, given, agreed, on)
        await _keep(tx, held, given, sums, proof, on)
        await _cancel_reminder(tx, quote_id, given.at, given.by)
        if given.answer is Answer.ACCEPTED and held.becomes is not Becomes.HAND:
            await _turn(tx, quote_id, on, given.at)
        await tell_in(tx, await hold(tx, quote_id), given.answer.value, at=given.at, by=given.by)


def _judge(view: QuoteView, given: Given, agreed: bool, on: date) -> None:
    closed = rules.closed(view.standing(on), view.number or "", view.valid_until)
    if closed:
        raise Refused([closed])
    found = rules.answer_faults(
        given.answer, given.name, agreed, given.chosen, rules.options(view.lines)
    )
    if given.answer is Answer.ACCEPTED:
        found += rules.choice_faults(view.lines, given.chosen)
    if view.pdf is None or view.pdf.sha256 is None:
        found.append(
            finding("quotes.no_pdf", "The PDF of this quote is being prepared: answer in a minute.")
        )
    if found:
        raise Refused(found)


async def _keep(
    tx: Tx, view: QuoteView, given: Given, sums: tuple[int, int, int], proof: str, on: date
) -> None:
    assert view.pdf is not None and view.content_sha256 is not None
    row = QuoteAnswer(
        quote=view.id,
        answer=given.answer.value,
        name=given.name,
        reason=given.reason,
        chosen=json.dumps(list(given.chosen)),
        net=sums[0],
        vat=sums[1],
        total=sums[2],
        answered_on=on,
        answered_at=given.at,
        zone=given.zone,
        address=given.address,
        agent=given.agent,
        content_sha256=view.content_sha256,
        pdf_sha256=view.pdf.sha256,
        evidence_sha256=proof,
    )
    made = await QuoteAnswer.insert(row).returning(QuoteAnswer.id)
    facts: dict[str, object] = {"number": view.number, "name": given.name}
    facts |= {"total": sums[2]} if given.answer is Answer.ACCEPTED else {"reason": given.reason}
    await record(
        tx,
        act=f"quote.{given.answer.value}",
        subject_kind="quote",
        subject_id=view.id,
        client_id=view.client_id,
        at=given.at,
        by=given.by,
        detail=facts,
    )
    payload = {"quote": view.id, "number": view.number, "sha256": proof}
    await chain(tx, kind="quote_answer", id=made[0]["id"], payload=payload, at=given.at)


async def _cancel_reminder(tx: Tx, quote_id: int, at: datetime, by: str) -> None:
    """A reminder that still waits has nothing to say any more."""
    waiting = (
        await Message.select(Message.id)
        .where(Message.subject_key == reminder_key(quote_id))
        .first()
    )
    if waiting:
        await cancel(tx, waiting["id"], at=at, by=by)


async def _turn(tx: Tx, quote_id: int, on: date, at: datetime) -> None:
    try:
        async with tx.savepoint():
            view = await hold(tx, quote_id)
            await turn_in(tx, view, view.becomes, on=on, at=at, by=CLIENT)
    except Refused as refused:
        log.warning("quote %s was accepted and became nothing: %s", quote_id, refused)
