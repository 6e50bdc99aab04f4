"""Segments: what is proposed, who is where, who decides; and one client's own."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clients.queries import maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.risk import actions, queries, rules
from app.risk.actions import Seen
from app.risk.rules import Segment
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/receivables/segments"


def words() -> dict[str, dict[str, str]]:
    """What segments are called, and what each holds."""
    return {
        "labels": {each.value: gettext(rules.SEGMENT_LABELS[each]) for each in Segment},
        "meanings": {each.value: gettext(rules.SEGMENT_MEANINGS[each]) for each in Segment},
    }


async def of_client(client_id: int, form: Form | None = None) -> dict[str, Any]:
    """What the part of one client shows."""
    found = await queries.places(client_id)
    proposed = await queries.proposals(client_id)
    return {
        "form": form or Form.blank(today()),
        "moves": await queries.moves(client_id),
        "last_move": found[client_id].move_id if client_id in found else 0,
        "proposal": proposed[0] if proposed else None,
        "by_itself": await queries.is_alone(),
        **words(),
    }


@get(PATH)
async def show(request: AnyRequest) -> Response[Any]:
    """The proposals, then the clients of each segment."""
    return await _shown(request, Form.blank(today()))


async def _shown(request: AnyRequest, form: Form) -> Response[Any]:
    members = await queries.members()
    groups = [
        {"code": each.value, "members": [one for one in members if one.segment is each]}
        for each in Segment
    ]
    return await page(
        request,
        "risk/segments.html",
        422 if form.findings else 200,
        form=form,
        path=PATH,
        proposals=await queries.proposals(),
        groups=groups,
        by_itself=await queries.is_alone(),
        **words(),
    )


def _seen(form: Form) -> list[Seen]:
    texts = form.lists.get("seen", [])
    read = [each for each in map(Seen.read, texts) if each]
    if not read or len(read) != len(texts):
        form.fail("form.missing", "This must be filled in.", "seen")
    return read


@post(f"{PATH}/moves", opt=OWNER_ONLY)
async def confirm(request: AnyRequest) -> Response[Any]:
    """Move the clients that were shown; what changed meanwhile is passed over and stays shown."""
    form = await Form.read(request, today())
    shown = _seen(form)
    if form.findings:
        return await _shown(request, form)
    done = await actions.confirm(shown, at=now(), by=request.user.email)
    if done < len(shown):
        text = N_("%(done)s of %(all)s moved: the others had been decided or measured otherwise.")
        return await redirect(request, PATH, text, done=done, all=len(shown))
    return await redirect(request, PATH, N_("Clients placed: %(done)s."), done=done)


@post(f"{PATH}/refusals", opt=OWNER_ONLY)
async def leave(request: AnyRequest) -> Response[Any]:
    """Leave a client in its segment."""
    form = await Form.read(request, today())
    shown = _seen(form)
    try:
        form.check()
        await actions.keep(shown[0], at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, form.refused(refused))
    return await redirect(request, PATH, N_("It stays, until something else is measured."))


@post(f"{PATH}/mode", opt=OWNER_ONLY)
async def mode(request: AnyRequest) -> Response[Any]:
    """Who decides."""
    form = await Form.read(request, today())
    await actions.set_mode(form.flag("alone"), at=now(), by=request.user.email)
    moved = await actions.move_alone(at=now())
    return await redirect(request, PATH, N_("Kept. Clients moved: %(moved)s."), moved=moved)


@post("/clients/{client_id:int}/segment", opt=OWNER_ONLY)
async def move(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Put one client into a segment by hand."""
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    form = await Form.read(request, today())
    to, seen = form.choice("segment", Segment), form.whole("seen", 0, 10**12)
    try:
        form.check()
        await actions.move(client_id, to, seen=seen, at=now(), by=request.user.email)
    except Refused as refused:
        kept = await queries.score(client_id)
        return await page(
            request,
            "risk/score.html",
            422,
            client=client,
            score=kept,
            strip=kept.strip if kept else (),
            least=rules.MIN_OUTCOMES,
            changes=await queries.changes(client_id),
            alone=True,
            **await of_client(client_id, form.refused(refused)),
        )
    return await redirect(request, f"/clients/{client_id}/score", N_("The client is placed."))


ROUTES: list[ControllerRouterHandler] = [show, confirm, leave, mode, move]
