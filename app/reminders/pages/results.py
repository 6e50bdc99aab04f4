"""Résultats: how late people paid before and since a day, and what came in after each step."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.core.i18n import current_language
from app.receivables.rules import whole_days
from app.reminders import queries, rules
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/reminders/results"
_WITHIN, _SHOWN = 14, 200


@get(PATH)
async def results(request: AnyRequest) -> Response[Any]:
    """`since` is the day that before and since are told apart by (the first document recorded
    here), `within` the days after a step (14), `step` the one whose payments are shown."""
    on = today()
    form = Form.query(request, on)
    began = await queries.began_on()
    day = form.day("since", required=False) or began or on
    within = form.whole("within", 1, 90, required=False) or _WITHIN
    chosen = form.whole("step", 1, 10**9, required=False)
    if day > on:
        form.fail("reminders.since", "This day has not come yet.", "since")
        day = began or on
    asked = await queries.asked_by_steps()
    follows = rules.followed(asked, await queries.came_of_asked(), within)
    found = rules.by_step(asked, follows)
    before, since = await queries.before_and_since(day, on)
    english = current_language() == "en"
    steps = [
        (found[one.id], one.name_en if english else one.name_fr)
        for one in await queries.plan(is_whole=True)
        if one.id in found
    ]
    return await page(
        request,
        "reminders/results.html",
        422 if form.findings else 200,
        # Nothing asked for: the form shows what holds.
        form=form if form.typed else Form.blank(on),
        path=PATH,
        day=day,
        within=within,
        habits=[(each, _whole(each.delay)) for each in (before, since)],
        steps=steps,
        chosen=next((name for one, name in steps if one.step_id == chosen), None),
        follows=[each for each in follows if each.step_id == chosen][:_SHOWN],
        any_paid=before.paid or since.paid,
    )


def _whole(tenths: int | None) -> int | None:
    return None if tenths is None else whole_days(tenths)


ROUTES: list[ControllerRouterHandler] = [results]
