"""How a document stands on a day."""

from datetime import date

from app.invoices.rules.kinds import Kind, Situation, State


def situation(
    *,
    state: State,
    kind: Kind,
    open: int,
    due_on: date | None,
    credited: bool,
    withdrawn: bool,
    lost: bool = False,
    on: date,
) -> Situation:
    """Worked out from what is open (cents) and the due day: late begins the day after it."""
    if state is State.DRAFT:
        return Situation.DRAFT
    if withdrawn:
        return Situation.WITHDRAWN
    if open == 0:
        if credited:
            return Situation.CREDITED
        return Situation.WRITTEN_OFF if lost else Situation.PAID
    if kind is Kind.CREDIT_NOTE:
        return Situation.CREDIT
    return Situation.LATE if due_on and due_on < on else Situation.ISSUED
