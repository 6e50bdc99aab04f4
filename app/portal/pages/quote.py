"""A quote for its client, by signed link: options, total, bon pour accord; or declined, and why."""

from typing import Any

from litestar import HttpMethod, Response, post, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.adapters.queue import Job, nudge
from app.auth.guards import PUBLIC
from app.clock import now, today
from app.core.errors import Refused, finding
from app.links import actions as links
from app.links.rules import kind_of
from app.portal.pages.door import address, link_of, nothing, private
from app.quotes import actions, queries, rules
from app.quotes.actions import Visitor
from app.quotes.queries import QuoteView
from app.quotes.rules import Standing
from app.settings.queries import business
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]


@route("/q/{token:str}", http_method=_LOOKING, opt=PUBLIC)
async def show(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What is offered, and how to answer; once answered, what was answered."""
    view = await _opened(request, token, downloads=False)
    if view is None:
        return await nothing(request)
    return await _shown(request, token, view, Form.blank(today()))


@post("/q/{token:str}/options", status_code=200, opt=PUBLIC)
async def options(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The total with the options ticked; nothing is kept."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    form = await Form.read(request, today())
    if wants_fragment(request):
        answer = await fragment(request, "portal/_choice.html", **_choice(view, token, form))
        return private(answer)
    return await _shown(request, token, view, form)


@post("/q/{token:str}/acceptance", opt=PUBLIC)
async def acceptance(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Accept with the options ticked, once their total has been shown."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    form = await Form.read(request, today())
    at, visitor = now(), _visitor(request, form, "name")
    try:
        form.text("name", max=rules.MAX_NAME)
        form.check()
        chosen = _ticked(view, form)
        if form.typed.get("shown", "") != _said(chosen):
            raise Refused(
                [
                    finding(
                        "quotes.other_total",
                        "You changed the options: here is the new total. Accept if it suits you.",
                    )
                ]
            )
        await actions.accept(
            view.id,
            visitor,
            chosen=chosen,
            agreed=form.flag("agreed"),
            on=at.date(),
            at=at,
            by=_by(request),
        )
    except Refused as refused:
        return await _refused(request, token, form.refused(refused))
    await nudge(Job.SEND_MESSAGES)
    return private(await redirect(request, f"/q/{token}"))


@post("/q/{token:str}/refusal", opt=PUBLIC)
async def refusal(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Decline it, and say why."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    form = await Form.read(request, today())
    at, visitor = now(), _visitor(request, form, "refused_by")
    try:
        reason = form.text("reason", max=rules.MAX_REASON, lines=True)
        form.text("refused_by", required=True, max=rules.MAX_NAME)
        form.check()
        await actions.decline(view.id, visitor, reason=reason, on=at.date(), at=at, by=_by(request))
    except Refused as refused:
        return await _refused(request, token, form.refused(refused))
    await nudge(Job.SEND_MESSAGES)
    return private(await redirect(request, f"/q/{token}"))


@post("/q/{token:str}/question", opt=PUBLIC)
async def question(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask something about it; the page then shows what was asked."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    form = await Form.read(request, today())
    at, visitor = now(), _visitor(request, form, "asked_by")
    try:
        text = form.text("question", required=True, max=rules.MAX_QUESTION, lines=True)
        form.text("asked_by", required=True, max=rules.MAX_NAME)
        form.check()
        await actions.ask(view.id, visitor, text=text, on=at.date(), at=at, by=_by(request))
    except Refused as refused:
        return await _refused(request, token, form.refused(refused))
    await nudge(Job.SEND_MESSAGES)
    return private(await redirect(request, f"/q/{token}#asked"))


@route("/q/{token:str}/pdf", http_method=_LOOKING, opt=PUBLIC)
async def pdf(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The kept bytes; back to the page while they are being made."""
    view = await _opened(request, token, downloads=True)
    if view is None:
        return await nothing(request)
    if view.pdf is None or view.pdf.sha256 is None:
        return private(await redirect(request, f"/q/{token}"))
    data = files.read(view.pdf.sha256)
    return private(attachment(data, view.filename, "application/pdf"))


async def _found(request: AnyRequest, token: str) -> QuoteView | None:
    """The sent quote of a link."""
    link = await link_of(request, token, today())
    if link is None or link.subject_kind != "quote":
        return None
    view = await queries.maybe_quote(link.subject_id)
    return view if view and view.is_sent else None


async def _opened(request: AnyRequest, token: str, downloads: bool) -> QuoteView | None:
    """The quote of a link, its opening noted; people of the business leave no trace."""
    view = await _found(request, token)
    if view is not None and request.scope.get("user") is None:
        ready = view.pdf is not None and view.pdf.sha256 is not None
        await links.note_opening(
            int(token.partition(".")[0]),
            kind=kind_of(request.method, request.headers, downloads and ready),
            address=address(request),
            agent=request.headers.get("user-agent", ""),
            at=now(),
        )
    return view


async def _refused(request: AnyRequest, token: str, form: Form) -> Response[Any]:
    """The page again with the reason, as the quote stands now."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    return await _shown(request, token, view, form, status=422)


async def _shown(
    request: AnyRequest, token: str, view: QuoteView, form: Form, status: int = 200
) -> Response[Any]:
    shop = await business()
    answer = await page(
        request,
        "portal/quote.html",
        status=status,
        shop=shop,
        standing=view.standing(today()),
        standings=Standing,
        **_choice(view, token, form),
    )
    return private(answer)


def _choice(view: QuoteView, token: str, form: Form) -> dict[str, Any]:
    chosen = view.chosen if view.answer else rules.settled(view.lines, _ticked(view, form))
    lines = rules.taken(view.lines, chosen)
    return {
        "language": view.language,
        "quote": view,
        "form": form,
        "here": f"/q/{token}",
        "chosen": chosen,
        "shown": _said(chosen),
        "totals": rules.counted(lines, view.adjustments),
        "shares": rules.shares(lines, view.adjustments),
    }


def _ticked(view: QuoteView, form: Form) -> tuple[int, ...]:
    """What is chosen, of the lines of the quote alone: options ticked, a variant of each set."""
    picked = {
        form.typed.get(f"variant-{positions[0]}", "")
        for positions in rules.variants(view.lines).values()
    }
    return tuple(
        at
        for at in rules.options(view.lines)
        if form.flag(f"option-{at}") or (view.lines[at - 1].choice and str(at) in picked)
    )


def _said(chosen: tuple[int, ...]) -> str:
    return ",".join(map(str, chosen))


def _visitor(request: AnyRequest, form: Form, field: str) -> Visitor:
    agent = request.headers.get("user-agent", "")
    return Visitor(form.typed.get(field, ""), address(request), agent)


def _by(request: AnyRequest) -> str:
    """The client; or who is signed in, and answers for them (a quote signed on paper)."""
    user = request.scope.get("user")
    return str(user.email) if user is not None else actions.CLIENT


ROUTES: list[ControllerRouterHandler] = [show, options, acceptance, refusal, question, pdf]
