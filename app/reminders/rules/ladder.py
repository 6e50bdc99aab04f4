"""The steps of a plan in their order: from the mildest to the firmest, each later than the last."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from app.core.errors import N_, Finding, Refused, finding
from app.reminders.rules.facts import Channel

TONES = ("courteous", "friendly", "formal", "firm")
FIRST_DAY, LAST_DAY = -60, 365
# The mail is looked after every ten minutes: a narrower window could be missed.
LEAST_MINUTES = 30
_MILDER = N_("A step is never milder than the one before: choose another day.")


@dataclass(frozen=True)
class Rung:
    """What of a step decides its place: its id (0: a new one), its day, its tone."""

    id: int
    days: int
    tone: str


def positions(rungs: Iterable[Rung]) -> dict[int, int]:
    """How far each step goes, by id: comparable between plans, since it is 100 for each tone and
    one more for each step of that tone before it. So whoever changes plan goes on from there.

    Refused: two steps on one day, a step that is milder than one before it.
    """
    found: dict[int, int] = {}
    of_tone: Counter[str] = Counter()
    last: Rung | None = None
    for rung in sorted(rungs, key=lambda one: one.days):
        if last is not None and rung.days == last.days:
            raise Refused([_fault(N_("Each step comes later than the one before."), "days")])
        if last is not None and TONES.index(rung.tone) < TONES.index(last.tone):
            raise Refused([_fault(_MILDER, "days")])
        found[rung.id] = 100 * (1 + TONES.index(rung.tone)) + of_tone[rung.tone]
        of_tone[rung.tone] += 1
        last = rung
    return found


def channel_faults(channel: Channel, tone: str, is_automatic: bool) -> list[Finding]:
    """What a channel does not allow: only an e-mail goes by itself, and a formal notice, from
    which interest may run, leaves a proof."""
    found = []
    if is_automatic and channel is not Channel.EMAIL:
        found.append(
            finding("reminders.by_hand", "Only an e-mail can go by itself.", "is_automatic")
        )
    if tone == "formal" and channel in (Channel.CALL, Channel.TEXT):
        found.append(
            finding("reminders.formal", "A formal notice is an e-mail or a letter.", "channel")
        )
    return found


def window_faults(weekdays: str, send_from: time | None, send_until: time | None) -> list[Finding]:
    """What days and hours a step may not have: a Sunday, or no other day; one hour of the two; less
    than half an hour, in which the mail could miss its turn."""
    found = []
    if not set(weekdays) <= set("123456"):
        found.append(
            finding("reminders.weekdays", "Choose at least one day, Sunday aside.", "weekday")
        )
    if (send_from is None) != (send_until is None):
        found.append(finding("reminders.one_hour", "Give both hours, or neither.", "send_until"))
    elif send_from and send_until and _minutes(send_from) + LEAST_MINUTES > _minutes(send_until):
        found.append(
            finding(
                "reminders.hours",
                "The last hour comes half an hour after the first one, at least.",
                "send_until",
            )
        )
    return found


def _minutes(hour: time) -> int:
    return 60 * hour.hour + hour.minute


def _fault(message: str, field: str) -> Finding:
    return finding("reminders.order", message, field)
