"""One line: all that it could be, what was done with it, and what else it may be for."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.queries import names, timeline
from app.bank import actions, queries
from app.bank.pages import words
from app.bank.pages.deciding import account_of, turn
from app.bank.pages.matching import PATH, reasons
from app.bank.queries import LineListed
from app.bank.rules.deals import AlreadyRecorded, Deal, Deposited, Foreign, Reason
from app.clients import queries as clients
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.money import Euros
from app.payments.rules import METHOD_LABELS
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect
from app.web.timeline import told


@get(f"{PATH}/{{line_id:int}}")
async def show(request: AnyRequest, line_id: FromPath[int]) -> Response[Any]:
    """The line; `q` looks for a client or an invoice to put it on."""
    return await _page(request, line_id, Form.query(request, today()), Form.blank(today()))


async def found(line_id: int) -> LineListed:
    """The line, or the page of what does not exist."""
    row = await queries.listed_line(line_id)
    if row is None:
        raise NotFoundException
    return row


async def _page(
    request: AnyRequest, line_id: int, asked: Form, form: Form, status: int = 200
) -> Response[Any]:
    row = await found(line_id)
    text = asked.text("q").strip()
    matches = (await queries.matches([line_id]))[line_id]
    return await page(
        request,
        "bank/line.html",
        status=status,
        asked=asked,
        form=form,
        shown=(await words.shown([row]))[0],
        matches=matches,
        part_label=words.part_label,
        told=words.told,
        text=text,
        invoices=await queries.find_open(text) if text else [],
        people=await clients.search(text) if text else [],
        by_hand=await _by_hand(row),
        slips=[each for each in await queries.slips() if each.amount <= row.open],
        methods=METHOD_LABELS,
        reasons=reasons(),
        account=await queries.account_view(row.line.account),
        items=told(
            await timeline("bank_line", line_id),
            now(),
            here=f"{PATH}/{line_id}",
            names=await names(),
        ),
        people_names=await names(),
        today=today(),
    )


async def _by_hand(row: LineListed) -> list[queries.ByHand]:
    """Payments recorded by hand that fit into what is left of money that came in."""
    if row.open <= 0:
        return []
    return [each for each in await queries.by_hand() if each.amount <= row.open]


@post(f"{PATH}/{{line_id:int}}/recorded")
async def take_recorded(request: AnyRequest, line_id: FromPath[int]) -> Response[Any]:
    """The line is the ticked payments, recorded by hand."""
    form = await Form.read(request, today())
    ids = form.ids("receipt")
    if not ids:
        form.fail("bank.none_chosen", N_("Tick at least one payment."), "receipt")
    deals: list[Deal] = [AlreadyRecorded(each) for each in ids]
    return await _done(request, line_id, form, deals, "recorded")


@post(f"{PATH}/{{line_id:int}}/slip")
async def take_slip(request: AnyRequest, line_id: FromPath[int]) -> Response[Any]:
    """The line is a slip of cheques."""
    form = await Form.read(request, today())
    slip_id = form.whole("slip", 1, 10**9)
    return await _done(request, line_id, form, [Deposited(slip_id)], f"slip:{slip_id}")


@post(f"{PATH}/{{line_id:int}}/aside")
async def put_part_aside(request: AnyRequest, line_id: FromPath[int]) -> Response[Any]:
    """What is left of the line, or a part of it, is no client's."""
    form = await Form.read(request, today())
    row = await found(line_id)
    reason = form.choice("reason", Reason)
    typed = form.amount("amount", required=False)
    cents = abs(row.open) if typed is None else typed
    signed = cents if row.open > 0 else -cents
    deal = Foreign(signed, reason, account_of(form, reason), form.text("note", max=200))
    return await _done(request, line_id, form, [deal], f"aside:{row.open}")


async def _done(
    request: AnyRequest, line_id: int, form: Form, deals: list[Deal], what: str
) -> Response[Any]:
    row = await found(line_id)
    try:
        form.check()
        key = f"{what}:{line_id}:{await turn(line_id)}"
        await actions.point(line_id, deals, key=key, at=now(), by=request.user.email)
    except Refused as refused:
        blank = Form.blank(today())
        return await _page(request, line_id, blank, form.refused(refused), status=422)
    return await pointed(request, line_id, row)


async def pointed(request: AnyRequest, line_id: int, before: LineListed) -> Response[Any]:
    """The line again, with how much was pointed just now."""
    await nudge(Job.MATCH_LINES)
    await nudge(Job.RESCORE)
    after = await found(line_id)
    cents = Euros(abs(before.open - after.open))
    if after.open == 0:
        return await redirect(request, PATH, N_("%(amount)s pointed."), amount=cents)
    said = N_("%(amount)s pointed; %(left)s of this line are left.")
    return await redirect(
        request, f"{PATH}/{line_id}", said, amount=cents, left=Euros(abs(after.open))
    )


ROUTES: list[ControllerRouterHandler] = [show, take_recorded, take_slip, put_part_aside]
