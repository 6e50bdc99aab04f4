"""One formal notice and its case: the letter, what happened since, until when it can be claimed."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.auth.queries import names
from app.clients.queries import ClientView, client
from app.clock import now, today
from app.core.errors import N_, Finding, Refused
from app.core.i18n import gettext
from app.lateness import actions, queries, rules
from app.lateness.actions import Paper
from app.lateness.pages.notices import PATH
from app.lateness.queries import NoticeView
from app.web.download import attachment, inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_PAPER_MOST = 10_000_000


@get(f"{PATH}/{{notice_id:int}}")
async def case(request: AnyRequest, notice_id: FromPath[int]) -> Response[Any]:
    """The case."""
    return await shown(request, await case_of(notice_id), Form.blank(today()))


@get(f"{PATH}/{{notice_id:int}}/letter.pdf")
async def letter(request: AnyRequest, notice_id: FromPath[int]) -> Response[bytes]:
    """The kept letter, to look at, or with `save=1` to keep."""
    view = await case_of(notice_id)
    data, name = files.read(view.sha256), f"{view.reference}.pdf"
    if request.query_params.get("save"):
        return attachment(data, name, "application/pdf")
    return inline_pdf(data, name)


@get(f"{PATH}/{{notice_id:int}}/papers/{{stage_id:int}}")
async def paper(
    request: AnyRequest, notice_id: FromPath[int], stage_id: FromPath[int]
) -> Response[bytes]:
    """The paper of a stage, to keep."""
    view = await case_of(notice_id)
    for each in view.stages:
        if each.id == stage_id and each.sha256:
            return attachment(files.read(each.sha256), each.filename, "application/octet-stream")
    raise NotFoundException


@post(f"{PATH}/{{notice_id:int}}/receipt")
async def receipt(request: AnyRequest, notice_id: FromPath[int]) -> Response[Any]:
    """The number of the registered letter, and when it was presented."""
    view = await case_of(notice_id)
    form = await Form.read(request, today())
    tracking = form.text("tracking", max=40)
    presented_on = form.day("presented_on", required=False)
    try:
        form.check()
        await actions.note_receipt(
            notice_id,
            tracking=tracking,
            presented_on=presented_on,
            on=today(),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await shown(request, view, form.refused(refused))
    return await redirect(request, f"{PATH}/{notice_id}", N_("Saved."))


@post(f"{PATH}/{{notice_id:int}}/stages", request_max_body_size=_PAPER_MOST + 100_000)
async def reach(request: AnyRequest, notice_id: FromPath[int]) -> Response[Any]:
    """Note what happened, with its paper."""
    view = await case_of(notice_id)
    form = await Form.read(request, today())
    stage = form.choice("stage", rules.Stage)
    happened_on = form.day("happened_on")
    note = form.text("note", max=500)
    upload = form.file("paper", required=False, limit=_PAPER_MOST)
    try:
        form.check()
        await actions.record_stage(
            notice_id,
            stage,
            happened_on=happened_on,
            note=note,
            paper=Paper(upload.filename, upload.content) if upload else None,
            on=today(),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await shown(request, view, form.refused(refused))
    return await redirect(request, f"{PATH}/{notice_id}", N_("Noted."))


@post(f"{PATH}/{{notice_id:int}}/stages/{{stage_id:int}}/undoing")
async def undo(
    request: AnyRequest, notice_id: FromPath[int], stage_id: FromPath[int]
) -> Response[Any]:
    """Take back what was noted last."""
    view = await case_of(notice_id)
    try:
        await actions.undo_stage(notice_id, stage_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, view, Form.blank(today()).refused(refused))
    return await redirect(request, f"{PATH}/{notice_id}", N_("Taken back."))


def usual_court(to: ClientView) -> rules.Court | Finding:
    """The court to ask, or why none orders a payment."""
    try:
        return rules.usual_court(to.kind.value, to.country)
    except Refused as refused:
        return refused.findings[0]


async def case_of(notice_id: int) -> NoticeView:
    """The case, or 404."""
    view = await queries.notice(notice_id)
    if view is None:
        raise NotFoundException
    return view


async def shown(request: AnyRequest, view: NoticeView, form: Form) -> Response[Any]:
    """The page of a case, with the faults of what was asked."""
    following = rules.FOLLOWING[view.last.stage]
    limits = await queries.limits([each.invoice_id for each in view.items], today())
    return await page(
        request,
        "lateness/case.html",
        status=422 if form.findings else 200,
        view=view,
        limits=limits,
        labels=rules.LABELS,
        next_stages=[(each.value, gettext(rules.LABELS[each])) for each in following],
        bundles=await queries.bundles_of(view.id),
        courts=[(each.value, gettext(rules.COURT_LABELS[each])) for each in rules.Court],
        usual=usual_court(await client(view.client_id)),
        waits_until=rules.waits_until(view.last),
        names=await names(),
        today=today(),
        form=form,
    )


ROUTES: list[ControllerRouterHandler] = [case, letter, paper, receipt, reach, undo]
