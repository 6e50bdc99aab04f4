"""What is read of answers, promises and disputes."""

from app.disputes.queries.answers import (
    AnswerView,
    StepView,
    answers_about,
    answers_of,
    asking,
    done_answers,
    maybe_answer,
    open_answers,
    unread_mail,
)
from app.disputes.queries.checks import CHECKS
from app.disputes.queries.disputes import (
    DISPUTED,
    IN_DISPUTE,
    WAS_DISPUTED,
    DisputeView,
    open_dispute,
)
from app.disputes.queries.promises import (
    PromiseView,
    made_by_page,
    promises_by_day,
    promises_on,
    unsettled,
)

__all__ = [
    "CHECKS",
    "DISPUTED",
    "IN_DISPUTE",
    "WAS_DISPUTED",
    "AnswerView",
    "DisputeView",
    "PromiseView",
    "StepView",
    "answers_about",
    "answers_of",
    "asking",
    "done_answers",
    "made_by_page",
    "maybe_answer",
    "open_answers",
    "open_dispute",
    "promises_by_day",
    "promises_on",
    "unread_mail",
    "unsettled",
]
