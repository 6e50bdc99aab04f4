"""What clients said, with what was done about it and whether it asks for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.disputes import rules
from app.disputes.queries.disputes import DisputeView, disputes_of
from app.disputes.queries.plans import PlanView, plans_of
from app.disputes.queries.promises import PromiseView, promises_of
from app.disputes.rules import Kind, Origin, Reason, Stage, StepKind
from app.disputes.tables import AnswerStep, ClientAnswer

_ANSWERS = """
SELECT a.id AS id, a.client AS client, c.name AS client_name, a.invoice AS invoice,
  i.number AS number, a.kind AS kind, a.origin AS origin, a.name AS name, a.text AS text,
  a.amount AS amount, a.day AS day, a.reason AS reason, a.address AS address, a.agent AS agent,
  a.evidence_sha256 AS evidence_sha256, a.is_proven AS is_proven,
  a.said_on AS said_on, a.said_at AS said_at, a.recorded_by AS recorded_by,
  (SELECT COALESCE(SUM(b.open), 0) FROM balance b WHERE b.invoice_id = a.invoice) AS open
FROM client_answer a JOIN client c ON c.id = a.client LEFT JOIN invoice i ON i.id = a.invoice """
# What may ask for somebody, or run: an end by itself does not hide a promise that broke after all.
_OPEN = """(a.kind = 'promise' AND EXISTS (SELECT 1 FROM promise p WHERE p.answer = a.id
    AND (p.noted = 'running' OR p.noted = 'broken' AND NOT EXISTS (SELECT 1 FROM answer_step s
      WHERE s.answer = a.id AND s.kind = 'closed'))))
  OR (a.kind = 'dispute' AND EXISTS (SELECT 1 FROM dispute d WHERE d.answer = a.id
    AND d.outcome = 'open'))
  OR (a.kind = 'plan' AND EXISTS (SELECT 1 FROM payment_plan p WHERE p.answer = a.id
    AND (p.noted IN ('asked', 'running') OR p.noted = 'broken' AND NOT EXISTS (SELECT 1
      FROM answer_step s WHERE s.answer = a.id AND s.kind = 'closed'))))
  OR (a.kind IN ('question', 'mail', 'call') AND NOT EXISTS (SELECT 1 FROM answer_step s
    WHERE s.answer = a.id AND s.kind = 'closed') AND (a.kind <> 'call' OR a.day IS NOT NULL))"""
_ASKING = """
SELECT CASE WHEN a.kind = 'plan' AND EXISTS (SELECT 1 FROM payment_plan p WHERE p.answer = a.id
    AND p.noted = 'broken') THEN 'unkept' ELSE a.kind END AS kind, c.name AS client, a.id AS id
FROM client_answer a JOIN client c ON c.id = a.client
WHERE NOT EXISTS (SELECT 1 FROM answer_step s WHERE s.answer = a.id AND s.kind = 'closed') AND (
  a.kind IN ('question', 'mail') OR (a.kind = 'call' AND a.day <= {})
  OR (a.kind = 'dispute' AND EXISTS (SELECT 1 FROM dispute d WHERE d.answer = a.id
    AND d.outcome = 'open'))
  OR (a.kind = 'promise' AND EXISTS (SELECT 1 FROM promise p JOIN promise_item t ON t.promise = p.id
    JOIN balance b ON b.invoice_id = t.invoice AND b.open > 0
    WHERE p.answer = a.id AND p.noted = 'broken'))
  OR (a.kind = 'plan' AND EXISTS (SELECT 1 FROM payment_plan p JOIN balance b
    ON b.invoice_id = p.invoice AND b.open > 0
    WHERE p.answer = a.id AND p.noted IN ('asked', 'broken'))))
ORDER BY a.id"""
# Proven, or somebody's word for it that was not taken back.
_THEIRS = """(a.is_proven OR COALESCE((SELECT s.kind FROM answer_step s WHERE s.answer = a.id
  AND s.kind IN ('theirs', 'doubt') ORDER BY s.id DESC LIMIT 1), '') = 'theirs')"""


@dataclass(frozen=True)
class StepView:
    """Something that was done about an answer."""

    kind: StepKind
    text: str
    message_id: int | None
    at: datetime
    by: str


@dataclass(frozen=True)
class AnswerView:
    """What a client said; `open` is what is open now of its invoice, or of its promise's."""

    id: int
    client_id: int
    client: str
    invoice_id: int | None
    number: str | None
    kind: Kind
    origin: Origin
    name: str
    text: str
    amount: int | None
    day: date | None
    reason: Reason | None
    address: str
    agent: str
    evidence_sha256: str
    is_proven: bool
    said_on: date
    said_at: datetime
    recorded_by: str
    open: int
    steps: tuple[StepView, ...]
    promise: PromiseView | None
    dispute: DisputeView | None
    plan: PlanView | None
    stage: Stage

    @property
    def word(self) -> StepView | None:
        """Somebody's word, which stands, that the client wrote it though that is not proven."""
        said = [step for step in self.steps if step.kind in (StepKind.THEIRS, StepKind.DOUBT)]
        return said[-1] if said and said[-1].kind is StepKind.THEIRS else None

    @property
    def is_theirs(self) -> bool:
        """Whether it counts as the client's: proven, or by somebody's word."""
        return self.is_proven or self.word is not None

    @property
    def is_closed(self) -> bool:
        """Whether somebody, or what was paid, put an end to it."""
        return any(step.kind is StepKind.CLOSED for step in self.steps)


