"""Statements come in: the accounts as they stand, a file handed over, the files so far."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.queries import names
from app.bank import actions, queries
from app.bank.pages.words import FILE_STATES, FILE_TONES, FOLDER_WAITS
from app.clock import now, today
from app.core.errors import Refused
from app.web.address import address
from app.web.forms import MAX_FILE, Form
from app.web.render import AnyRequest, page, redirect

PATH = "/bank"
RECENT = 20
STATEMENTS = 50


@get(PATH)
async def bank(request: AnyRequest) -> Response[Any]:
    """Every account, the form for a statement, the last files."""
    return await _page(request, Form.blank(today()))


@post("/bank/files")
async def receive(request: AnyRequest) -> Response[Any]:
    """Keep a file and show next what it would bring; nothing is taken yet."""
    form = await Form.read(request, today())
    file = form.file("file")
    try:
        form.check()
    except Refused as refused:
        return await _page(request, form.refused(refused), status=422)
    if file is None:
        raise ValueError("a file is there once the form is checked")
    file_id = await actions.receive(file.content, file.filename, at=now(), by=request.user.email)
    await worked_on(file_id, len(file.content))
    return await redirect(request, f"{PATH}/files/{file_id}")


async def worked_on(file_id: int, size: int) -> None:
    """A small file is read while somebody waits; a large one by the worker."""
    if size <= actions.AT_ONCE:
        await actions.go_on(file_id, at=now())
    else:
        await nudge(Job.READ_BANK_FILES)


@get("/bank/accounts/{account_id:int}")
async def account(request: AnyRequest, account_id: FromPath[int]) -> Response[Any]:
    """One account: its balance, its statements, where one is missing."""
    found = {each.id: each for each in await queries.account_views()}
    if account_id not in found:
        raise NotFoundException
    number = Form.query(request, today()).whole("page", 1, 100_000, required=False) or 1
    rows, count = await queries.statements(account_id, number, STATEMENTS)
    path, pages = f"{PATH}/accounts/{account_id}", max(1, -(-count // STATEMENTS))
    return await page(
        request,
        "bank/account.html",
        account=found[account_id],
        today=today(),
        statements=rows,
        gaps=await queries.gaps_of(account_id),
        pager={
            "number": number,
            "pages": pages,
            "previous": address(path, {}, page=number - 1) if number > 1 else None,
            "next": address(path, {}, page=number + 1) if number < pages else None,
        },
    )


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    return await page(
        request,
        "bank/files.html",
        status,
        form=form,
        accounts=await queries.account_views(),
        files=await queries.recent_files(RECENT),
        people=await names(),
        states=FILE_STATES,
        tones=FILE_TONES,
        today=today(),
        most=MAX_FILE // 1_000_000,
        folder=actions.folder().place,
        lying=actions.folder().lying(now().timestamp()),
        waits=FOLDER_WAITS,
    )


ROUTES: list[ControllerRouterHandler] = [bank, receive, account]
