"""When to chase whom, with which step, and when to stay silent: pure rules as of a day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.calendar import is_working_day
from app.core.errors import Finding, finding, refuse
from app.core.money import Euros

MIN_GAP_DAYS = 7
SEND_FROM = time(9, 0)
SEND_UNTIL = time(17, 30)
PLACES = ("client", "invoices", "total", "indemnity", "business", "deadline")
_PLACE = re.compile(r"\{(\w*)\}")


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
    """The highest step whose day has come; a step before the due day lapses once it is past."""
    age = item.age(on)
    come = [step for step in steps if step.days <= age and (step.days >= 0 or age <= 0)]
    return max(come, key=lambda step: step.days, default=None)


def decide(situation: Situation, steps: Sequence[Step], on: date) -> Proposal | Held | None:
    """What to do about one client on a day: one message for all that is late, or why not.

    Only the highest step reached is taken, so an outage is not made up for step by step; a step
    already taken, or a higher one, is never taken again. None: nothing new is due.
    """
    news = _news(situation.items, steps, on)
    if not news:
        return None
    free = [item for item in situation.items if not item.is_disputed and not item.is_paused]
    news = _news(free, steps, on)
    silence = _silence(situation, bool(news), on)
    if silence is not None:
        return Held(situation.client_id, silence)
    step = max((step for _, step in news), key=lambda step: step.days)
    if step.days < 0:
        items = tuple(item for item, _ in news)
    else:
        items = tuple(item for item in free if item.age(on) > 0)
        news = [(item, own) for item, own in news if own.days >= 0]
    return Proposal(
        situation.client_id,
        step,
        tuple(sorted(items, key=lambda item: (item.due_on, item.number))),
        tuple(news),
        _why(step, items, on),
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
    if not situation.email:
        return finding("reminders.no_email", "No e-mail address is known for this client.")
    return None


def _why(step: Step, items: Sequence[OpenItem], on: date) -> Finding:
    if step.days < 0:
        due_on = min(item.due_on for item in items)
        return finding("reminders.soon_due", "Due on %(day)s.", day=due_on)
    return finding(
        "reminders.late",
        "%(n)s late, the oldest by %(days)s days.",
        n=len(items),
        days=max(item.age(on) for item in items),
    )


def may_send(at: datetime, send_from: time | None, send_until: time | None) -> bool:
    """Whether a reminder may leave at this moment: on working days, in the hours allowed."""
    start, end = send_from or SEND_FROM, send_until or SEND_UNTIL
    return is_working_day(at.date()) and start <= at.time() <= end


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put facts at their {name}; a place that is not known is refused by name."""
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise refuse(
                "reminders.place",
                "{%(name)s} is not known. Use %(known)s.",
                "body",
                name=name,
                known=", ".join(f"{{{place}}}" for place in PLACES),
            )
    return _PLACE.sub(lambda match: facts.get(match[1], ""), text)
