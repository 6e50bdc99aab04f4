"""One import: to be prepared, under way, or what became of it; its refused lines as a file."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column
from app.auth.queries import timeline, users
from app.clock import now, today
from app.core.i18n import gettext
from app.core.sentences import sentence
from app.imports import queries
from app.imports.pages.preparing import shown
from app.imports.pages.words import PATH, STATES, TONES
from app.imports.queries import RunView
from app.imports.rules import KIND_LABELS, LINE, MORE_LABELS, REASON, reason, titles_again
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment
from app.web.timeline import told

SHOWN = 50


@get(f"{PATH}/{{run_id:int}}")
async def one(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """The import, whatever it stands at."""
    run = await _run(run_id)
    if run.state == "prepared":
        return await page(request, "imports/prepare.html", **await shown(run))
    return await page(request, "imports/show.html", **await _context(run))


@get(f"{PATH}/{{run_id:int}}/progress")
async def progress(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """How far it is, asked again until it has ended; then the whole page is shown anew."""
    run = await _run(run_id)
    if not wants_fragment(request) or not run.is_owed:
        return await redirect(request, f"{PATH}/{run_id}")
    return await fragment(request, "imports/_progress.html", run=run)


@get(f"{PATH}/{{run_id:int}}/refused")
async def refused(request: AnyRequest, run_id: FromPath[int]) -> Response[bytes]:
    """The refused lines as they were, each with its reason: to be mended and imported as it is."""
    run = await _run(run_id)
    columns = queries.columns_of(run)
    lines = await queries.refusals(run_id)
    # A line may have more cells than there are titles: they are kept in columns without one.
    width = max([len(columns.header), *(len(line.cells) for line in lines)])
    titles = [*titles_again(run.kind, columns), *[""] * (width - len(columns.header))]
    rows = [
        (
            *line.cells,
            *[""] * (width - len(line.cells)),
            str(line.line),
            reason(line.findings, columns),
        )
        for line in lines
    ]
    heads = [Column(title) for title in (*titles, gettext(LINE), gettext(REASON))]
    name = gettext("refused lines of import %(id)s") % {"id": run_id}
    form = Form.query(request, today()).typed.get("as", "csv")
    return table(form, name, gettext("Refused lines"), heads, rows)


async def _run(run_id: int) -> RunView:
    found = await queries.maybe_run(run_id)
    if found is None:
        raise NotFoundException
    return found


async def _context(run: RunView) -> dict[str, Any]:
    names = {each.email: each.name for each in await users()}
    columns = queries.columns_of(run)
    lines = await queries.refusals(run.id, SHOWN)
    return {
        "run": run,
        "kind": KIND_LABELS[run.kind],
        "states": STATES,
        "tones": TONES,
        "labels": MORE_LABELS,
        "noted": [columns.header[place] for place in columns.notes],
        "refused": [(line.line, reason(line.findings, columns)) for line in lines],
        "error": [sentence(each) for each in run.error],
        "acts": told(await timeline("import", run.id), now(), f"{PATH}/{run.id}", names),
    }


ROUTES: list[ControllerRouterHandler] = [one, progress, refused]
