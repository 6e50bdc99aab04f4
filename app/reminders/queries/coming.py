"""What comes next for each client who owes something: for the board, the card and the plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.errors import Finding, finding
from app.core.i18n import current_language
from app.reminders.queries.desk import last_contacts
from app.reminders.queries.history import ReminderView, open_reminders, waiting_clients
from app.reminders.queries.limits import the_window
from app.reminders.queries.pauses import paused_clients
from app.reminders.queries.plan import PlanStepView, plan
from app.reminders.queries.situations import Addressed, situations
from app.reminders.rules import Held, Proposal, decide, upcoming

_FAR = 400


class Next(StrEnum):
    """What kind of step comes next."""

    APPROVE = "approve"
    LEAVES = "leaves"
    HELD = "held"
    PAUSED = "paused"
    DUE = "due"
    LATER = "later"
    NOTHING = "nothing"


@dataclass(frozen=True)
class NextStep:
    """The next step of one client as a sentence; `last_contact_on` is the last reminder's day."""

    kind: Next
    text: Finding
    last_contact_on: date | None = None

    @property
    def asks(self) -> bool:
        """Whether it waits for a person."""
        return self.kind is Next.APPROVE


@dataclass(frozen=True)
class Marks:
    """The clients with a proposal that waits for a person, and those who are left in peace."""

    asking: frozenset[int]
    in_peace: frozenset[int]


async def marks(on: date) -> Marks:
    """The two kinds of next step that the board counts, without working out the others."""
    waiting = await waiting_clients()
    others = await paused_clients(on) - set(waiting)
    steps = await next_steps(on, only=sorted(others)) if others else {}
    return Marks(
        frozenset(one for one, asks in waiting.items() if asks),
        frozenset(one for one, step in steps.items() if step.kind is Next.PAUSED),
    )


async def next_steps(
    on: date,
    client_id: int | None = None,
    invoice_id: int | None = None,
    only: Sequence[int] | None = None,
) -> dict[int, NextStep]:
    """What comes next for every client who owes something (or `only` these, or one, or one of its
    invoices), by client id. Step names are in the language being spoken.
    """
    if client_id is not None:
        only = [client_id]
    waiting = {
        view.client_id: view
        for view in await open_reminders(only)
        if invoice_id is None or invoice_id in {named.invoice_id for named in view.items}
    }
    # Whoever has an open reminder is not worked out: what comes next is that reminder.
    others = only if only is None else [one for one in only if one not in waiting]
    found = await situations(on, lead_days=_FAR, only=others) if others != [] else {}
    if invoice_id is not None:
        found = {one: to for one, all_ in found.items() if (to := _of(all_, invoice_id))}
    last = await last_contacts(waiting)
    steps = await plan() if found else []
    days = await _own_days(waiting.values(), on)
    return {
        one: NextStep(*_waits(view, days.get(view.step_id)), last.get(one))
        for one, view in waiting.items()
    } | {one: _next(addressed, steps, on) for one, addressed in found.items() if one not in waiting}


async def _own_days(waiting: Iterable[ReminderView], on: date) -> dict[int, date]:
    """The steps about to leave that have days of their own, by id, each with the first of them to
    come; not those that leave today."""
    ids = {view.step_id for view in waiting if view.leaves_by_itself}
    if not ids:
        return {}
    window = await the_window()
    own = {one.id: window.of(one.step) for one in await plan(is_whole=True) if one.id in ids}
    return {
        step_id: each.first_day(on)
        for step_id, each in own.items()
        if each.is_own and not each.allows(on)
    }


def _of(to: Addressed, invoice_id: int) -> Addressed | None:
    """The same client as if it owed this invoice alone."""
    items = tuple(item for item in to.situation.items if item.invoice_id == invoice_id)
    return replace(to, situation=replace(to.situation, items=items)) if items else None


def _next(to: Addressed, steps: list[PlanStepView], on: date) -> NextStep:
    last = to.situation.last_contact_on
    made = decide(to.situation, [view.step for view in steps], on)
    names = {view.id: view.name(current_language()) for view in steps}
    if isinstance(made, Held):
        kind = Next.PAUSED if made.reason.code == "reminders.paused" else Next.HELD
        return NextStep(kind, made.reason, last)
    if isinstance(made, Proposal):
        text = finding("reminders.next_now", "%(step)s to propose", step=names[made.step.id])
        return NextStep(Next.DUE, text, last)
    if to.situation.is_paused:
        text = finding("reminders.paused", "This client is left in peace for now.")
        return NextStep(Next.PAUSED, text, last)
    coming = upcoming(to.situation, [view.step for view in steps], on)
    if coming is None:
        return NextStep(Next.NOTHING, finding("reminders.next_none", "Nothing planned"), last)
    step, day = coming
    text = finding("reminders.next_later", "%(step)s on %(day)s", step=names[step.id], day=day)
    return NextStep(Next.LATER, text, last)


def _waits(waiting: ReminderView, day: date | None) -> tuple[Next, Finding]:
    """`day` is the one that its step waits for, when it leaves on days of its own."""
    name = waiting.step_name(current_language())
    if waiting.leaves_by_itself and day is not None:
        text = finding("reminders.next_later", "%(step)s on %(day)s", step=name, day=day)
        return Next.LEAVES, text
    if waiting.leaves_by_itself:
        return Next.LEAVES, finding("reminders.next_leaves", "%(step)s about to leave", step=name)
    return Next.APPROVE, finding("reminders.next_approve", "%(step)s to approve", step=name)
