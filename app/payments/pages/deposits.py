"""Cheques to pay in: ticked, put on a slip, printed for the bank; and the slips made so far."""

import secrets
from collections import defaultdict
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.bank.queries import at_the_bank
from app.clock import now, today
from app.core.errors import Refused
from app.payments import actions, queries
from app.payments.queries import DepositView
from app.payments.rules import MOST_CHEQUES, Cheque
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/payments/deposits"


@get(PATH)
async def deposits(request: AnyRequest) -> Response[Any]:
    """The cheques that wait, as many ticked as fit on a slip, and the slips."""
    return await _list(request, Form.blank(today()))


async def _waiting() -> list[Cheque]:
    """A line of the bank may stand for a cheque that was on no slip."""
    found = await queries.cheques_waiting()
    known = await at_the_bank([each.receipt_id for each in found])
    return [each for each in found if each.receipt_id not in known]


async def _list(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    waiting = await _waiting()
    slips = await queries.deposits()
    cheques = await queries.deposited([each.id for each in slips])
    known = await at_the_bank([each.receipt_id for each in cheques])
    came: dict[int, set[int]] = defaultdict(set)
    for each in cheques:
        if each.receipt_id in known:
            came[each.deposit].add(each.receipt_id)
    first = {each.receipt_id for each in waiting[:MOST_CHEQUES]}
    return await page(
        request,
        "payments/deposits.html",
        status=status,
        form=form,
        waiting=waiting,
        ticked=set(form.ids("cheque")) if form.submitted else first,
        total=sum(each.amount for each in waiting),
        slips=slips,
        came=came,
        today=today(),
        key=form.value("key", secrets.token_urlsafe(18)),
    )


@post(PATH)
async def make(request: AnyRequest) -> Response[Any]:
    """Make the slip of the ticked cheques; the same form again leads to the same slip."""
    form = await Form.read(request, today())
    try:
        chosen, on = form.ids("cheque"), form.day("on")
        key = form.text("key", required=True, max=80)
        form.check()
        known = await at_the_bank(chosen)
        made = await actions.make_deposit(
            [each for each in chosen if each not in known],
            key=key,
            on=on,
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _list(request, form.refused(refused), status=422)
    slip = await queries.deposit(made)
    return await redirect(
        request, f"{PATH}/{made}", flash="Deposit slip no. %(number)s made.", number=slip.number
    )


@get(f"{PATH}/{{deposit_id:int}}")
async def show(request: AnyRequest, deposit_id: FromPath[int]) -> Response[Any]:
    """A slip with its cheques, and what became of each."""
    return await _show(request, deposit_id, Form.blank(today()))


async def _show(
    request: AnyRequest, deposit_id: int, form: Form, status: int = 200
) -> Response[Any]:
    slip = await _found(deposit_id)
    cheques = await queries.deposited([deposit_id])
    return await page(
        request,
        "payments/deposit.html",
        status=status,
        form=form,
        slip=slip,
        cheques=cheques,
        known=await at_the_bank([each.receipt_id for each in cheques]),
    )


async def _found(deposit_id: int) -> DepositView:
    try:
        return await queries.deposit(deposit_id)
    except Refused as refused:
        raise NotFoundException from refused


@get(f"{PATH}/{{deposit_id:int}}/pdf")
async def pdf(request: AnyRequest, deposit_id: FromPath[int]) -> Response[bytes]:
    """The slip on paper."""
    slip = await _found(deposit_id)
    return inline_pdf(await actions.deposit_pdf(deposit_id), f"remise-{slip.number}.pdf")


@post(f"{PATH}/{{deposit_id:int}}/cancellation")
async def cancel(request: AnyRequest, deposit_id: FromPath[int]) -> Response[Any]:
    """It was not taken to the bank: its cheques wait again."""
    slip = await _found(deposit_id)
    cheques = await queries.deposited([deposit_id])
    known = await at_the_bank([each.receipt_id for each in cheques])
    try:
        await actions.cancel_deposit(
            deposit_id, at_the_bank=bool(known), on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await _show(request, deposit_id, form, status=422)
    return await redirect(
        request, PATH, flash="Deposit slip no. %(number)s cancelled.", number=slip.number
    )


ROUTES: list[ControllerRouterHandler] = [deposits, make, show, pdf, cancel]
