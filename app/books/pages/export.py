"""The file of entries for the accountant: chosen by its days, taken, and those taken before."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.archives import Zip
from app.books import actions, queries
from app.books.actions import Days
from app.books.pages.days import kept, periods, span_of
from app.books.queries import Span
from app.books.rules import LAYOUT_LABELS, Layout
from app.clock import now, today
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.rules.archive import Period
from app.web.address import address
from app.web.download import attachment, streamed
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/books/export"


@get(PATH)
async def choose(request: AnyRequest) -> Response[Any]:
    """Which days, and what was taken before."""
    form = Form.query(request, today())
    return await _page(request, form, await span_of(form))


@get(f"{PATH}/file")
async def take(request: AnyRequest) -> Response[Any]:
    """The file in the shape asked for (`as`), in a zip, the FEC with its description; its hash is
    kept. The page again when refused."""
    form = Form.query(request, today())
    span = await span_of(form)
    out = Zip()
    layout = form.choice("as", Layout, required=False) or Layout.FEC
    days = Days(span.first, span.last, form.flag("openings"), span.known_on, layout)
    try:
        form.check()
        made = await actions.export_entries(days, out, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), span)
    stem = made.filename.rpartition(".")[0]
    name = f"{stem}-{span.first}-{span.last}.zip" if layout is Layout.FEC else f"{stem}.zip"
    return attachment(out.end(), name, "application/zip")


@get(f"{PATH}/inspection")
async def inspect(request: AnyRequest) -> Response[Any]:
    """What a tax inspector asks for, as a zip made while it is taken; who took it is noted."""
    form = Form.query(request, today())
    span = await span_of(form)
    out = Zip(f"controle-{span.first}-{span.last}/")
    by, at = request.user.email, now()
    try:
        form.check()
        _, steps = await actions.inspection(span.first, span.last, out, on=today(), at=at, by=by)
    except Refused as refused:
        return await _page(request, form.refused(refused), span)
    await invoices.note_archive(Period(span.first, span.last), at=at, by=by)
    name = f"controle-{span.first}-{span.last}.zip"
    return streamed(_written(out, steps), name, "application/zip")


async def _written(out: Zip, steps: AsyncIterator[int]) -> AsyncIterator[bytes]:
    async for _ in steps:
        if part := out.take():
            yield part
    yield out.end()


async def _page(request: AnyRequest, form: Form, span: Span) -> Response[Any]:
    days = kept(span)
    before = await queries.previous("fec", span.first, span.last, False)
    added = await queries.added_since(before, span.first, span.last, False) if before else []
    return await page(
        request,
        "books/export.html",
        422 if form.findings else 200,
        form=form,
        span=span,
        days=days,
        before=before,
        added=added,
        made=await queries.exports(),
        layouts=[(each.value, label) for each, label in LAYOUT_LABELS.items()],
        labels=LAYOUT_LABELS,
        periods=await periods(PATH, span),
        back=address("/books", days),
        inspection=address(f"{PATH}/inspection", days),
    )


ROUTES: list[ControllerRouterHandler] = [choose, take, inspect]
