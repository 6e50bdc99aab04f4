"""How the tasks of the first page are worded: one or several, the first few names."""

from collections.abc import Iterable

from app.core.errors import Finding

SHOWN_APART = 3


def say(message: str, **facts: object) -> Finding:
    """A sentence of a task: an English message id and its facts."""
    return Finding("today.task", message, facts)


def count(n: int, one: str, many: str) -> Finding:
    """The sentence for one, or for several with how many (`n`)."""
    return say(one if n == 1 else many, n=n)


def first_names(names: Iterable[str]) -> str:
    """The first few names, each once."""
    known = list(dict.fromkeys(names))
    return ", ".join(known[:SHOWN_APART]) + ("…" if len(known) > SHOWN_APART else "")
