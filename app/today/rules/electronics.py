"""Electronic invoices that ask for somebody: sent back, or not at the platform."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_
from app.today.rules.facts import CameBack, Electronics, Task
from app.today.rules.saying import SHOWN_APART, count, first_names, say


def electronics(waiting: Electronics) -> Iterable[Task]:
    """Each that came back apart, with why; then those that do not arrive."""
    yield from _back(waiting.back)
    yield from _on_the_way(waiting)


def _back(back: Sequence[CameBack]) -> Iterable[Task]:
    for one in back[:SHOWN_APART]:
        title = say(
            N_("%(number)s of %(client)s: %(label)s"),
            number=one.number,
            client=one.client,
            label=one.label,
        )
        why = (
            say(N_("Reason: %(reason)s. Credit it or correct it."), reason=one.reason)
            if one.reason
            else say(N_("Credit it or correct it."))
        )
        yield Task(title, (why,), "file-x", "bad", N_("See the invoice"), f"/invoices/{one.id}")
    others = back[SHOWN_APART:]
    if others:
        title = count(
            len(others),
            N_("One more electronic invoice was sent back"),
            N_("%(n)s more electronic invoices were sent back"),
        )
        why = say(
            N_("Credit them or correct them: %(numbers)s."),
            numbers=first_names(one.number for one in others),
        )
        yield Task(
            title, (why,), "file-x", "bad", N_("See the invoice"), f"/invoices/{others[0].id}"
        )


def _on_the_way(waiting: Electronics) -> Iterable[Task]:
    if waiting.uncertain:
        title = count(
            len(waiting.uncertain),
            N_("One electronic invoice may have reached the platform"),
            N_("%(n)s electronic invoices may have reached the platform"),
        )
        why = say(N_("Look there, then say whether it has them."))
        href = f"/invoices/{waiting.uncertain[0][0]}"
        yield Task(title, (why,), "file-text", "ask", N_("Decide"), href)
    if waiting.stuck:
        title = count(
            len(waiting.stuck),
            N_("One electronic invoice does not reach the platform"),
            N_("%(n)s electronic invoices do not reach the platform"),
        )
        why = say(
            N_("It is tried again by itself: %(numbers)s."),
            numbers=first_names(number for _, number in waiting.stuck),
        )
        href = f"/invoices/{waiting.stuck[0][0]}"
        yield Task(title, (why,), "file-x", "bad", N_("See why"), href)
