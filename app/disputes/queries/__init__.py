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
from app.disputes.queries.plans import (
    PLANNED,
    PlanView,
    plan_running,
    plans_about,
    plans_by_day,
    to_come_by_invoice,
    unsettled_plans,
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
    "PLANNED",
    "WAS_DISPUTED",
    "AnswerView",
    "DisputeMark",
    "DisputeView",
    "PlanView",
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
    "plan_running",
    "plans_about",
    "plans_by_day",
    "promises_by_day",
    "promises_on",
    "to_come_by_invoice",
    "unread_mail",
    "unsettled",
    "unsettled_plans",
]
