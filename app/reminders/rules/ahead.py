"""What the plan will do for one client in the days to come, if nothing else happens. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.errors import Finding
from app.reminders.rules.deciding import decide
from app.reminders.rules.facts import Channel, Held, Proposal, Situation, Step

# A step that waits out the days between two messages leaves later: it is told on that day.
_BRIEF = "reminders.recent"


class Turn(StrEnum):
    """What comes of a step: it leaves by itself, waits for a person, or is held back."""

    LEAVES = "leaves"
    ASKS = "asks"
    HELD = "held"


@dataclass(frozen=True)
class Coming:
    """A turn on the first day that it holds, in cents that the message asks for (0 when held), and
    its reason."""

    on: date
    turn: Turn
    client_id: int
    step_id: int
    amount: int
    why: Finding
    channel: Channel = Channel.EMAIL


@dataclass(frozen=True)
class Approved:
    """What a person approved already: the step, and the instalments with what was open of each."""

    step_id: int
    items: frozenset[tuple[int, int]]

    def says(self, made: Proposal) -> bool:
        """Whether it still says what would be proposed; else it is taken back."""
        items = frozenset((item.instalment_id, item.open) for item in made.items)
        return (self.step_id, self.items) == (made.step.id, items)


def play(
    days: Sequence[date],
    situation_on: Callable[[date], Situation],
    steps: Sequence[Step],
    leaves: Callable[[Step, date], bool],
    approved: Approved | None = None,
) -> list[Coming]:
    """What happens by itself to one client on each of these days, nobody paying or deciding.

    `situation_on` gives the client of a day as it would be if nothing had left meanwhile; what
    leaves in the play is counted here. `leaves` says whether a step may leave on a day.
    """
    found: list[Coming] = []
    done: dict[int, int] = {}
    contact: date | None = None
    asked, held = 0, ""
    for on in days:
        now = _played(situation_on(on), done, contact)
        made = decide(now, steps, on)
        if isinstance(made, Held):
            if made.reason.code not in (held, _BRIEF):
                found.append(_coming(made, on))
            held = made.reason.code
            continue
        held = ""
        if made is None:
            asked = 0
            continue
        is_ours = approved is not None and approved.says(made)
        by_hand = made.channel is not Channel.EMAIL
        if by_hand or not (made.step.is_automatic or is_ours):
            if made.step.id != asked:
                found.append(_proposed(made, on, Turn.ASKS))
            asked = made.step.id
        elif leaves(made.step, on):
            found.append(_proposed(made, on, Turn.LEAVES))
            contact, asked = on, 0
            done |= {item.instalment_id: step.position for item, step in made.taken}
    return found


def _played(now: Situation, done: dict[int, int], contact: date | None) -> Situation:
    if not done and contact is None:
        return now
    items = tuple(
        replace(item, step_done=step)
        if (step := done.get(item.instalment_id, 0)) > item.step_done
        else item
        for item in now.items
    )
    return replace(now, items=items, last_contact_on=contact or now.last_contact_on)


def _proposed(made: Proposal, on: date, turn: Turn) -> Coming:
    return Coming(on, turn, made.client_id, made.step.id, made.amount, made.why, made.channel)


def _coming(made: Held, on: date) -> Coming:
    return Coming(on, Turn.HELD, made.client_id, 0, 0, made.reason)
