"""The plan as a ladder, each step edited in place with its words on a real client beside it."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clients.queries import groups, maybe_client, search
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.reminders import actions, queries
from app.reminders.pages.words import (
    CHANNELS,
    RECIPIENTS,
    STEP_TONES,
    TONE_NAMES,
    own_time,
    week_names,
)
from app.reminders.queries import PlanStepView, PlanView
from app.reminders.rules import (
    PLACES,
    SEND_FROM,
    SEND_UNTIL,
    STANDARD,
    ChoiceKind,
    Limits,
    Texts,
    why_chosen,
)
from app.risk.rules import SEGMENT_LABELS, Segment
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/reminders/plan"


@get(PATH)
async def plans(request: AnyRequest) -> Response[Any]:
    """The ladder; `step` in the address is the one being edited."""
    asked = Form.query(request, today())
    edited = asked.whole("step", 1, 10**6, required=False)
    plan_id = asked.whole("plan", 1, 10**6, required=False) or STANDARD
    return await shown(
        request,
        Form.blank(today()),
        edited,
        asked.flag("limits"),
        plan_id,
        adding=asked.flag("add"),
        sought=asked,
    )


def path_of(plan_id: int) -> str:
    """The address of a plan."""
    return PATH if plan_id == STANDARD else f"{PATH}?plan={plan_id}"


async def shown(
    request: AnyRequest,
    form: Form,
    edited: int | None = None,
    changing: bool = False,
    plan_id: int = STANDARD,
    choosing: bool = False,
    adding: bool = False,
    tried: str = "",
    copying: bool = False,
    spacing: bool = False,
    sought: Form | None = None,
) -> Response[Any]:
    """The page; `form` is that of what is open: the step `edited`, the limits (`changing`), who
    follows the plan (`choosing`), a new step (`adding`), a plan made from it (`copying`), its gap
    (`spacing`). `tried`: to which address a trial went; `sought`: what the preview was asked."""
    steps = await queries.plan()
    step, every = next((one for one in steps if one.id == edited), None), await queries.plans()
    plan_id = step.plan_id if step else plan_id
    return await page(
        request,
        "reminders/plan.html",
        status=422 if form.findings else 200,
        steps=(mine := [one for one in steps if one.plan_id == plan_id]),
        own_times={one.id: own_time(one) for one in mine},
        # A new step begins with the words of the last one.
        model=mine[-1] if adding and request.user.is_owner else None,
        tried=tried,
        plan=_found(every, plan_id),
        plans=every,
        choosing=choosing,
        copying=copying,
        spacing=spacing,
        **await _who(plan_id),
        edited=edited if request.user.is_owner else None,
        form=form,
        changing=changing and request.user.is_owner,
        **(await _preview(step, form, sought or form) if step else {"chosen": None}),
        **await _words(),
    )


def _found(every: list[PlanView], plan_id: int) -> PlanView:
    plan = next((one for one in every if one.id == plan_id), None)
    if plan is None:
        raise NotFoundException
    return plan


async def _words() -> dict[str, Any]:
    """What things are called, and when reminders leave."""
    shop, limits = await business(), await queries.the_limits()
    week = week_names()
    return {
        "week": week,
        "limits": limits,
        "days_said": ", ".join(name for n, name in week if n in limits.weekdays),
        "channels": CHANNELS,
        "recipients": RECIPIENTS,
        "tone_names": TONE_NAMES,
        "tones": STEP_TONES,
        "fillings": PLACES,
        "send_from": shop.send_from or SEND_FROM,
        "send_until": shop.send_until or SEND_UNTIL,
    }


async def _preview(step: PlanStepView, form: Form, sought: Form) -> dict[str, Any]:
    """The words on the client that was chosen, and the clients found where one is looked for."""
    texts, q = step.texts("fr"), sought.typed.get("q", "")
    chosen = sought.whole("client", 1, 10**9, required=False)
    if form.submitted:
        texts = Texts(form.value("subject_fr"), form.value("body_fr"))
    return {
        "preview": await queries.preview(step.step, texts, "fr", today(), chosen),
        "chosen": chosen,
        "q": q,
        "found": await search(q),
    }


async def _who(plan_id: int) -> dict[str, Any]:
    """Who follows a plan and why, whether it may go, the names of the clients among them, and what
    can be chosen."""
    mine = [one for one in await queries.choices() if one.plan_id == plan_id]
    ids = [int(one.value) for one in mine if one.kind is ChoiceKind.CLIENT]
    found = [await maybe_client(each) for each in ids]
    return {
        "may_go": plan_id != STANDARD and not await queries.is_used(plan_id),
        "choices": [(one, why_chosen(one)) for one in mine],
        "names": {str(one.id): one.name for one in found if one},
        "groups": await groups(),
        "segments": [(each.value, gettext(SEGMENT_LABELS[each])) for each in Segment],
    }


@post("/reminders/limits", opt=OWNER_ONLY)
async def change_limits(request: AnyRequest) -> Response[Any]:
    """Set when nothing leaves: gap, amount, age of the bank statement."""
    form = await Form.read(request, today())
    try:
        limits = Limits(
            gap_days=form.whole("gap_days", 0, 999),
            least=form.amount("least"),
            stale_days=form.whole("stale_days", 0, 999, required=False),
            weekdays=tuple(form.ids("weekday")),
        )
        form.check()
        await actions.set_limits(limits, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), changing=True)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, PATH, N_("The limits are changed."))


ROUTES: list[ControllerRouterHandler] = [plans, change_limits]
