"""A step's words on a real client, before anything is changed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.config import config
from app.core.errors import N_, Finding, Refused, finding
from app.core.sentences import sentence, spoken
from app.law.queries import law_on
from app.reminders.queries.plan import gaps
from app.reminders.queries.situations import Addressed, situations
from app.reminders.rules import OpenItem, Proposal, Situation, Step, Texts, is_free, recent, words
from app.settings.queries import business


@dataclass(frozen=True)
class Preview:
    """The words as they would leave, and for whom; `client_id` is 0 for one made up, `is_real`
    whether what it asks for is owed; `waits` why the gap of the step's plan would hold it today."""

    client: str
    subject: str
    body: str
    is_real: bool
    client_id: int = 0
    waits: Finding | None = None


async def preview(
    step: Step, texts: Texts, language: str, on: date, client_id: int | None = None
) -> Preview:
    """The words for a client; for none, the one who owes the most that the step could name, else
    one made up. A client who owes nothing of the kind is shown an invoice made up.

    A fault of the texts is shown instead of them.
    """
    ids = [client_id] if client_id else []
    found = await situations(on, only=ids or None, also=ids)
    best = _best(found, step, on)
    to, items = best or _made_up(step, on)
    if best is None and client_id in found:
        to = found[client_id].situation
    shop, base = await business(), config().base_url
    links = {item.invoice_id: f"{base}/p/…" for item in items} if base else {}
    made = Proposal(to.client_id, step, items, (), finding("", ""))
    try:
        subject, body = words(texts, made, to, language, shop.name, await law_on(on), on, links)
    except Refused as refused:
        subject, body = "", "\n".join(sentence(each) for each in refused.findings)
    by_plan = replace(to, own_gap=(await gaps()).get(step.plan_id))
    waits = recent(by_plan, on)
    return Preview(to.name, subject, body, best is not None, to.client_id, waits)


def _best(
    found: dict[int, Addressed], step: Step, on: date
) -> tuple[Situation, tuple[OpenItem, ...]] | None:
    fitting = []
    for addressed in found.values():
        items = tuple(
            i
            for i in addressed.situation.items
            if is_free(i) and (i.age(on) > 0) == (step.days > 0)
        )
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
