"""Whether an answer asks for somebody on a day, and what is to be done next."""

from datetime import date

from app.core.errors import N_
from app.disputes.rules.plans import PlanStanding
from app.disputes.rules.promises import Standing
from app.disputes.rules.values import Kind, Outcome, Stage

NEXT = {
    Kind.QUESTION: N_("Answer it; what you write goes to the client by e-mail."),
    Kind.DISPUTE: N_("Decide: reminders of this invoice wait until you have."),
    Kind.PROMISE: N_("The day has passed: call, agree on another day, or let reminders go on."),
    Kind.MAIL: N_(
        "Read it, then answer it or say that it is dealt with: reminders wait until then."
    ),
    Kind.PLAN: N_(
        "Decide on the plan that was asked for; or, where one broke, call, grant another, or let"
        " reminders go on."
    ),
    Kind.CALL: N_("The day that you noted has come: call again."),
}
_IF_THEIRS = N_(
    "Read it: if the client wrote it, say so and reminders wait; then answer it or say that it is"
    " dealt with."
)


def next_step(kind: Kind, is_theirs: bool) -> str:
    """What is to be done about an answer that asks for somebody; `is_theirs` as `AnswerView`."""
    return NEXT[kind] if is_theirs else _IF_THEIRS


def stage(
    kind: Kind,
    on: date,
    *,
    closed: bool,
    day: date | None = None,
    standing: Standing | None = None,
    outcome: Outcome | None = None,
    plan: PlanStanding | None = None,
    open: int = 0,
) -> Stage:
    """A plan asks until it is decided on, and when it breaks.

    A broken promise asks while something is open and nobody has dealt with it; a call asks from
    the day that was noted for the next one; a question, an e-mail and a dispute ask until they are
    closed."""
    if kind is Kind.DISPUTE:
        return Stage.ASKS if outcome is Outcome.OPEN else Stage.DONE
    if kind is Kind.PLAN:
        return _of_plan(plan, closed or open <= 0)
    if kind is Kind.PROMISE and standing is Standing.RUNNING:
        return Stage.RUNS
    if kind is Kind.PROMISE and (standing is not Standing.BROKEN or open <= 0):
        return Stage.DONE
    if closed:
        return Stage.DONE
    if kind is Kind.CALL:
        if day is None:
            return Stage.DONE
        return Stage.ASKS if day <= on else Stage.RUNS
    return Stage.ASKS


def _of_plan(standing: PlanStanding | None, over: bool) -> Stage:
    if standing is PlanStanding.ASKED:
        return Stage.ASKS
    if standing is PlanStanding.RUNNING:
        return Stage.RUNS
    return Stage.ASKS if standing is PlanStanding.BROKEN and not over else Stage.DONE
