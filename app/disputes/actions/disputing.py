"""A dispute: opened by the client or for them, ended once, with the credit note it leads to."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import N_, Refused, refuse
from app.core.i18n import gettext
from app.disputes import rules
from app.disputes.actions.handling import Deed, held_answer, write_step
from app.disputes.actions.holding import held
from app.disputes.actions.keeping import keep, known
from app.disputes.queries import AnswerView, maybe_answer, open_dispute
from app.disputes.rules import Kind, Origin, Outcome, Reason, Said, Verdict, Words
from app.disputes.tables import Dispute
from app.invoices import actions as invoices
from app.invoices.queries import maybe_invoice

_DETAIL = N_("Agreed after your remark")
_ACTS = {
    Outcome.ACCEPTED: "dispute.accepted",
    Outcome.REJECTED: "dispute.rejected",
    Outcome.WITHDRAWN: "dispute.withdrawn",
}


@dataclass(frozen=True)
class Contest:
    """What is contested of an invoice: cents (None: all that is open), and why."""

    invoice_id: int
    amount: int | None
    reason: Reason


async def dispute(contest: Contest, words: Words, *, on: date, at: datetime) -> int:
    """Open a dispute, once for each form (`words.key`); gives back its answer's id. Reminders of
    the invoice are silent from here on.

    Refused: nothing is open, more than is, no words or no name by the page, one that is open.
    """
    by_page = words.origin is Origin.PAGE
    found = rules.word_faults(words, "disputed_by", "why") if by_page else []
    if found:
        raise Refused(found)
    async with transaction() as tx:
        there = await held(tx, contest.invoice_id)
        before = await known(words.key)
        if before is not None:
            return before
        if there.open <= 0:
            raise refuse("disputes.settled", "Nothing is left to pay: write to us about it.")
        if await open_dispute(contest.invoice_id):
            raise refuse("disputes.contested", "This invoice is in dispute already.")
        amount = there.open if contest.amount is None else contest.amount
        faults = rules.dispute_faults(amount, there.open)
        if faults:
            raise Refused(faults)
        said = Said(
            kind=Kind.DISPUTE,
            client_id=there.client_id,
            invoice_id=there.id,
            title=there.number,
            words=words,
            on=on,
            at=at,
            amount=amount,
            reason=contest.reason.value,
            open=there.open,
        )
        answer_id = await keep(tx, said)
        await Dispute.insert(_row(said, answer_id))
        return answer_id


def _row(said: Said, answer_id: int) -> Dispute:
    return Dispute(
        answer=answer_id,
        client=said.client_id,
        invoice=said.invoice_id,
        amount=said.amount,
        reason=said.reason,
        opened_on=said.on,
        outcome=Outcome.OPEN.value,
    )


async def settle(answer_id: int, verdict: Verdict, deed: Deed, *, on: date) -> int | None:
    """End a dispute, once; the same form again changes nothing. Gives back the credit note, if one
    was made.

    Its credit note is issued, linked, and put on what is open of the invoice in the same
    transaction. Refused: no outcome, a rejection without its reason, one that another ended
    meanwhile, and whatever keeps a credit note from being issued.
    """
    faults = rules.verdict_faults(verdict)
    if faults:
        raise Refused(faults)
    view = await maybe_answer(answer_id, on)
    if view is None or view.dispute is None:
        raise refuse("disputes.no_dispute", "There is no such dispute.")
    async with transaction() as tx:
        await held(tx, view.dispute.invoice_id)
        if not await held_answer(tx, view, deed):
            return None
        credit_note = None
        if verdict.credit is not None:
            credit_note = await _credit(tx, view, verdict.credit, deed, on)
        await _end(tx, view, verdict, credit_note, deed, on)
        return credit_note


async def _credit(tx: Tx, view: AnswerView, amount: int, deed: Deed, on: date) -> int:
    assert view.dispute is not None
    invoice = await maybe_invoice(view.dispute.invoice_id)
    language = invoice.language if invoice else "fr"
    return await invoices.credit_amount_in(
        tx,
        view.dispute.invoice_id,
        amount,
        key=f"dispute:{view.dispute.id}",
        detail=gettext(_DETAIL, language),
        on=on,
        at=deed.at,
        by=deed.by,
        today=on,
    )


async def _end(
    tx: Tx, view: AnswerView, verdict: Verdict, credit_note: int | None, deed: Deed, on: date
) -> None:
    """Step: the outcome, its step and its act. Refused: it has one already."""
    assert view.dispute is not None
    made = (
        await Dispute.update(
            {
                Dispute.outcome: verdict.outcome.value,
                Dispute.credit_note: credit_note,
                Dispute.note: verdict.note,
                Dispute.closed_on: on,
                Dispute.closed_at: deed.at,
                Dispute.closed_by: deed.by,
            }
        )
        .where(Dispute.id == view.dispute.id, Dispute.outcome == Outcome.OPEN.value)
        .returning(Dispute.id)
    )
    if not made:
        raise refuse("disputes.over", "This dispute is over already.")
    await write_step(tx, view, deed, None)
    credit = await maybe_invoice(credit_note) if credit_note is not None else None
    await record(
        tx,
        act=_ACTS[verdict.outcome],
        subject_kind="answer",
        subject_id=view.id,
        client_id=view.client_id,
        at=deed.at,
        by=deed.by,
        detail={
            "amount": view.dispute.amount,
            "number": view.dispute.number,
            "text": verdict.note[:200],
            "credit": credit.number if credit else None,
        },
    )
