"""Plans of payments: asked for by a client, granted, declined or ended by the business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Refused, finding, refuse
from app.core.money import Euros
from app.disputes import queries, rules
from app.disputes.actions.holding import HeldInvoice, held
from app.disputes.actions.keeping import keep, known
from app.disputes.actions.planning_rows import (
    Verdict,
    replace_plan,
    take_back_promises,
    tell_client,
    write_granted,
    write_parts,
)
from app.disputes.queries import PlanView
from app.disputes.rules import Kind, Origin, Part, PlanStanding, Said, Words
from app.disputes.tables import PaymentPlan


@dataclass(frozen=True)
class Asking:
    """What a client asks for on the page of an invoice: in how many monthly parts, from which day.
    `open` is what it was shown as left to pay, `most` and `least` what the business allows (parts,
    and cents of each; `most` 0: no plan)."""

    invoice_id: int
    count: int
    first: date
    open: int
    most: int
    least: int


@dataclass(frozen=True)
class Grant:
    """What the business agrees to: `patience` days a payment may be late, `reason` why, kept here;
    `word` goes to the client, if `tells`. `seen` is the last plan of this invoice that the form
    showed ("" for none), `key` one for each form."""

    invoice_id: int
    parts: Sequence[Part]
    patience: int
    reason: str
    word: str
    tells: bool
    seen: str
    key: str
    by: str


@dataclass(frozen=True)
class Word:
    """Why a plan is declined or ended, told to the client where `tells`."""

    text: str
    tells: bool
    at: datetime
    by: str


async def request(asking: Asking, words: Words, *, on: date, at: datetime) -> int:
    """Keep what a client asks for, once for each form; gives back its answer's id. Nothing is
    granted by it. Refused: no plan is allowed, nothing is left, another amount is left than was
    shown, a number of parts or a day out of bounds, a plan asked for or running already."""
    async with transaction() as tx:
        there = await held(tx, asking.invoice_id)
        before = await known(words.key)
        if before is not None:
            return before
        _judge_asking(asking, words, there, on)
        for each in await queries.plans_about(there.id, on):
            _judge_standing(each)
        parts = rules.cut(there.open, asking.count, asking.first)
        answer_id = await keep(tx, _said(there, parts, words, on, at))
        row = PaymentPlan(
            answer=answer_id,
            client=there.client_id,
            invoice=there.id,
            noted=PlanStanding.ASKED.value,
            after_allocation=there.last_allocation,
        )
        made = await PaymentPlan.insert(row).returning(PaymentPlan.id)
        await write_parts(tx, int(made[0]["id"]), parts, patience=0, is_granted=False)
    return answer_id


async def grant(wish: Grant, *, on: date, at: datetime) -> int:
    """Grant a plan, asked for or not; gives back its answer's id, the same for the same form.

    The plan before it, and a promise about this invoice alone, give way. Refused: an invoice that
    is none or paid, payments that are not exactly what is left, days out of order, another plan
    asked for, granted or declined since the form was shown.
    """
    async with transaction() as tx:
        there = await held(tx, wish.invoice_id)
        before = await PaymentPlan.select(PaymentPlan.answer).where(PaymentPlan.key == wish.key)
        if before:
            return int(before[0]["answer"])
        about = await queries.plans_about(there.id, on)
        _judge_grant(wish, there, about, on)
        for each in about:
            if each.granted_on is not None and each.standing is not PlanStanding.WITHDRAWN:
                await replace_plan(tx, each, at, wish.by)
        await take_back_promises(tx, there.id, on, at, wish.by)
        asked = next((each for each in about if each.standing is PlanStanding.ASKED), None)
        answer_id = asked.answer_id if asked else await _unasked(tx, wish, there, on, at)
        verdict = Verdict(
            there, answer_id, asked, tuple(wish.parts), wish.patience, wish.reason, wish.key
        )
        plan_id = await write_granted(tx, verdict, on, at, wish.by)
        if wish.tells:
            await tell_client(tx, plan_id, "granted", wish.word, wish.parts, at, wish.by)
    return answer_id


async def decline(plan_id: int, word: Word) -> None:
    """Decline what was asked for, with a word that goes to the client; twice is once. Refused:
    no word, a plan that was granted or is over meanwhile."""
    if not word.text:
        raise refuse("disputes.plan_word", "Say why: it goes to the client.", "word")
    await _end(plan_id, word, PlanStanding.ASKED, PlanStanding.DECLINED)


async def end_plan(plan_id: int, word: Word) -> None:
    """End a plan that was granted: the whole of what is left may be asked for at once; twice is
    once. Refused: no reason."""
    if not word.text:
        raise refuse("disputes.plan_why", "Say why it ends.", "word")
    await _end(plan_id, word, None, PlanStanding.WITHDRAWN)


async def _end(plan_id: int, word: Word, was: PlanStanding | None, to: PlanStanding) -> None:
    granted = PaymentPlan.granted_on.is_not_null()
    wanted = PaymentPlan.noted == was.value if was else granted & (PaymentPlan.noted != to.value)
    changes: dict[Column | str, Any] = {
        PaymentPlan.noted: to.value,
        PaymentPlan.decided_at: word.at,
        PaymentPlan.decided_by: word.by,
    }
    if was:
        changes[PaymentPlan.reason] = word.text
    async with transaction() as tx:
        rows = (
            await PaymentPlan.update(changes)
            .where(PaymentPlan.id == plan_id, wanted)
            .returning(PaymentPlan.answer, PaymentPlan.client)
        )
        if not rows:
            return await _must_be(plan_id, to)
        declined = to is PlanStanding.DECLINED
        await record(
            tx,
            act="payplan.declined" if declined else "payplan.ended",
            subject_kind="answer",
            subject_id=rows[0]["answer"],
            client_id=rows[0]["client"],
            at=word.at,
            by=word.by,
            detail={"text": word.text},
        )
        if word.tells:
            kind = "declined" if declined else "ended"
            await tell_client(tx, plan_id, kind, word.text, (), word.at, word.by)


async def _must_be(plan_id: int, wanted: PlanStanding) -> None:
    row = await PaymentPlan.select(PaymentPlan.noted).where(PaymentPlan.id == plan_id).first()
    if row is None or row["noted"] != wanted.value:
        raise refuse("disputes.plan_over", "This plan was decided on meanwhile: see how it stands.")


def _judge_asking(asking: Asking, words: Words, there: HeldInvoice, on: date) -> None:
    if there.open <= 0:
        raise refuse("disputes.plan_paid", "Nothing is left to pay: there is nothing to spread.")
    found = rules.word_faults(words, "planned_by", None)
    found += rules.asking_faults(
        asking.count,
        asking.first,
        rules.counts(there.open, asking.most, asking.least),
        on,
        rules.latest(there.due_on, on),
    )
    if there.open != asking.open:
        found.append(
            finding(
                "disputes.plan_changed",
                "%(open)s are left to pay now: look at the new amounts, then ask again.",
                open=Euros(there.open),
            )
        )
    if found:
        raise Refused(found)


def _judge_standing(plan: PlanView) -> None:
    if plan.standing is PlanStanding.ASKED:
        raise refuse("disputes.plan_twice", "You have asked for a plan already: we will answer.")
    if plan.standing is PlanStanding.RUNNING:
        raise refuse(
            "disputes.planned", "A plan of payments runs: call us if its next day is not possible."
        )


def _judge_grant(wish: Grant, there: HeldInvoice, about: Sequence[PlanView], on: date) -> None:
    if there.open <= 0:
        raise refuse("disputes.plan_paid", "Nothing is left to pay: there is nothing to spread.")
    if wish.seen != (about[0].seen if about else ""):
        raise refuse(
            "disputes.plan_meanwhile",
            "A plan of this invoice was asked for or decided on meanwhile: look at it first.",
        )
    found = rules.plan_faults(wish.parts, there.open, on)
    if found:
        raise Refused(found)


async def _unasked(tx: Tx, wish: Grant, there: HeldInvoice, on: date, at: datetime) -> int:
    key = f"plan:{wish.key}"[:120]
    words = Words(name="", text=wish.reason, key=key, by=wish.by, origin=Origin.HAND)
    return await keep(tx, _said(there, wish.parts, words, on, at))


def _said(there: HeldInvoice, parts: Sequence[Part], words: Words, on: date, at: datetime) -> Said:
    return Said(
        kind=Kind.PLAN,
        client_id=there.client_id,
        invoice_id=there.id,
        title=there.number,
        words=words,
        on=on,
        at=at,
        amount=there.open,
        day=parts[-1].due_on,
        open=there.open,
        parts=tuple((part.due_on, part.amount) for part in parts),
    )
