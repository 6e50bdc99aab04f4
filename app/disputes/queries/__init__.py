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
    DisputeMark,
    DisputeView,
    dispute_mark,
    in_dispute,
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
    "DisputeMark",
    "DisputeView",
    "PromiseView",
    "StepView",
    "answers_about",
    "answers_of",
    "asking",
    "dispute_mark",
    "done_answers",
    "in_dispute",
    "made_by_page",
    "maybe_answer",
    "open_answers",
    "open_dispute",
    "promises_by_day",
    "promises_on",
    "unread_mail",
    "unsettled",
]
