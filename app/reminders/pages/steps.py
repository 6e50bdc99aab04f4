"""Steps of a plan: changed, added, taken out, seen on a real client, tried on oneself."""

from typing import Any

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.reminders import actions, queries
from app.reminders.actions import StepValues
from app.reminders.pages.plan import PATH, path_of, shown
from app.reminders.queries import PlanStepView
from app.reminders.rules import FIRST_DAY, LAST_DAY, TONES, Channel, Recipient, Texts
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, redirect

_LANGUAGES = ("fr", "en")


@post(f"{PATH}/{{step_id:int}}", opt=OWNER_ONLY)
async def change(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """Change a step; what waits for a decision is proposed anew with the new words."""
    step = await _step(step_id)
    form = await Form.read(request, today())
    try:
        await actions.edit_step(step_id, _values(form), at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), step_id)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, path_of(step.plan_id), N_("The plan is changed."))


@post(f"{PATH}/steps", opt=OWNER_ONLY)
async def add(request: AnyRequest) -> Response[Any]:
    """Add a step to the plan named."""
    form = await Form.read(request, today())
    plan_id = form.whole("plan", 1, 10**6)
    try:
        await actions.add_step(plan_id, _values(form), at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), plan_id=plan_id, adding=True)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, path_of(plan_id), N_("The step is in the plan."))


@post(f"{PATH}/{{step_id:int}}/removal", opt=OWNER_ONLY)
async def remove(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """Take a step out of its plan."""
    step = await _step(step_id, is_whole=True)
    try:
        await actions.remove_step(step_id, at=now(), by=request.user.email)
    except Refused as refused:
        blank = Form.blank(today()).refused(refused)
        return await shown(request, blank, plan_id=step.plan_id)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, path_of(step.plan_id), N_("The step is taken out."))


@post(f"{PATH}/{{step_id:int}}/preview", status_code=200)
async def preview(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """The words being typed, on a real client; `language` says which."""
    step = await _step(step_id)
    form = await Form.read(request, today())
    texts, language = _typed(form)
    chosen = form.whole("client", 1, 10**9, required=False)
    shown = await queries.preview(step.step, texts, language, today(), chosen)
    return await fragment(request, "reminders/_preview.html", preview=shown)


@post(f"{PATH}/{{step_id:int}}/trial", status_code=200, opt=OWNER_ONLY)
async def trial(request: AnyRequest, step_id: FromPath[int]) -> Response[Any]:
    """The words being typed, sent to whoever asks and to nobody else; nothing is saved."""
    step = await _step(step_id)
    form = await Form.read(request, today())
    texts, language = _typed(form)
    try:
        await actions.send_trial(
            step.step,
            texts,
            language,
            to=request.user.email,
            at=now(),
            on=today(),
            client_id=form.whole("client", 1, 10**9, required=False),
        )
    except Refused as refused:
        return await shown(request, form.refused(refused), step_id)
    await nudge(Job.SEND_MESSAGES)
    return await shown(request, form, step_id, tried=request.user.email)


def _typed(form: Form) -> tuple[Texts, str]:
    language = form.typed.get("language", "fr")
    language = language if language in _LANGUAGES else "fr"
    return Texts(form.value(f"subject_{language}"), form.value(f"body_{language}")), language


def _values(form: Form) -> StepValues:
    """What was typed; Refused with all that is wrong with it."""
    tone = form.text("tone", required=True, max=12)
    if tone and tone not in TONES:
        form.fail("form.choice", "Choose one of these.", "tone")
    channel = form.choice("channel", Channel)
    values = {
        "days": form.whole("days", FIRST_DAY, LAST_DAY),
        "is_automatic": form.flag("is_automatic"),
        "claims_indemnity": form.flag("claims_indemnity"),
        "tone": tone,
        "channel": channel,
        "weekdays": "".join(str(each) for each in sorted(set(form.ids("weekday")))),
        "send_from": form.hour("send_from", required=False),
        "send_until": form.hour("send_until", required=False),
        "recipient": form.choice("recipient", Recipient, required=False) or Recipient.USUAL,
        "copies_salesperson": form.flag("copies_salesperson"),
        "name_fr": form.text("name_fr", required=True, max=80),
        "name_en": form.text("name_en", max=80) or form.text("name_fr", max=80),
    }
    for language in _LANGUAGES:
        values[f"subject_{language}"] = form.text(f"subject_{language}", required=True, max=250)
        values[f"body_{language}"] = form.text(
            f"body_{language}", required=True, max=8000, lines=True
        )
    form.check()
    return StepValues(**values)  # type: ignore[arg-type]


async def _step(step_id: int, is_whole: bool = False) -> PlanStepView:
    steps = await queries.plan(is_whole=is_whole)
    found = next((one for one in steps if one.id == step_id), None)
    if found is None:
        raise NotFoundException
    return found


ROUTES: list[ControllerRouterHandler] = [add, change, remove, preview, trial]
