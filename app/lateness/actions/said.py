"""What the client said of the debt, as pieces for the court: a table of it, and each proof."""

from app.adapters import files
from app.core.errors import N_
from app.disputes.queries import AnswerView, answers_about
from app.disputes.rules import KIND_LABELS, OUTCOME_LABELS, REASON_LABELS, STANDING_LABELS, Origin
from app.lateness.actions.piece import Debt, Piece, rendered, say
from app.lateness.queries import NoticeView


async def said(view: NoticeView, debt: Debt) -> list[Piece]:
    """Promises, disputes, questions and calls about what is claimed, the oldest first; the proof of
    what was said on a page is a file of its own. None when nothing was said."""
    every = await _answers(debt)
    if not every:
        return []
    page = await rendered(
        view,
        "answers",
        answers=every,
        kinds=KIND_LABELS,
        reasons=REASON_LABELS,
        standings=STANDING_LABELS,
        outcomes=OUTCOME_LABELS,
    )
    pieces = [Piece(say(N_("What the client said")), "reponses.pdf", page)]
    for each in every:
        if each.origin is Origin.PAGE:
            title = say(
                N_("Proof: %(kind)s of %(day)s"), kind=[KIND_LABELS[each.kind]], day=each.said_on
            )
            data = files.read(each.evidence_sha256)
            pieces.append(Piece(title, f"preuve-{each.id}.json", data, is_pdf=False))
    return pieces


async def _answers(debt: Debt) -> list[AnswerView]:
    found = {each.id: each for item in debt.items for each in await answers_about(item.id, debt.on)}
    return [found[key] for key in sorted(found)]
