"""What leaves by itself in the days to come, for every client, and what will be held back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.clock import ZONE
from app.reminders.queries.history import ReminderView, open_reminders
from app.reminders.queries.limits import the_window
from app.reminders.queries.pauses import Peace
from app.reminders.queries.plan import PlanStepView, choices, gaps, plan
from app.reminders.queries.portraits import Portraits, portraits_for
from app.reminders.queries.situations import Addressed, as_of, peace_by_day, situations
from app.reminders.rules import (
    Approved,
    Coming,
    OpenItem,
    PlanChoice,
    Situation,
    Step,
    Window,
    play,
)

_LEAD = 31


@dataclass(frozen=True)
class Expected:
    """An invoice that will be issued, in cents; `debit_on` when it will be debited."""

    client_id: int
    issued_on: date
    due_on: date
    cents: int
    debit_on: date | None = None


@dataclass(frozen=True)
class ComingStep:
    """What the plan does on a day for a client; `step` is None when nothing leaves at all."""

    coming: Coming
    client: str
    step: PlanStepView | None


@dataclass(frozen=True)
class _Days:
    """The days played, who is left in peace on each, and who follows which plan."""

    days: Sequence[date]
    peace: Mapping[date, Peace]
    portraits: Portraits
    chosen: Sequence[PlanChoice]
    gaps: Mapping[int, int]

    def on(self, to: Addressed, day: date) -> Situation:
        to = as_of(to, day, self.peace[day], self.portraits, self.chosen, self.gaps)
        made = to.situation
        last = day + timedelta(days=_LEAD)
        items = tuple(i for i in made.items if i.issued_on <= day and i.due_on <= last)
        return made if items == made.items else replace(made, items=items)


async def coming_steps(
    at: datetime,
    days: Sequence[date],
    expected: Iterable[Expected] = (),
    debits: Mapping[int, date] | None = None,
) -> list[ComingStep]:
    """The play of `days`, the first of them that of `at`, in the order of days and names.

    `expected` are invoices to be issued, `debits` the days of debits that will be announced today,
    by instalment. Nobody pays, nobody decides.
    """
    here = at.astimezone(ZONE)
    steps, views = await plan(), await open_reminders()
    approved = {view.client_id: view for view in views if view.state == "approved"}
    new = _by_client(expected)
    found = await situations(
        here.date(),
        _LEAD + len(days),
        in_hand=[view.id for view in approved.values()],
        also=sorted(new),
    )
    leaves = _leaves(await the_window(), steps, here)
    chosen = await choices()
    season = _Days(
        days, await peace_by_day(days), await portraits_for(chosen), chosen, await gaps()
    )
    by_id = {view.id: view for view in steps}
    made = []
    for client_id, to in found.items():
        whole = _with(to, new.get(client_id, ()), debits or {})
        for coming in play(
            days,
            lambda day, whole=whole: season.on(whole, day),  # type: ignore[misc]
            [view.step for view in steps],
            leaves,
            _approved(approved.get(client_id)),
        ):
            made.append(ComingStep(coming, to.situation.name, by_id.get(coming.step_id)))
    return sorted(made, key=lambda each: (each.coming.on, each.client, each.coming.client_id))


def _leaves(
    window: Window, steps: Iterable[PlanStepView], here: datetime
) -> Callable[[Step, date], bool]:
    """Whether a step may leave on a day, from this moment on."""
    windows = {one.id: window.of(one.step) for one in steps}
    first = {step_id: each.next(here).date() for step_id, each in windows.items()}
    return lambda step, on: on >= first[step.id] and windows[step.id].allows(on)


def _by_client(expected: Iterable[Expected]) -> dict[int, list[OpenItem]]:
    """Instalments to be, with ids that no row has."""
    found: dict[int, list[OpenItem]] = {}
    for n, each in enumerate(expected, 1):
        item = OpenItem(-n, -n, "", each.issued_on, each.due_on, each.cents, debit_on=each.debit_on)
        found.setdefault(each.client_id, []).append(item)
    return found


def _with(to: Addressed, new: Sequence[OpenItem], debits: Mapping[int, date]) -> Addressed:
    items = tuple(
        replace(item, debit_on=item.debit_on or debits.get(item.instalment_id))
        for item in to.situation.items
    )
    return replace(to, situation=replace(to.situation, items=(*items, *new)))


def _approved(view: ReminderView | None) -> Approved | None:
    if view is None:
        return None
    return Approved(view.step_id, frozenset((one.instalment_id, one.open) for one in view.items))
