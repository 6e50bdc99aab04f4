"""What to do about each client on a day: which step is due, and when to stay silent."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.core.calendar import next_working_day
from app.core.errors import Finding, finding
from app.reminders.rules import silence
from app.reminders.rules.facts import Held, OpenItem, Proposal, Situation, Step
from app.reminders.rules.reaching import own_address, reach, towards


def reached(item: OpenItem, steps: Iterable[Step], on: date) -> Step | None:
    """The highest step whose day has come.

    A step before the due day lapses once no message can arrive by then: nothing leaves on a day
    that is not worked.
    """
    age, arrives = item.age(on), item.age(next_working_day(on))
    come = [step for step in steps if step.days <= age and (step.days >= 0 or arrives <= 0)]
    return max(come, key=lambda step: step.days, default=None)


def decide(situation: Situation, steps: Sequence[Step], on: date) -> Proposal | Held | None:
    """What to do about one client on a day: one message for all that is late, or why not.

    Only the highest step reached is taken, so an outage is not made up for step by step; a step
    already taken, or a higher one, is never taken again. None: nothing new is due.
    """
    steps = [step for step in steps if step.plan_id == situation.plan_id]
    due = _news(situation.items, steps, on)
    if not due:
        return None
    free = [item for item in situation.items if silence.is_free(item)]
    news = _news(free, steps, on)
    reasons = silence.of_client(situation, on)
    if not news:
        reasons += silence.of_items(item for item, _ in due)
        return Held(situation.client_id, reasons[0], tuple(reasons[1:]))
    step = max((step for _, step in news), key=lambda step: step.days)
    if step.days >= 0:
        news = [(item, own) for item, own in news if own.days >= 0]
    items = [item for item, _ in news]
    if step.days >= 0:
        items += [item for item in free if item.open > 0 < item.age(on) and item not in items]
    channel, lack = reach(step.channel, towards(step.recipient, situation), step.tone == "formal")
    small = silence.small(situation, sum(item.open for item in items))
    last = (small, lack if channel is None else None)
    reasons += [reason for reason in last if reason is not None]
    if reasons or channel is None:
        return Held(situation.client_id, reasons[0], tuple(reasons[1:]))
    return Proposal(
        situation.client_id,
        step,
        tuple(sorted(items, key=lambda item: (item.due_on, item.number))),
        tuple(news),
        _why(step, items, on),
        channel,
        lack,
        *own_address(channel, step.recipient, situation),
    )


def _news(
    items: Iterable[OpenItem], steps: Sequence[Step], on: date
) -> list[tuple[OpenItem, Step]]:
    found = []
    for item in items:
        step = reached(item, steps, on) if item.open > 0 else None
        if step is not None and step.position > item.step_done:
            found.append((item, step))
    return found


def _why(step: Step, items: Sequence[OpenItem], on: date) -> Finding:
    if step.days < 0:
        due_on = min(item.due_on for item in items)
        return finding("reminders.soon_due", "Due on %(day)s.", day=due_on)
    days = max(item.age(on) for item in items)
    if days <= 0:
        return finding("reminders.due_today", "Due today.")
    if len(items) == 1:
        return finding("reminders.late_one", "One invoice, %(days)s days late.", days=days)
    return finding(
        "reminders.late",
        "%(n)s invoices late, the oldest by %(days)s days.",
        n=len(items),
        days=days,
    )


def upcoming(situation: Situation, steps: Sequence[Step], on: date) -> tuple[Step, date] | None:
    """The next step that will be due for a client after a day if nothing is paid, and its day."""
    coming = [
        (item.due_on + timedelta(days=step.days), step)
        for item in situation.items
        if item.open > 0 and silence.is_free(item)
        for step in steps
        if step.plan_id == situation.plan_id
        and step.position > item.step_done
        and item.due_on + timedelta(days=step.days) > on
    ]
    if not coming:
        return None
    day, step = min(coming, key=lambda one: (one[0], -one[1].days))
    return step, day
