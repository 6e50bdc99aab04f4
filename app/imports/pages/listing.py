"""All imports, the last one first, and the form that begins another."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.queries import users
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.imports import actions, queries
from app.imports.pages.words import PATH, STATES, TONES
from app.imports.rules import KIND_LABELS, Kind, fields_of
from app.web.address import address
from app.web.forms import MAX_FILE, Form
from app.web.render import AnyRequest, page, redirect

SIZE = 20


@get(PATH)
async def imports(request: AnyRequest) -> Response[Any]:
    """The list; `kind` is what the form proposes."""
    return await _page(request, Form.blank(today()))


@post(PATH)
async def upload(request: AnyRequest) -> Response[Any]:
    """Keep a file and look at its columns next; nothing is imported yet."""
    form = await Form.read(request, today())
    kind, file = form.choice("kind", Kind), form.file("file")
    try:
        form.check()
        if file is None:
            raise ValueError("a file is there once the form is checked")
        run_id = await actions.prepare(
            kind, file.content, file.filename, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _page(request, form.refused(refused), status=422)
    return await redirect(request, f"{PATH}/{run_id}")


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    asked = Form.query(request, today())
    number = asked.whole("page", 1, 100_000, required=False) or 1
    rows, count = await queries.runs(number, SIZE)
    pages = max(1, -(-count // SIZE))
    return await page(
        request,
        "imports/list.html",
        status,
        form=form,
        rows=rows,
        names={each.email: each.name for each in await users()},
        proposed=(asked.choice("kind", Kind, required=False) or Kind.CLIENTS).value,
        kinds=[(kind.value, gettext(KIND_LABELS[kind])) for kind in Kind],
        labels=KIND_LABELS,
        fields={KIND_LABELS[kind]: ", ".join(fields_of(kind)) for kind in Kind},
        states=STATES,
        tones=TONES,
        most=MAX_FILE // 1_000_000,
        pager={
            "number": number,
            "pages": pages,
            "previous": address(PATH, {}, page=number - 1) if number > 1 else None,
            "next": address(PATH, {}, page=number + 1) if number < pages else None,
        },
    )


ROUTES: list[ControllerRouterHandler] = [imports, upload]
