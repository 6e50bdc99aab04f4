"""What is done about an answer: a reply by e-mail, a note, its end."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.clients.queries import address_for, client
from app.core.errors import N_, refuse
from app.core.i18n import gettext
from app.disputes.queries import AnswerView, maybe_answer
from app.disputes.rules import Kind, PlanStanding, StepKind
from app.disputes.tables import AnswerStep, ClientAnswer
from app.messages.actions import enqueue
from app.settings.queries import business

_SUBJECT = N_("Your invoice %(number)s")
_SUBJECT_ALONE = N_("Your message")
_SHOWN = 200
_HELD = " FOR UPDATE" if is_postgres else ""
_ACTS = {
    StepKind.REPLY: "answer.replied",
    StepKind.NOTE: "answer.noted",
    StepKind.CLOSED: "answer.closed",
    StepKind.THEIRS: "answer.vouched",
    StepKind.DOUBT: "answer.unvouched",
}


@dataclass(frozen=True)
class Deed:
    """What somebody does about an answer; `key` is one for each form, `seen` how many steps there
    were when it was shown."""

    kind: StepKind
    text: str
    key: str
    seen: int
    at: datetime
    by: str


async def handle(answer_id: int, deed: Deed) -> None:
    """Reply by e-mail, note, or close; the same form again changes nothing.

    A reply leaves for who is to be billed, and closes a question or an
    e-mail. Refused: no words for a reply or
    a note, no e-mail address for a reply, something that another did meanwhile; closing a dispute,
    which ends by its outcome.
    """
    view = await maybe_answer(answer_id, deed.at.date())
    if view is None:
        raise refuse("disputes.no_answer", "There is no such answer.")
    to = await _judge(view, deed)
    async with transaction() as tx:
        if await held_answer(tx, view, deed):
            await _do(tx, view, deed, to)


async def _judge(view: AnswerView, deed: Deed) -> str:
    """Where the reply goes, if it is one."""
    if deed.kind is not StepKind.CLOSED and not deed.text:
        raise refuse("disputes.text", "Write a few words.", "text")
    if deed.kind is StepKind.CLOSED and view.kind is Kind.DISPUTE:
        raise refuse("disputes.outcome", "A dispute ends by its outcome: say which.")
    if deed.kind is StepKind.CLOSED and view.plan and view.plan.standing is PlanStanding.ASKED:
        raise refuse("disputes.plan_undecided", "Grant the plan, or decline it with a word.")
    to = await address_for(view.client_id) if deed.kind is StepKind.REPLY else ""
    if deed.kind is StepKind.REPLY and not to:
        raise refuse("disputes.no_email", "No e-mail address is known for this client.", "text")
    return to


async def held_answer(tx: Tx, view: AnswerView, deed: Deed) -> bool:
    """Step: the answer held; False when this form was sent before. Refused: another did something
    about it since it was shown."""
    await ClientAnswer.raw(f"SELECT id FROM client_answer WHERE id = {{}}{_HELD}", view.id)
    rows = await AnswerStep.select(AnswerStep.key, AnswerStep.done_by).where(
        AnswerStep.answer == view.id
    )
    if any(row["key"] == deed.key for row in rows):
        return False
    if len(rows) != deed.seen:
        raise refuse(
            "disputes.meanwhile",
            "%(by)s has dealt with it meanwhile: read what was done, then send again if need be.",
            by=rows[-1]["done_by"],
        )
    return True


async def _do(tx: Tx, view: AnswerView, deed: Deed, to: str) -> None:
    message_id = await _reply(tx, view, deed, to) if deed.kind is StepKind.REPLY else None
    await write_step(tx, view, deed, message_id)
    ends = deed.kind is StepKind.REPLY and view.kind in (Kind.QUESTION, Kind.MAIL)
    if ends and not view.is_closed:
        await write_step(
            tx, view, replace(deed, kind=StepKind.CLOSED, text="", key=f"{deed.key}:end"), None
        )


async def write_step(tx: Tx, view: AnswerView, deed: Deed, message_id: int | None) -> None:
    """Step: what was done, with its act; a second end is none."""
    row = AnswerStep(
        answer=view.id,
        kind=deed.kind.value,
        text=deed.text,
        message_id=message_id,
        key=deed.key,
        done_at=deed.at,
        done_by=deed.by,
    )
    made = await AnswerStep.insert(row).on_conflict(action="DO NOTHING").returning(AnswerStep.id)
    if not made:
        return
    await record(
        tx,
        act=_ACTS[deed.kind],
        subject_kind="answer",
        subject_id=view.id,
        client_id=view.client_id,
        at=deed.at,
        by=deed.by,
        detail={"text": deed.text[:_SHOWN], "number": view.number or ""},
    )


async def _reply(tx: Tx, view: AnswerView, deed: Deed, to: str) -> int | None:
    whom, shop = await client(view.client_id), await business()
    context = {"answer": view, "text": deed.text, "shop": shop}
    subject = gettext(_SUBJECT if view.number else _SUBJECT_ALONE, whom.language)
    return await enqueue(
        tx,
        subject_key=f"reply:{deed.key}",
        cause_kind="answer",
        cause_id=view.id,
        to=to,
        subject=subject % {"number": view.number},
        text=templating.render("messages/reply.txt", whom.language, **context),
        html=templating.render("messages/reply.html", whom.language, **context),
        client_id=view.client_id,
        at=deed.at,
        by=deed.by,
    )
