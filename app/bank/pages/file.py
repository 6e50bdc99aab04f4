"""One bank file: what it would bring, its columns and account, confirmed or put aside."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.adapters.spreadsheet_files import Sheet
from app.bank import actions, queries
from app.bank.actions import Chosen, Peek
from app.bank.pages.files import PATH, worked_on
from app.bank.pages.words import FILE_STATES, FILE_TONES
from app.bank.queries import FileView, Wish
from app.bank.rules import DAY_NAMES, DECIMAL_NAMES, FIELD_NAMES, FIELDS, Layout
from app.clock import now, today
from app.core.errors import N_, Refused, refuse
from app.core.formats import grouped
from app.core.i18n import gettext
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

ONE = f"{PATH}/files/{{file_id:int}}"
NO_TITLES = "none"


@get(ONE)
async def show(request: AnyRequest, file_id: FromPath[int]) -> Response[Any]:
    """The file, whatever it stands at."""
    view = await _found(file_id)
    form = Form.blank(today())
    if view.findings:
        form.refused(Refused(view.findings))
    return await _page(request, view, form)


@get(f"{ONE}/progress")
async def progress(request: AnyRequest, file_id: FromPath[int]) -> Response[Any]:
    """How far it is, asked again until it has ended; then the whole page is shown anew."""
    view = await _found(file_id)
    if not wants_fragment(request) or not view.is_owed:
        return await redirect(request, f"{PATH}/files/{file_id}")
    return await fragment(request, "bank/_progress.html", file=view)


@post(f"{ONE}/columns")
async def columns(request: AnyRequest, file_id: FromPath[int]) -> Response[Any]:
    """Keep the account and the columns as chosen, and show what they give."""
    view = await _found(file_id)
    form = await Form.read(request, today())
    try:
        account = form.whole("account", 1, 10**9, required=False)
        chosen = _chosen(form) if "titles" in form.typed else None
        form.check()
        await actions.lay_out(file_id, account, chosen)
    except Refused as refused:
        return await _page(request, view, form.refused(refused), 422)
    await worked_on(file_id, view.size)
    return await redirect(request, f"{PATH}/files/{file_id}")


@post(f"{ONE}/confirmation")
async def confirm(request: AnyRequest, file_id: FromPath[int]) -> Response[Any]:
    """Take it; refused when another browser has changed the columns."""
    view = await _found(file_id)
    form = await Form.read(request, today())
    try:
        if view.state == "prepared" and form.typed.get("mark") != _mark(view):
            raise refuse(
                "bank.other_columns",
                "The columns were changed meanwhile: look at what they give, then take it.",
            )
        wish = Wish(form.flag("add"), form.typed.get("doubtful", ""))
        await actions.confirm(file_id, wish, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, view, form.refused(refused), 422)
    await worked_on(file_id, view.size)
    await nudge(Job.MATCH_LINES)
    return await redirect(request, f"{PATH}/files/{file_id}")


@post(f"{ONE}/removal")
async def remove(request: AnyRequest, file_id: FromPath[int]) -> Response[Any]:
    """Put it aside: nothing was taken."""
    view = await _found(file_id)
    try:
        await actions.discard(file_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, view, Form({}, today()).refused(refused), 422)
    return await redirect(request, PATH, N_("Put aside: nothing was taken."))


async def _found(file_id: int) -> FileView:
    view = await queries.maybe_file(file_id)
    if view is None:
        raise NotFoundException
    return view


def _chosen(form: Form) -> Chosen:
    titles = form.typed.get("titles", "0")
    places = {
        name: int(typed)
        for name in FIELDS
        if (typed := form.typed.get(f"column-{name}", "")).isdecimal() and len(typed) < 4
    }
    return Chosen(
        sheet=form.text("sheet"),
        titles=None if titles == NO_TITLES else form.whole("titles", 0, 9),
        places=places,
        decimal=form.text("decimal", max=1),
        days="mdy" if form.typed.get("days") == "mdy" else "dmy",
    )


def _mark(view: FileView) -> str:
    return f"{view.account or ''}:{(view.layout or Layout()).mark}"


async def _page(
    request: AnyRequest, view: FileView, form: Form, status: int = 200
) -> Response[Any]:
    is_open = view.state in ("prepared", "refused")
    seen = await actions.peek(view) if is_open and view.layout else None
    known = await queries.accounts()
    return await page(
        request,
        "bank/file.html",
        status,
        file=view,
        form=form,
        mark=_mark(view),
        states=FILE_STATES,
        tones=FILE_TONES,
        accounts=[(each.id, each.name or grouped(each.key, 4)) for each in known],
        asks_account=is_open
        and (seen is not None or any(each.field == "account" for each in view.findings)),
        table=_table(seen) if seen else None,
    )


def _table(seen: Peek) -> dict[str, Any]:
    return {
        "sheet": seen.sheet,
        "sheets": [(name, name) for name in seen.sheet.names],
        "layout": seen.layout,
        "fields": [(name, FIELD_NAMES[name], seen.layout.places.get(name)) for name in FIELDS],
        "options": _options(seen.sheet, seen.layout.header),
        "top": [_top(line.number, line.cells) for line in seen.sheet.top],
        "decimals": [(sign, gettext(name)) for sign, name in DECIMAL_NAMES.items()],
        "days": [(order.value, gettext(name)) for order, name in DAY_NAMES.items()],
        "movements": seen.movements,
    }


def _options(sheet: Sheet, header: Sequence[str]) -> list[tuple[int, str]]:
    return [
        (at, (header[at] if at < len(header) else "")[:60] or str(at + 1))
        for at in range(sheet.width)
    ]


def _top(number: int, cells: tuple[str, ...]) -> tuple[int, str]:
    told = " · ".join(cell for cell in cells if cell)
    return number, told if len(told) <= 60 else f"{told[:59]}…"


ROUTES: list[ControllerRouterHandler] = [show, progress, columns, confirm, remove]
