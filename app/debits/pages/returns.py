"""What comes back of a file, and what was credited: by hand, or out of a file of the bank."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.bank.queries import accounts
from app.clock import now, today
from app.core.errors import N_, Refused
from app.debits import actions
from app.debits.actions.returning import Said
from app.debits.pages import files, overview
from app.web.forms import Form
from app.web.render import AnyRequest, redirect

_HERE = "/debits/batches/{batch_id:int}"


@post(f"{_HERE}/credit")
async def credit(request: AnyRequest, batch_id: FromPath[int]) -> Response[Any]:
    """The bank has credited all that did not come back."""
    await files.found(batch_id)
    form = await Form.read(request, today())
    try:
        on = form.day("credited_on")
        form.check()
        await actions.collect(batch_id, on=on, today=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await files.shown(request, batch_id, form.refused(refused), status=422)
    return await redirect(request, f"/debits/batches/{batch_id}", N_("The money is recorded."))


@post(f"{_HERE}/returns")
async def returned(request: AnyRequest, batch_id: FromPath[int]) -> Response[Any]:
    """One debit came back."""
    view = await files.found(batch_id)
    form = await Form.read(request, today())
    try:
        debit_id = form.whole("debit", 1, 10**9)
        if debit_id not in {each.id for each in view.debits}:
            form.fail("form.choice", "“%(value)s” is not one of the choices.", "debit", value="?")
        code = form.text("code", required=True, max=10)
        on, fee = form.day("returned_on"), form.amount("fee", required=False) or 0
        form.check()
        # Where statements are read in, the line of the fee brings it into the books.
        books_fee = form.flag("books_fee") and not await accounts()
        said = Said(code, on, max(fee, 0), books_fee=books_fee)
        await actions.note_return(debit_id, said, today=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await files.shown(request, batch_id, form.refused(refused), status=422)
    return await redirect(
        request,
        f"/debits/batches/{batch_id}",
        N_("The return is recorded: the invoice is owed again."),
    )


@post("/debits/{debit_id:int}/attempt")
async def again(request: AnyRequest, debit_id: FromPath[int]) -> Response[Any]:
    """Announce it once more."""
    form = Form.blank(today())
    try:
        await actions.try_again(debit_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await overview.shown(request, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(request, "/debits", N_("It is announced to the client again."))


@post("/debits/returns")
async def read(request: AnyRequest) -> Response[Any]:
    """Read a file of the bank."""
    form = await Form.read(request, today())
    try:
        upload = form.file("file")
        form.check()
        assert upload is not None
        done = await actions.read_returns(
            upload.content, today=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await overview.shown(request, form.refused(refused), status=422)
    return await redirect(
        request,
        "/debits",
        N_(
            "%(returned)s returns noted, %(unchanged)s known already, %(unknown)s of no debit of"
            " ours."
        ),
        returned=done.returned,
        unchanged=done.unchanged,
        unknown=done.unknown,
    )


ROUTES: list[ControllerRouterHandler] = [credit, returned, again, read]
