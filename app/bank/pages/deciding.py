"""What a person decides of lines: accept, put aside, undo, look again; one or many."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.bank import actions, queries
from app.bank.pages.matching import PATH, listed
from app.bank.rules.deals import REASONS, Foreign, Reason
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.money import Euros
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post(f"{PATH}/{{line_id:int}}/acceptance")
async def accept(request: AnyRequest, line_id: FromPath[int]) -> Response[Any]:
    """Do what was proposed (`mark` says which of the proposals)."""
    form = await Form.read(request, today())
    mark, back = form.text("mark", required=True, max=40), _back(form)
    try:
        form.check()
        key = f"tap:{line_id}:{mark}:{await turn(line_id)}"
        await actions.accept(line_id, mark, key=key, at=now(), by=request.user.email)
    except Refused as refused:
        return await _refused(request, form.refused(refused), back)
    await _after()
    return await redirect(request, back, N_("Pointed. It can be undone under “Pointed”."))


@post(f"{PATH}/acceptances")
async def accept_many(request: AnyRequest) -> Response[Any]:
    """Accept the first proposal of each line that was shown, each by itself."""
    form = await Form.read(request, today())
    done, refused = 0, 0
    for line_id, mark in _pairs(form.lists.get("line", [])):
        try:
            key = f"tap:{line_id}:{mark}:{await turn(line_id)}"
            await actions.accept(line_id, mark, key=key, at=now(), by=request.user.email)
            done += 1
        except Refused:
            refused += 1
    await _after()
    said = N_("Lines pointed: %(n)s.")
    if refused:
        said = N_("Lines pointed: %(n)s; changed meanwhile and left: %(left)s.")
    return await redirect(request, _back(form), said, n=done, left=refused)


@post(f"{PATH}/aside")
async def put_aside(request: AnyRequest) -> Response[Any]:
    """Put the ticked lines aside: no client's, with the reason; booked when that is ticked."""
    form = await Form.read(request, today())
    reason = form.choice("reason", Reason)
    note, ids, back = form.text("note", max=200), form.ids("line"), _back(form)
    account = account_of(form, reason)
    try:
        if not ids:
            form.fail("bank.none_ticked", N_("Tick at least one line."))
        form.check()
        for line_id in ids:
            await _aside(request, line_id, reason, account, note)
    except Refused as refused:
        return await _refused(request, form.refused(refused), back)
    await _after()
    return await redirect(request, back, N_("Lines put aside: %(n)s."), n=len(ids))


async def _aside(
    request: AnyRequest, line_id: int, reason: Reason, account: str, note: str
) -> None:
    row = await queries.listed_line(line_id)
    if row is not None and row.open:
        deal = Foreign(row.open, reason, account, note)
        key = f"aside:{line_id}:{await turn(line_id)}"
        await actions.point(line_id, [deal], key=key, at=now(), by=request.user.email)


async def turn(line_id: int) -> int:
    """How often something was undone on a line: two taps in between are one."""
    return sum(each.undone_at is not None for each in (await queries.matches([line_id]))[line_id])


def account_of(form: Form, reason: Reason) -> str:
    """The account on which it is booked: the one typed, else that of the reason; "" when it is not
    to be booked."""
    typed = form.text("account", max=10)
    if not form.flag("books"):
        return ""
    return typed or REASONS[reason][0]


@post("/bank/matches/{match_id:int}/undoing")
async def undo(request: AnyRequest, match_id: FromPath[int]) -> Response[Any]:
    """Undo a match from today."""
    form = await Form.read(request, today())
    try:
        there = await queries.match(match_id)
    except Refused as refused:
        raise NotFoundException from refused
    try:
        await actions.unpoint(match_id, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _refused(request, form.refused(refused), _back(form))
    await _after()
    said = N_("%(amount)s no longer pointed: the line waits for you.")
    return await redirect(request, f"{PATH}/{there.line}", said, amount=Euros(abs(there.cents)))


@post(f"{PATH}/look")
async def look_again(request: AnyRequest) -> Response[Any]:
    """Look at the lines now; a great many are looked at by the worker."""
    swept = await actions.sweep(at=now(), by="echeance")
    if not swept.is_done:
        await nudge(Job.MATCH_LINES)
        return await redirect(request, PATH, N_("They are being looked at: come back in a minute."))
    await nudge(Job.RESCORE)
    return await redirect(request, PATH, N_("Looked. Lines pointed: %(n)s."), n=swept.pointed)


def _pairs(found: Sequence[str]) -> list[tuple[int, str]]:
    """Lines and the proposals that were shown, as 12:3f9a…; what is unreadable is passed over."""
    pairs = [each.partition(":") for each in found]
    return [(int(line), mark) for line, _, mark in pairs if line.isdigit() and len(line) < 18]


def _back(form: Form) -> str:
    """Where the form stood: a page of ours, else the list."""
    back = form.text("back", max=400)
    return back if back.startswith(PATH) else PATH


async def _refused(request: AnyRequest, form: Form, back: str) -> Response[Any]:
    """The list again, as it was narrowed, with the reason above it."""
    typed = dict(parse_qsl(back.partition("?")[2]))
    return await listed(request, Form(typed, today()), faults=form)


async def _after() -> None:
    """Other lines may be sure now, and clients pay better than was thought."""
    await nudge(Job.MATCH_LINES)
    await nudge(Job.RESCORE)


ROUTES: list[ControllerRouterHandler] = [accept, accept_many, put_aside, undo, look_again]
