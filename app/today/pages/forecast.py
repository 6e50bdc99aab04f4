"""The cash forecast: 26 weeks as a chart and its table, with what is known to go out, scenarios
beside it, and how good earlier ones were."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.core.errors import N_
from app.core.i18n import gettext
from app.core.money import Euros
from app.core.sentences import spoken
from app.invoices.queries import client_choices
from app.today import actions, queries, rules
from app.today.queries import ScenarioView, Standing
from app.today.rules import CashWeek, Outflow, Outgo, Twist
from app.web.charts import FAN_HEIGHT, FAN_WIDTH, fan
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/forecast"
_MARKED = (4, 13, 26)


@get(PATH)
async def forecast(request: AnyRequest) -> Response[Any]:
    """The forecast that stands; `scenario` draws one beside it."""
    chosen = Form.query(request, today()).whole("scenario", 0, 10**9, required=False)
    return await shown(request, Form.blank(today()), chosen or 0)


@post(f"{PATH}/runs")
async def run(request: AnyRequest) -> Response[Any]:
    """Work it out now."""
    at = now()
    await actions.make_forecast(on=at.date(), at=at)
    return await redirect(request, PATH, N_("The forecast is worked out."))


async def shown(request: AnyRequest, form: Form, chosen: int = 0) -> Response[Any]:
    """The page, with what was typed and its faults."""
    standing = await queries.standing()
    planned = await queries.outflows()
    scenarios = await queries.scenarios()
    context: dict[str, Any] = {
        "form": form,
        "standing": standing,
        "outflows": planned,
        "scenarios": scenarios,
        "chosen": next((each for each in scenarios if each.id == chosen), None),
        "labels": (kinds := _said(rules.OUTGO_LABELS)),
        "kinds": kinds.items(),
        "often": (often := _said(rules.RHYTHM_LABELS)),
        "rhythms": often.items(),
        "twists": _said(rules.TWIST_LABELS).items(),
        "said": _name,
        "clients": await client_choices() if request.user.may_change else [],
        "today": today(),
        "path": PATH,
    }
    if standing is not None:
        context |= await _drawn(standing, [each for _, each in planned], context["chosen"])
    return await page(
        request, "today/forecast.html", status=422 if form.findings else 200, **context
    )


def _said(labels: Mapping[Any, str]) -> dict[str, str]:
    return {key.value: gettext(label) for key, label in labels.items()}


def _name(view: ScenarioView) -> str:
    """A scenario in a few words."""
    one = view.scenario
    if one.label:
        return one.label
    if one.twist is Twist.EXPENSE:
        return spoken(
            N_("%(amount)s more to pay on %(day)s"), {"amount": Euros(one.cents), "day": one.day}
        )
    who = view.client or gettext(N_("All clients"))
    return spoken(N_("%(client)s: %(days)s days later"), {"client": who, "days": one.days})


async def _drawn(
    standing: Standing, outflows: list[Outflow], chosen: ScenarioView | None
) -> dict[str, Any]:
    on, opening = standing.made_on, standing.opening
    start = rules.begins_with(opening, outflows, on)
    weeks = rules.balances(standing.weeks, opening, outflows, on)
    other = await _other(standing, outflows, chosen) if chosen else []
    days = [on, *(week.ends_on for week in weeks)]
    judged = await queries.judged()
    return {
        "opening": opening,
        "start": start,
        "weeks": weeks,
        "other": other,
        "marked": [(n, weeks[n - 1], other[n - 1]) for n in _MARKED] if other else [],
        "least": rules.lowest(weeks),
        "last": weeks[-1],
        "fan": fan(
            days,
            [start, *(week.low for week in weeks)],
            [start, *(week.mid for week in weeks)],
            [start, *(week.high for week in weeks)],
            [start, *(week.mid for week in other)] if other else (),
        ),
        "size": (FAN_WIDTH, FAN_HEIGHT),
        "coverage": rules.coverage(judged),
        "judged": judged[:8],
    }


async def _other(
    standing: Standing, outflows: list[Outflow], chosen: ScenarioView
) -> list[CashWeek]:
    """The weeks of a scenario; nothing while it was not drawn yet."""
    scenario = chosen.scenario
    if scenario.twist is Twist.EXPENSE and scenario.day is not None:
        more = Outflow(Outgo.OTHER, "", scenario.cents, scenario.day, 0)
        return rules.balances(standing.weeks, standing.opening, [*outflows, more], standing.made_on)
    drawn = await queries.standing(chosen.id)
    if drawn is None:
        return []
    return rules.balances(drawn.weeks, standing.opening, outflows, standing.made_on)


ROUTES: list[ControllerRouterHandler] = [forecast, run]
