"""The file of entries for the accountant: chosen by its days, taken, and those taken before."""

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
from app.web.address import address
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/books/export"


@get(PATH)
async def choose(request: AnyRequest) -> Response[Any]:
    """Which days, and what was taken before."""
    form = Form.query(request, today())
    return await _page(request, form, span_of(form))


@get(f"{PATH}/file")
async def take(request: AnyRequest) -> Response[Any]:
    """The file in the shape asked for (`as`), in a zip, the FEC with its description; its hash is
    kept. The page again when refused."""
    form = Form.query(request, today())
    span = span_of(form)
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
        periods=periods(PATH, span),
        back=address("/books", days),
    )


ROUTES: list[ControllerRouterHandler] = [choose, take]
