"""A step's words on a real client, before anything is changed."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.config import config
from app.core.errors import N_, Refused, finding
from app.core.sentences import sentence, spoken
from app.law.queries import law_on
from app.reminders.queries.situations import Addressed, situations
from app.reminders.rules import OpenItem, Proposal, Situation, Step, Texts, words
from app.settings.queries import business


@dataclass(frozen=True)
class Preview:
    """The words as they would leave, for whom, and whether that client is a real one."""

    client: str
    subject: str
    body: str
    is_real: bool


async def preview(step: Step, texts: Texts, language: str, on: date) -> Preview:
    """The words for the client who owes the most that the step could name, else for one made up.

    A fault of the texts is shown instead of them.
    """
    found = await situations(on)
    to, items = _best(found, step, on) or _made_up(step, on)
    shop, base = await business(), config().base_url
    links = {item.invoice_id: f"{base}/p/…" for item in items} if base else {}
    made = Proposal(to.client_id, step, items, (), finding("", ""))
    try:
        subject, body = words(texts, made, to, language, shop.name, await law_on(on), on, links)
    except Refused as refused:
        subject, body = "", "\n".join(sentence(each) for each in refused.findings)
    return Preview(to.name, subject, body, to.client_id > 0)


def _best(
    found: dict[int, Addressed], step: Step, on: date
) -> tuple[Situation, tuple[OpenItem, ...]] | None:
    fitting = []
    for addressed in found.values():
        items = tuple(i for i in addressed.situation.items if (i.age(on) > 0) == (step.days > 0))
        if items:
            fitting.append((sum(item.open for item in items), addressed.situation, items))
    if not fitting:
        return None
    _, situation, items = max(fitting, key=lambda one: (one[0], -one[1].client_id))
    return situation, items


def _made_up(step: Step, on: date) -> tuple[Situation, tuple[OpenItem, ...]]:
    due_on = on - timedelta(days=step.days)
    item = OpenItem(0, 0, "F2026-000123", due_on - timedelta(days=30), due_on, 54_000)
    return Situation(0, spoken(N_("an invented client"), {}), "company", "", (item,)), (item,)
