"""A promise of payment: by the client on the page of an invoice, or written down by one of us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Refused, refuse
from app.disputes import queries, rules
from app.disputes.actions.holding import HeldInvoice, held_all
from app.disputes.actions.keeping import keep, known
from app.disputes.rules import Kind, Origin, Said, Standing, Words
from app.disputes.tables import Promise, PromiseItem


@dataclass(frozen=True)
class Wish:
    """What is promised: cents (None: all that is open) of invoices of one client, for a day."""

    invoice_ids: Sequence[int]
    amount: int | None
    day: date


async def promise(wish: Wish, words: Words, *, on: date, at: datetime) -> int:
    """Keep a promise, once for each form (`words.key`); gives back its answer's id.

    By hand it takes the place of what was promised of the same invoices before. Refused: nothing is
    open, a day that is past, more than is open; by the page also a day too far, a promise that
    runs, and more than two in all.
    """
    async with transaction() as tx:
        invoices = await held_all(tx, wish.invoice_ids)
        before = await known(words.key)
        if before is not None:
            return before
        owed = [each for each in invoices if each.open > 0]
        if not owed:
            raise refuse("disputes.paid", "Nothing is left to pay: there is nothing to promise.")
        await _judge(wish, words, owed, on)
        await _make_room(tx, words, owed, on, at)
        return await _write(tx, wish, words, owed, on, at)


async def take_back(promise_id: int, *, at: datetime, by: str) -> None:
    """End a promise: reminders go on. Ending it twice is ending it once."""
    async with transaction() as tx:
        await withdraw(tx, promise_id, at, by)


async def _judge(wish: Wish, words: Words, owed: Sequence[HeldInvoice], on: date) -> None:
    by_page = words.origin is Origin.PAGE
    open_now = sum(each.open for each in owed)
    asked = open_now if wish.amount is None else wish.amount
    due = [each.due_on for each in owed if each.due_on]
    found = rules.word_faults(words, "promised_by", None) if by_page else []
    found += rules.promise_faults(
        asked, wish.day, open=open_now, due_on=min(due, default=None), on=on, bounded=by_page
    )
    if found:
        raise Refused(found)
    if not by_page:
        return
    if await queries.plan_running(owed[0].id, on):
        raise refuse(
            "disputes.planned", "A plan of payments runs: call us if its next day is not possible."
        )
    running = await queries.promises_on(on, [each.id for each in owed])
    if running:
        raise refuse(
            "disputes.promised",
            "Payment is promised for %(day)s already. Call us if that is not possible.",
            day=min(running.values()),
        )
    if await queries.made_by_page(owed[0].id) >= rules.MOST:
        raise refuse(
            "disputes.twice", "Two dates have been promised already: call us to agree on another."
        )


async def _make_room(
    tx: Tx, words: Words, owed: Sequence[HeldInvoice], on: date, at: datetime
) -> None:
    """What was promised of these invoices and did not hold, or runs, is replaced."""
    mine = {each.id for each in owed}
    for each in await queries.unsettled(on, sorted(mine)):
        if each.standing in (Standing.RUNNING, Standing.BROKEN) and (
            words.origin is Origin.HAND or each.standing is Standing.RUNNING
        ):
            await withdraw(tx, each.id, at, words.by)


async def _write(
    tx: Tx, wish: Wish, words: Words, owed: Sequence[HeldInvoice], on: date, at: datetime
) -> int:
    first, open_now = owed[0], sum(each.open for each in owed)
    amount = open_now if wish.amount is None else wish.amount
    alone = first.id if len(wish.invoice_ids) == 1 else None
    said = Said(
        kind=Kind.PROMISE,
        client_id=first.client_id,
        invoice_id=alone,
        title=", ".join(each.number for each in owed),
        words=words,
        on=on,
        at=at,
        amount=amount,
        day=wish.day,
        open=open_now,
    )
    answer_id = await keep(tx, said)
    row = Promise(
        answer=answer_id,
        client=first.client_id,
        amount=amount,
        promised_for=wish.day,
        holds_until=rules.last_day(wish.day),
        noted=Standing.RUNNING.value,
    )
    made = await Promise.insert(row).returning(Promise.id)
    await PromiseItem.insert(
        *(
            PromiseItem(
                promise=made[0]["id"],
                invoice=each.id,
                open=each.open,
                after_allocation=each.last_allocation,
            )
            for each in owed
        )
    )
    return answer_id


async def withdraw(tx: Tx, promise_id: int, at: datetime, by: str) -> None:
    """Step: a promise ended, once."""
    rows = (
        await Promise.update({Promise.noted: Standing.WITHDRAWN.value})
        .where(Promise.id == promise_id, Promise.noted != Standing.WITHDRAWN.value)
        .returning(Promise.answer, Promise.client, Promise.amount, Promise.promised_for)
    )
    for row in rows:
        await record(
            tx,
            act="promise.withdrawn",
            subject_kind="answer",
            subject_id=row["answer"],
            client_id=row["client"],
            at=at,
            by=by,
            detail={"amount": row["amount"], "day": row["promised_for"]},
        )
