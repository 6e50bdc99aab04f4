"""One entry of the schedule: what may still be done about it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.queries import EntryView
from app.contracts.rules import Line, State, Typed, bill_lines, fill_texts, items
from app.core.errors import N_, Refused
from app.core.i18n import current_language, gettext
from app.invoices.rules import LineDraft
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_PLACES = ("/schedule", "/contracts/", "/coming")


@get("/schedule/entries/{entry_id:int}")
async def show(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """The entry, and the forms to move, amend and comment it."""
    form = Form.query(request, today())
    return await _page(request, await found(entry_id), Form.blank(today()), _back(form))


@post("/schedule/entries/{entry_id:int}/pause")
async def pause(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Hold it until somebody wakes it."""
    return await _act(request, entry_id, actions.pause_entry, N_("Paused: nothing is billed."))


@post("/schedule/entries/{entry_id:int}/resumption")
async def resume(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Wake it."""
    return await _act(request, entry_id, actions.resume_entry, N_("To be billed again."))


@post("/schedule/entries/{entry_id:int}/omission")
async def skip(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Leave it out."""
    return await _act(request, entry_id, actions.skip_entry, N_("Left out: it will not be billed."))


@post("/schedule/entries/{entry_id:int}/inclusion")
async def unskip(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Bill it after all."""
    await actions.release_thrown_away()
    return await _act(request, entry_id, actions.unskip_entry, N_("To be billed again."))


@post("/schedule/entries/{entry_id:int}/move")
async def move(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Bill it on another day."""
    form = await Form.read(request, today())
    day = form.day("bill_on")

    async def act() -> None:
        await actions.move_entry(entry_id, day, at=now(), by=request.user.email)

    return await _change(request, entry_id, form, act, N_("Moved."))


@post("/schedule/entries/{entry_id:int}/amount")
async def amend(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Bill another amount; an empty one is what the contract says."""
    form = await Form.read(request, today())
    net = form.amount("net", required=False)

    async def act() -> None:
        await actions.amend_entry(entry_id, net, at=now(), by=request.user.email)

    return await _change(request, entry_id, form, act, N_("The amount is changed."))


@post("/schedule/entries/{entry_id:int}/quantities")
async def measure(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Bill what was used; all empty: wait again."""
    form = await Form.read(request, today())
    lines = await _agreed(await found(entry_id))
    typed = [form.quantity(f"quantity-{at}", required=False) for at in range(len(lines))]
    given = tuple(typed) if any(each is not None for each in typed) else ()

    async def act() -> None:
        by = request.user.email
        await actions.measure_entry(entry_id, Typed(quantities=given), at=now(), by=by)

    return await _change(request, entry_id, form, act, N_("The quantities are kept."))


@post("/schedule/entries/{entry_id:int}/comment")
async def comment(request: AnyRequest, entry_id: FromPath[int]) -> Response[Any]:
    """Write beside it, and have it shown again on a day."""
    form = await Form.read(request, today())
    text = form.text("comment", max=2000, lines=True)
    alert_on = form.day("alert_on", required=False)

    async def act() -> None:
        await actions.comment_entry(
            entry_id, text, alert_on=alert_on, at=now(), by=request.user.email
        )

    return await _change(request, entry_id, form, act, N_("The comment is kept."))


async def found(entry_id: int) -> EntryView:
    """The entry of an address, or 404."""
    entry = await queries.entry(entry_id)
    if entry is None:
        raise NotFoundException
    return entry


async def _act(
    request: AnyRequest, entry_id: int, action: Callable[..., Awaitable[None]], said: str
) -> Response[Any]:
    form = await Form.read(request, today())

    async def act() -> None:
        await action(entry_id, at=now(), by=request.user.email)

    return await _change(request, entry_id, form, act, said)


async def _change(
    request: AnyRequest,
    entry_id: int,
    form: Form,
    act: Callable[[], Awaitable[None]],
    said: str,
) -> Response[Any]:
    """Do it and go back to where it was asked, or show the entry with what is wrong."""
    entry = await found(entry_id)
    try:
        form.check()
        await act()
    except Refused as refused:
        return await _page(request, entry, form.refused(refused), _back(form))
    return await redirect(request, _back(form) or address_of(entry), said)


async def _page(request: AnyRequest, entry: EntryView, form: Form, back: str) -> Response[Any]:
    return await page(
        request,
        "schedule/entry.html",
        status=422 if form.findings else 200,
        entry=entry,
        billed_lines=await _lines(entry),
        asked_lines=await _asked(entry),
        form=form,
        back=back or address_of(entry),
        today=today(),
    )


async def _lines(entry: EntryView) -> list[tuple[LineDraft, int]]:
    """What its invoice will say, line by line, with the net of each in cents."""
    if entry.state is State.BILLED:
        return []
    versions = (await queries.contract(entry.contract_id)).versions
    drafts = bill_lines(versions, entry.part, current_language(), gettext)
    nets = [each.value for each in items(versions, entry.part)]
    return list(zip(drafts, nets, strict=True))


async def _agreed(entry: EntryView) -> tuple[Line, ...]:
    """The lines of its contract that hold for its period."""
    return (await queries.contract(entry.contract_id)).versions.on(entry.part.first)


async def _asked(entry: EntryView) -> list[tuple[str, Line, int | None]]:
    """The lines whose quantities may be typed, with their texts, and with those that were."""
    if not entry.is_variable or entry.state is State.BILLED:
        return []
    lines = await _agreed(entry)
    typed = [*entry.part.quantities, *[None] * len(lines)]
    texts = [fill_texts(line.label, entry.part, current_language()) for line in lines]
    return list(zip(texts, lines, typed, strict=False))


def address_of(entry: EntryView) -> str:
    """The month that the entry is in."""
    return address("/schedule", {}, month=f"{entry.bill_on:%Y-%m}")


def _back(form: Form) -> str:
    """Where to go back to: a page of ours that shows entries, or ""."""
    path = form.typed.get("back", "")
    return path if path.startswith(_PLACES) and len(path) < 500 else ""


ROUTES: list[ControllerRouterHandler] = [
    show,
    pause,
    resume,
    skip,
    unskip,
    move,
    amend,
    measure,
    comment,
]
