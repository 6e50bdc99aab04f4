"""The plan as a ladder, each step edited in place with its words on a real client beside it."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clients.queries import groups, maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.reminders import actions, queries
from app.reminders.actions import StepValues
from app.reminders.pages.words import STEP_TONES
from app.reminders.queries import PlanStepView
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
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect

PATH = "/reminders/plan"
_LANGUAGES = ("fr", "en")


@get(PATH)
async def plans(request: AnyRequest) -> Response[Any]:
    """The ladder; `step` in the address is the one being edited."""
    asked = Form.query(request, today())
    edited = asked.whole("step", 1, 10**6, required=False)
    plan_id = asked.whole("plan", 1, 10**6, required=False) or STANDARD
    return await shown(request, Form.blank(today()), edited, asked.flag("limits"), plan_id)


async def shown(
    request: AnyRequest,
    form: Form,
    edited: int | None = None,
    changing: bool = False,
    plan_id: int = STANDARD,
    choosing: bool = False,
) -> Response[Any]:
    """The page; `form` is that of the step `edited`, or of the limits when these are `changing`, or
    of who follows the plan when one is `choosing`."""
    shop = await business()
    steps = await queries.plan()
    step = next((one for one in steps if one.id == edited), None)
    every = await queries.plans()
    plan_id = step.plan_id if step else plan_id
    plan = next((one for one in every if one.id == plan_id), None)
    if plan is None:
        raise NotFoundException
    texts = step.texts("fr") if step else Texts("", "")
    if step and form.submitted:
        texts = Texts(form.value("subject_fr"), form.value("body_fr"))
    return await page(
        request,
        "reminders/plan.html",
        status=422 if form.findings else 200,
        steps=[one for one in steps if one.plan_id == plan_id],
        plan=plan,
        plans=every,
        choosing=choosing,
        **await _who(plan_id),
        edited=edited if request.user.is_owner else None,
        form=form,
        limits=await queries.the_limits(),
        changing=changing and request.user.is_owner,
        tones=STEP_TONES,
        fillings=PLACES,
        send_from=shop.send_from or SEND_FROM,
        send_until=shop.send_until or SEND_UNTIL,
        preview=await queries.preview(step.step, texts, "fr", today()) if step else None,
    )


@post(f"{PATH}/{{step_id:int}}", opt=OWNER_ONLY)
async def change(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """Change a step; what waits for a decision is proposed anew with the new words."""
    step = await _step(step_id)
    form = await Form.read(request, today())
    try:
        values = StepValues(
            days=form.whole("days", -60, 365),
            is_automatic=form.flag("is_automatic"),
            claims_indemnity=form.flag("claims_indemnity"),
            subject_fr=form.text("subject_fr", required=True, max=250),
            subject_en=form.text("subject_en", required=True, max=250),
            body_fr=form.text("body_fr", required=True, max=8000, lines=True),
            body_en=form.text("body_en", required=True, max=8000, lines=True),
        )
        form.check()
        await actions.edit_step(step_id, values, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), step_id)
    await nudge(Job.PROPOSE_REMINDERS)
    back = f"{PATH}?plan={step.plan_id}" if step.plan_id != STANDARD else PATH
    return await redirect(request, back, N_("The plan is changed."))


@post(f"{PATH}/{{step_id:int}}/preview", status_code=200)
async def preview(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """The words being typed, on a real client; `language` says which."""
    step = await _step(step_id)
    form = await Form.read(request, today())
    language = form.typed.get("language", "fr")
    language = language if language in _LANGUAGES else "fr"
    texts = Texts(form.value(f"subject_{language}"), form.value(f"body_{language}"))
    shown = await queries.preview(step.step, texts, language, today())
    return await fragment(request, "reminders/_preview.html", preview=shown)


async def _who(plan_id: int) -> dict[str, Any]:
    """Who follows a plan and why, the names of the clients among them, and what can be chosen."""
    mine = [one for one in await queries.choices() if one.plan_id == plan_id]
    ids = [int(one.value) for one in mine if one.kind is ChoiceKind.CLIENT]
    found = [await maybe_client(each) for each in ids]
    return {
        "choices": [(one, why_chosen(one)) for one in mine],
        "names": {str(one.id): one.name for one in found if one},
        "groups": await groups(),
    }


async def _step(step_id: int) -> PlanStepView:
    found = next((one for one in await queries.plan() if one.id == step_id), None)
    if found is None:
        raise NotFoundException
    return found


@post("/reminders/limits", opt=OWNER_ONLY)
async def change_limits(request: AnyRequest) -> Response[Any]:
    """Set when nothing leaves: gap, amount, age of the bank statement."""
    form = await Form.read(request, today())
    try:
        limits = Limits(
            gap_days=form.whole("gap_days", 0, 999),
            least=form.amount("least"),
            stale_days=form.whole("stale_days", 0, 999, required=False),
        )
        form.check()
        await actions.set_limits(limits, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), changing=True)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, PATH, N_("The limits are changed."))


ROUTES: list[ControllerRouterHandler] = [plans, change, preview, change_limits]
