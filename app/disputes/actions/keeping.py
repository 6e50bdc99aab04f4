"""An answer kept once, as it was said, with its proof; the owners told of it."""

from datetime import date

from app.accounting.actions import chain
from app.adapters import files
from app.adapters.database import Tx
from app.auth.actions import record
from app.core.errors import refuse
from app.disputes import rules
from app.disputes.actions.telling import tell_in
from app.disputes.rules import Kind, Origin, Said
from app.disputes.tables import ClientAnswer

CLIENT = "client"
_ACTS = {
    Kind.PROMISE: "answer.promised",
    Kind.DISPUTE: "answer.disputed",
    Kind.QUESTION: "answer.asked",
    Kind.CALL: "answer.called",
    Kind.MAIL: "answer.wrote",
    Kind.PLAN: "payplan.asked",
}
_SHOWN = 200


async def known(key: str) -> int | None:
    """The answer that the same form gave before."""
    row = await ClientAnswer.select(ClientAnswer.id).where(ClientAnswer.key == key).first()
    return int(row["id"]) if row else None


async def keep(tx: Tx, said: Said) -> int:
    """Step: the answer, its proof, act and link in the chain, and a message owed to each owner;
    the caller holds the invoice. Refused: too many by the page in a day. A fault after the proof is
    stored leaves a file that nothing names."""
    if said.words.origin is Origin.PAGE and said.invoice_id is not None:
        await _patience(said.invoice_id, said.on)
    proof = files.store(rules.evidence(said))
    made = await ClientAnswer.insert(_row(said, proof)).returning(ClientAnswer.id)
    answer_id = int(made[0]["id"])
    await record(
        tx,
        act=_act(said),
        subject_kind="answer",
        subject_id=answer_id,
        client_id=said.client_id,
        at=said.at,
        by=said.words.by,
        detail=_facts(said),
    )
    await tell_in(tx, answer_id, said)
    payload = {"answer": answer_id, "kind": said.kind.value, "sha256": proof}
    await chain(tx, kind="client_answer", id=answer_id, payload=payload, at=said.at)
    return answer_id


def _act(said: Said) -> str:
    """A plan that the business grants unasked is its own act, not what a client said."""
    if said.kind is Kind.PLAN and said.words.origin is Origin.HAND:
        return "payplan.granted"
    return _ACTS[said.kind]


def _row(said: Said, proof: str) -> ClientAnswer:
    words = said.words
    return ClientAnswer(
        client=said.client_id,
        invoice=said.invoice_id,
        kind=said.kind.value,
        origin=words.origin.value,
        name=words.name,
        text=words.text,
        amount=said.amount,
        day=said.day,
        reason=said.reason,
        key=words.key,
        address=words.address[:60],
        agent=words.agent[:300],
        evidence_sha256=proof,
        said_on=said.on,
        said_at=said.at,
        is_proven=words.is_proven,
        recorded_by=words.by,
    )


async def _patience(invoice_id: int, on: date) -> None:
    said = await ClientAnswer.count().where(
        ClientAnswer.invoice == invoice_id,
        ClientAnswer.said_on == on,
        ClientAnswer.origin == Origin.PAGE.value,
    )
    if said >= rules.MOST_A_DAY:
        raise refuse(
            "disputes.often",
            "You have written %(max)s times today: call us for the rest.",
            max=rules.MOST_A_DAY,
        )


def _facts(said: Said) -> dict[str, object]:
    facts: dict[str, object] = {
        "number": said.title,
        "name": said.words.name,
        "text": said.words.text[:_SHOWN],
        "amount": said.amount,
        "day": said.day,
        "parts": len(said.parts) or None,
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}
