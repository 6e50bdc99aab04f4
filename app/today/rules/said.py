"""What clients said that asks for somebody."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_
from app.today.rules.facts import Saying, Task
from app.today.rules.saying import count, first_names, say

# kind: one, several, icon, tone, in the order in which they are told.
_SAID = {
    "promise": (N_("One promise broken"), N_("%(n)s promises broken"), "handshake", "bad"),
    "unkept": (
        N_("One plan of payments broken"),
        N_("%(n)s plans of payments broken"),
        "calendar-clock",
        "bad",
    ),
    "plan": (
        N_("One plan of payments asked for"),
        N_("%(n)s plans of payments asked for"),
        "calendar-clock",
        "ask",
    ),
    "dispute": (N_("One invoice contested"), N_("%(n)s invoices contested"), "hand", "ask"),
    "question": (
        N_("One question to answer"),
        N_("%(n)s questions to answer"),
        "message-square",
        "ask",
    ),
    "mail": (
        N_("One e-mail of a client to read"),
        N_("%(n)s e-mails of clients to read"),
        "mail",
        "ask",
    ),
    "call": (N_("One client to call again"), N_("%(n)s clients to call again"), "phone", "ask"),
}


def said(every: Sequence[Saying]) -> Iterable[Task]:
    """One task for each kind, that leads to the answer itself when it is alone."""
    for kind, (one, many, icon, tone) in _SAID.items():
        found = [each for each in every if each.kind == kind]
        if found:
            title = count(len(found), one, many)
            names = say("%(clients)s", clients=first_names(each.client for each in found))
            href = f"/answers/{found[0].answer_id}" if len(found) == 1 else "/answers"
            yield Task(title, (names,), icon, tone, N_("See and answer"), href)
