"""What people do with one mandate; each is a noun that is posted."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.mandates import actions
from app.mandates.actions.signing import MAX_NAME, Signer
from app.mandates.pages.one import found, shown
from app.mandates.rules import Ending
from app.web.forms import Form
from app.web.render import AnyRequest, redirect

_HERE = "/debits/mandates/{mandate_id:int}"


@post(f"{_HERE}/sending")
async def sending(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """Ask the client to sign it, once for each time it was asked for."""

    async def act(form: Form) -> None:
        to, after = form.email("to"), form.whole("after", 0, 10_000)
        form.check()
        on, at, by = today(), now(), request.user.email
        await actions.ask(mandate_id, on=on, at=at, by=by, to=to or None, after=after)
        await nudge(Job.SEND_MESSAGES)

    return await _done(request, mandate_id, act, N_("The mandate will be sent to be signed."))


@post(f"{_HERE}/paper")
async def paper(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """It was signed on paper: the day, who, and the scan."""

    async def act(form: Form) -> None:
        signed_on = form.day("signed_on")
        signer = Signer(
            name=form.text("name", required=True, max=MAX_NAME),
            iban=form.text("iban", max=50),
            place=form.text("place", max=80),
        )
        scan = form.file("scan", required=False)
        form.check()
        content = scan.content if scan else None
        on, at, by = today(), now(), request.user.email
        await actions.sign_on_paper(
            mandate_id, signer, signed_on=signed_on, scan=content, on=on, at=at, by=by
        )

    return await _done(request, mandate_id, act, N_("The signature is recorded."))


@post(f"{_HERE}/amendment")
async def amendment(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """Another account of the same client."""

    async def act(form: Form) -> None:
        iban = form.text("iban", required=True, max=50)
        form.check()
        await actions.amend(mandate_id, iban, on=today(), at=now(), by=request.user.email)

    return await _done(
        request, mandate_id, act, N_("The next file will tell the bank of the new account.")
    )


@post(f"{_HERE}/registration")
async def registration(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """The client's bank knows it."""

    async def act(form: Form) -> None:
        await actions.register(mandate_id, on=today(), at=now(), by=request.user.email)

    return await _done(request, mandate_id, act, N_("The mandate can be used from now on."))


@post(f"{_HERE}/last")
async def last(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """The next debit is the last one, or not after all."""

    async def act(form: Form) -> None:
        is_last = form.flag("is_last")
        await actions.mark_last(mandate_id, is_last, on=today(), at=now(), by=request.user.email)

    return await _done(request, mandate_id, act, N_("Noted: the next file will say so."))


@post(f"{_HERE}/end")
async def end(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """It serves no more."""

    async def act(form: Form) -> None:
        reason = form.choice("reason", Ending)
        form.check()
        await actions.end(mandate_id, reason, on=today(), at=now(), by=request.user.email)

    return await _done(request, mandate_id, act, N_("The mandate has ended."))


async def _done(
    request: AnyRequest, mandate_id: int, act: Callable[[Form], Awaitable[None]], flash: str
) -> Response[Any]:
    await found(mandate_id)
    form = await Form.read(request, today())
    try:
        await act(form)
    except Refused as refused:
        return await shown(request, mandate_id, form.refused(refused), status=422)
    return await redirect(request, f"/debits/mandates/{mandate_id}", flash)


ROUTES: list[ControllerRouterHandler] = [sending, paper, amendment, registration, last, end]
