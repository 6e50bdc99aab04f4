"""The archive: what it is and how it is checked; a year of it as a zip, made while it is taken."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.accounting.queries import fiscal_years
from app.adapters.archives import Sealed, Zip
from app.clock import now
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.rules.archive import Period
from app.invoices.rules.retention import retention
from app.web.download import streamed
from app.web.render import AnyRequest, page

PATH = "/archive"


@get(PATH)
async def archive(request: AnyRequest) -> Response[Any]:
    """Every year with what there is of it, and how to check what was taken."""
    years = await queries.years_issued()
    fiscal = await fiscal_years()
    kept = {each.year: retention(each.last, fiscal) for each in years}
    return await page(request, "invoices/archive.html", years=years, kept=kept)


@get(PATH + "/{year:int}")
async def take(request: AnyRequest, year: FromPath[int]) -> Response[Any]:
    """A year as a zip; who took it is noted. One cut short cannot be opened."""
    if not 2000 <= year <= 2099:
        raise NotFoundException
    wanted = Period(date(year, 1, 1), date(year, 12, 31))
    out = Zip(f"archive-{year}/")
    try:
        made = await actions.archive(Sealed(out), wanted)
    except Refused as nothing:
        raise NotFoundException from nothing
    await actions.note_archive(wanted, at=now(), by=request.user.email)
    return streamed(_parts(out, made), f"archive-{year}.zip", "application/zip")


async def _parts(out: Zip, made: actions.Archive) -> AsyncIterator[bytes]:
    async for _ in made.steps(now()):
        if part := out.take():
            yield part
    yield out.end()


ROUTES: list[ControllerRouterHandler] = [archive, take]
