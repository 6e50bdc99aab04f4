"""When to stay silent: one pure rule for each reason, in the order in which they are told.

Each takes what it judges and gives back the reason in words, or None when it has nothing against
a message. All of them are asked: a client may be left alone for several reasons at once.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from app.core.errors import N_, Finding, finding
from app.core.money import Euros
from app.reminders.rules.facts import OpenItem, Situation


def is_free(item: OpenItem) -> bool:
    """Whether nothing stands against asking for this one."""
    return next(_aside(item), None) is None


def of_items(items: Iterable[OpenItem]) -> list[Finding]:
    """Why these are not asked for, each reason once, by the first day that it names."""
    found: dict[str, Finding] = {}
    for item in sorted(items, key=_first_named):
        for reason in _aside(item):
            found.setdefault(reason.code, reason)
    return list(found.values())


def _first_named(item: OpenItem) -> date:
    return item.promised_on or item.planned_on or item.debit_on or item.due_on


def of_client(situation: Situation, on: date) -> list[Finding]:
    """Why nothing at all is asked of this client on a day, whatever is late."""
    rules = (
        insolvent(situation),
        paused(situation),
        unread(situation),
        _promise(situation.promised_on),
        stale(situation, on),
        unallocated(situation),
        recent(situation, on),
    )
    return [reason for reason in rules if reason is not None]


def _aside(item: OpenItem) -> Iterator[Finding]:
    rules = (
        disputed(item),
        contested(item),
        _promise(item.promised_on),
        planned(item),
        debited(item),
        item_paused(item),
    )
    return (reason for reason in rules if reason is not None)


def disputed(item: OpenItem) -> Finding | None:
    if not item.is_disputed:
        return None
    return finding("reminders.disputed", "What is late is in dispute.")


def contested(item: OpenItem) -> Finding | None:
    """The bank judges whether it was paid: asking meanwhile would weigh against the business."""
    if not item.is_contested:
        return None
    return finding(
        "reminders.contested",
        "The client contests its payment by card at its bank: nothing is asked for until that is"
        " over.",
    )


def _promise(day: date | None) -> Finding | None:
    """A promise holds until the day that was named, that day included."""
    if day is None:
        return None
    return finding("reminders.promised", "Payment is promised for %(day)s.", day=day)


def planned(item: OpenItem) -> Finding | None:
    """As long as each payment of a plan is there in time, nothing else is asked for."""
    if item.planned_on is None:
        return None
    return finding(
        "reminders.planned",
        "A plan of payments is granted and kept so far: the next one is for %(day)s.",
        day=item.planned_on,
    )


def debited(item: OpenItem) -> Finding | None:
    if item.debit_on is None:
        return None
    return finding(
        "reminders.debit",
        "A direct debit is on its way, for %(day)s: nothing is asked for.",
        day=item.debit_on,
    )


def item_paused(item: OpenItem) -> Finding | None:
    if not item.is_paused:
        return None
    return finding("reminders.item_paused", "What is late is left in peace for now.")


def insolvent(situation: Situation) -> Finding | None:
    """Debts of before the judgment are declared, not asked for (C. com. L622-7, L622-21)."""
    if not situation.is_insolvent:
        return None
    return finding(
        "reminders.insolvent",
        "Insolvency proceedings are open: the debt is declared, it is not asked for any more.",
    )


def paused(situation: Situation) -> Finding | None:
    if not situation.is_paused:
        return None
    return finding("reminders.paused", "This client is left in peace for now.")


def unread(situation: Situation) -> Finding | None:
    """Whoever wrote is read before being asked again."""
    if situation.wrote_on is None:
        return None
    return finding(
        "reminders.unread",
        "The client wrote on %(day)s: read it first, then answer it or say that it is dealt with.",
        day=situation.wrote_on,
    )


def stale(situation: Situation, on: date) -> Finding | None:
    """A business that never reads statements types in what it receives: nothing is stale."""
    days, last = situation.limits.stale_days, situation.read_until
    if days is None or last is None or (on - last).days <= days:
        return None
    return finding(
        "reminders.stale",
        "The bank is known until %(day)s only: this may have been paid since.",
        day=last,
    )


def unallocated(situation: Situation) -> Finding | None:
    if situation.unallocated <= 0:
        return None
    return finding(
        "reminders.unallocated",
        "%(amount)s received from this client are not allocated yet.",
        amount=Euros(situation.unallocated),
    )


_BY_ALL = N_(
    "A message left on %(day)s; the next one may leave from %(next)s, by the gap of all plans."
)
_BY_PLAN = N_(
    "A message left on %(day)s; the next one may leave from %(next)s, by the plan’s own gap."
)


def recent(situation: Situation, on: date) -> Finding | None:
    last, gap = situation.last_contact_on, situation.gap_days
    if last is None or (on - last).days >= gap:
        return None
    return finding(
        "reminders.recent",
        _BY_ALL if situation.own_gap is None else _BY_PLAN,
        day=last,
        next=last + timedelta(days=gap),
    )


def small(situation: Situation, asked: int) -> Finding | None:
    """`asked` is the cents that the message would ask for."""
    if asked >= situation.limits.least:
        return None
    return finding(
        "reminders.small",
        "%(amount)s are too little to write for: you chose %(least)s at least.",
        amount=Euros(asked),
        least=Euros(situation.limits.least),
    )
