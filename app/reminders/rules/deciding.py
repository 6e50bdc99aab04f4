"""What to do about each client on a day: which step is due, and when to stay silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.calendar import next_working_day
from app.core.errors import Finding, Refused, finding
from app.core.money import Euros
from app.messages.rules import addresses

MIN_GAP_DAYS = 7


@dataclass(frozen=True)
class Step:
    """A step of the plan, `days` after the due day (negative: before it)."""

    id: int
    position: int
    days: int
    tone: str
    is_automatic: bool
    claims_indemnity: bool


@dataclass(frozen=True)
class OpenItem:
    """An instalment still open, and the highest step already taken for it (0: none)."""

    instalment_id: int
    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    open: int
    step_done: int = 0
    is_disputed: bool = False
    is_paused: bool = False
    debit_on: date | None = None

    def age(self, on: date) -> int:
        return (on - self.due_on).days


@dataclass(frozen=True)
class Situation:
    """All that matters of one client before a reminder is proposed."""

    client_id: int
    name: str
    kind: str
    email: str
    items: tuple[OpenItem, ...]
    unallocated: int = 0
    is_paused: bool = False
    last_contact_on: date | None = None


@dataclass(frozen=True)
class Proposal:
    """One message to one client: its step, all it asks for, and the steps it takes."""

    client_id: int
    step: Step
    items: tuple[OpenItem, ...]
    taken: tuple[tuple[OpenItem, Step], ...]
    why: Finding

    @property
    def amount(self) -> int:
        return sum(item.open for item in self.items)


@dataclass(frozen=True)
class Held:
    """A client who would be due a reminder and is left alone, with the reason."""

    client_id: int
    reason: Finding


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
    news = _news(situation.items, steps, on)
    if not news:
        return None
    debited = [item.debit_on for item, _ in news if item.debit_on is not None]
    free = [item for item in situation.items if _is_free(item)]
    news = _news(free, steps, on)
    if debited and not news and not situation.is_paused:
        return Held(situation.client_id, _debit_coming(min(debited)))
    silence = _silence(situation, bool(news), on)
    if silence is not None:
        return Held(situation.client_id, silence)
    step = max((step for _, step in news), key=lambda step: step.days)
    if step.days >= 0:
        news = [(item, own) for item, own in news if own.days >= 0]
    items = [item for item, _ in news]
    if step.days >= 0:
        items += [item for item in free if item.open > 0 < item.age(on) and item not in items]
    return Proposal(
        situation.client_id,
        step,
        tuple(sorted(items, key=lambda item: (item.due_on, item.number))),
        tuple(news),
        _why(step, items, on),
    )


def _is_free(item: OpenItem) -> bool:
    return not item.is_disputed and not item.is_paused and item.debit_on is None


def _debit_coming(day: date) -> Finding:
    return finding(
        "reminders.debit",
        "A direct debit is on its way, for %(day)s: nothing is asked for.",
        day=day,
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


def _silence(situation: Situation, has_free_items: bool, on: date) -> Finding | None:
    if situation.is_paused:
        return finding("reminders.paused", "This client is left in peace for now.")
    if not has_free_items:
        return finding(
            "reminders.items_set_aside", "What is late is in dispute or left in peace for now."
        )
    if situation.unallocated > 0:
        return finding(
            "reminders.unallocated",
            "%(amount)s received from this client are not allocated yet.",
            amount=Euros(situation.unallocated),
        )
    last = situation.last_contact_on
    if last is not None and (on - last).days < MIN_GAP_DAYS:
        return finding(
            "reminders.recent",
            "A message left on %(day)s; the next one may leave from %(next)s.",
            day=last,
            next=last + timedelta(days=MIN_GAP_DAYS),
        )
    return _no_address(situation.email)


def _no_address(email: str) -> Finding | None:
    if not email:
        return finding("reminders.no_email", "No e-mail address is known for this client.")
    try:
        addresses(email)
    except Refused as refused:
        return refused.findings[0]
    return None


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
        if item.open > 0 and _is_free(item)
        for step in steps
        if step.position > item.step_done and item.due_on + timedelta(days=step.days) > on
    ]
    if not coming:
        return None
    day, step = min(coming, key=lambda one: (one[0], -one[1].days))
    return step, day
