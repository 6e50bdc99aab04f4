"""What a client asks about a quote: kept, and told to the owners; the same words once a day."""

import hashlib
from datetime import date, datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.clock import ZONE
from app.core.errors import Refused, refuse
from app.quotes import rules
from app.quotes.actions.answering import CLIENT, Visitor
from app.quotes.actions.drafting import hold
from app.quotes.actions.telling import tell_in
from app.quotes.queries.values import QuestionView
from app.quotes.tables import QuoteQuestion


async def ask(
    quote_id: int, visitor: Visitor, *, text: str, on: date, at: datetime, by: str = CLIENT
) -> None:
    """Keep a question of the client; the same words on the same day are one question. Refused: no
    name or no words, more than `MAX_QUESTIONS` in a day, a quote that was never sent."""
    found = rules.question_faults(visitor.name, text)
    if found:
        raise Refused(found)
    question = QuestionView(visitor.name.strip(), text.strip(), at.astimezone(ZONE))
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        if not view.is_sent:
            raise refuse("quotes.draft_asked", "This quote has not been sent yet.")
        question_id = await _keep(quote_id, question, visitor, on)
        if question_id is None:
            return
        await record(
            tx,
            act="quote.asked",
            subject_kind="quote",
            subject_id=quote_id,
            client_id=view.client_id,
            at=at,
            by=by,
            detail={"number": view.number, "name": question.name, "text": question.text[:200]},
        )
        await tell_in(tx, view, "asked", question=question, question_id=question_id, at=at, by=by)


async def _keep(quote_id: int, question: QuestionView, visitor: Visitor, on: date) -> int | None:
    """The id of the question; None when it was asked in the same words today."""
    digest = hashlib.sha256(question.text.encode()).hexdigest()
    asked = await QuoteQuestion.select(QuoteQuestion.text_sha256).where(
        QuoteQuestion.quote == quote_id, QuoteQuestion.asked_on == on
    )
    if digest in {row["text_sha256"] for row in asked}:
        return None
    if len(asked) >= rules.MAX_QUESTIONS:
        raise refuse(
            "quotes.questions",
            "You have asked %(max)s questions today: call us for the rest.",
            "question",
            max=rules.MAX_QUESTIONS,
        )
    row = QuoteQuestion(
        quote=quote_id,
        name=question.name,
        text=question.text,
        text_sha256=digest,
        asked_on=on,
        asked_at=question.at,
        address=visitor.address[:60],
        agent=visitor.agent[:300],
    )
    return int((await QuoteQuestion.insert(row).returning(QuoteQuestion.id))[0]["id"])