async def open_answers(on: date) -> list[AnswerView]:
    """What asked for somebody or ran when the payments were last followed, as it stands on a day
    (a promise may have been kept since), the newest first."""
    return await _views(await ClientAnswer.raw(f"{_ANSWERS} WHERE {_OPEN} ORDER BY a.id DESC"), on)


async def done_answers(on: date, limit: int, offset: int = 0) -> tuple[list[AnswerView], int]:
    """What neither asks nor runs any more, the newest first, a page of it, and how many in all; as
    the payments were last followed."""
    over = f" WHERE NOT ({_OPEN})"
    query = f"{_ANSWERS}{over} ORDER BY a.id DESC LIMIT {{}} OFFSET {{}}"
    count = await ClientAnswer.raw(f"SELECT COUNT(*) AS n FROM client_answer a{over}")
    found = await _views(await ClientAnswer.raw(query, limit, offset), on)
    return found, int(count[0]["n"])


async def answers_of(client_id: int, on: date, limit: int = 50) -> list[AnswerView]:
    """What a client said, the newest first."""
    query = _ANSWERS + " WHERE a.client = {} ORDER BY a.id DESC LIMIT {}"
    return await _views(await ClientAnswer.raw(query, client_id, limit), on)


async def answers_about(invoice_id: int, on: date) -> list[AnswerView]:
    """What was said about an invoice, promises of all that was owed included, the newest first."""
    query = _ANSWERS + (
        " WHERE a.invoice = {} OR a.id IN (SELECT p.answer FROM promise p"
        " JOIN promise_item t ON t.promise = p.id WHERE t.invoice = {}) ORDER BY a.id DESC LIMIT 50"
    )
    return await _views(await ClientAnswer.raw(query, invoice_id, invoice_id), on)


async def maybe_answer(answer_id: int, on: date) -> AnswerView | None:
    """One answer; None when there is none of this id."""
    found = await _views(await ClientAnswer.raw(_ANSWERS + " WHERE a.id = {}", answer_id), on)
    return found[0] if found else None


async def asking(on: date) -> list[tuple[str, str, int]]:
    """(kind, client, id) of each answer that asks for somebody, as the payments were last followed;
    cheap enough for every page. A plan that broke is of the kind "unkept"."""
    rows = await ClientAnswer.raw(_ASKING, on)
    return [(str(row["kind"]), str(row["client"]), int(row["id"])) for row in rows]


async def unread_mail() -> dict[int, date]:
    """The clients of whom an e-mail was neither answered nor dealt with, each with the day of the
    first of those; what anybody may have written in their name is none of theirs, unless somebody
    gave their word for it."""
    rows = await ClientAnswer.raw(
        "SELECT a.client AS client, a.said_on AS said_on FROM client_answer a"
        f" WHERE a.kind = 'mail' AND {_THEIRS} AND NOT EXISTS (SELECT 1 FROM answer_step s"
        " WHERE s.answer = a.id AND s.kind = 'closed') ORDER BY a.id DESC"
    )
    return {row["client"]: row["said_on"] for row in rows}


async def _views(rows: Sequence[dict[str, Any]], on: date) -> list[AnswerView]:
    ids = [row["id"] for row in rows]
    steps, promises = await _steps(ids), await promises_of(ids, on)
    disputes, plans = await disputes_of(ids), await plans_of(ids, on)
    return [
        _view(
            row,
            on,
            steps.get(row["id"], ()),
            promises.get(row["id"]),
            disputes.get(row["id"]),
            plans.get(row["id"]),
        )
        for row in rows
    ]


async def _steps(ids: Sequence[int]) -> dict[int, tuple[StepView, ...]]:
    found: dict[int, tuple[StepView, ...]] = {}
    if not ids:
        return found
    for row in (
        await AnswerStep.select().where(AnswerStep.answer.is_in(list(ids))).order_by(AnswerStep.id)
    ):
        step = StepView(
            StepKind(row["kind"]),
            row["text"],
            row["message_id"],
            row["done_at"].astimezone(ZONE),
            row["done_by"],
        )
        found[row["answer"]] = (*found.get(row["answer"], ()), step)
    return found


def _view(
    row: dict[str, Any],
    on: date,
    steps: tuple[StepView, ...],
    promise: PromiseView | None,
    dispute: DisputeView | None,
    plan: PlanView | None,
) -> AnswerView:
    kind, open_now = Kind(row["kind"]), promise.facts.open_now if promise else int(row["open"])
    same = ("id", "number", "name", "text", "amount", "day", "address", "agent", "said_on")
    return AnswerView(
        **{name: row[name] for name in (*same, "evidence_sha256", "recorded_by")},
        client_id=row["client"],
        client=row["client_name"],
        invoice_id=row["invoice"],
        kind=kind,
        origin=Origin(row["origin"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        said_at=row["said_at"].astimezone(ZONE),
        is_proven=bool(row["is_proven"]),
        open=open_now,
        steps=steps,
        promise=promise,
        dispute=dispute,
        plan=plan,
        stage=rules.stage(
            kind,
            on,
            closed=any(step.kind is StepKind.CLOSED for step in steps),
            day=row["day"],
            standing=promise.standing if promise else None,
            outcome=dispute.outcome if dispute else None,
            plan=plan.standing if plan else None,
            open=open_now,
        ),
    )
