"""A file before it is imported: its columns matched by hand, the first lines as they are read."""

from collections.abc import Mapping
from hashlib import sha256
from itertools import islice
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.adapters.spreadsheet_files import Sheet
from app.clock import now, today
from app.core.errors import N_, Finding, Refused, refuse
from app.core.sentences import spoken
from app.imports import actions, queries
from app.imports.pages.words import PATH
from app.imports.queries import RunView
from app.imports.rules import (
    FIELD_NAMES,
    KIND_LABELS,
    MORE_LABELS,
    Report,
    fields_of,
    letters,
    reason,
    required,
    understood,
)
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

SAMPLES = 3
SHOWN = 20
NO_TITLES = "none"


@post(f"{PATH}/{{run_id:int}}/columns")
async def columns(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """Keep the columns as chosen, and show what they give."""
    form = await Form.read(request, today())
    run = await queries.run(run_id)
    titles = form.typed.get("titles", "0")
    places = {
        name: int(typed)
        for name in fields_of(run.kind)
        if (typed := form.typed.get(f"column-{name}", "")).isascii() and typed.isdecimal()
    }
    chosen = int(titles) if titles.isascii() and titles.isdecimal() else None
    await actions.lay_out(run_id, form.text("sheet"), chosen, places)
    if not wants_fragment(request):
        return await redirect(request, f"{PATH}/{run_id}")
    context = await shown(await queries.run(run_id))
    return await fragment(request, "imports/_preparation.html", **context)


@post(f"{PATH}/{{run_id:int}}/start")
async def start(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """Hand it over to the worker; refused when another browser has changed the columns."""
    form = await Form.read(request, today())
    run = await queries.run(run_id)
    try:
        if run.state == "prepared" and form.typed.get("layout") != mark(run):
            raise refuse(
                "imports.other_columns",
                "The columns were changed meanwhile: look at them again, then start.",
            )
        await actions.start(run_id, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        context = await shown(run, refused.findings)
        return await page(request, "imports/prepare.html", 422, **context)
    await nudge(Job.RUN_IMPORTS)
    return await redirect(request, f"{PATH}/{run_id}")


@post(f"{PATH}/{{run_id:int}}/removal")
async def remove(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """Throw it away: nothing was imported."""
    await actions.discard(run_id, at=now(), by=request.user.email)
    return await redirect(request, PATH, N_("Put aside: nothing was imported."))


def mark(run: RunView) -> str:
    """What tells one choice of columns from another."""
    return sha256(run.layout.kept().encode()).hexdigest()[:16]


async def shown(run: RunView, findings: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """What the page says of a prepared file: its columns, samples, what would be done."""
    form = Form.blank(today())
    sheet, report = None, None
    try:
        sheet, report = await actions.rehearse(run, on=today(), at=now())
    except Refused as refused:
        form.refused(refused)
    if findings:
        form.refused(Refused(findings))
    looked = sheet or actions.looked_at(run)
    return {
        "run": run,
        "form": form,
        "kind": KIND_LABELS[run.kind],
        "mark": mark(run),
        "sheet": looked,
        "sheets": [(name, name) for name in looked.names],
        "fields": _fields(run, looked),
        "numbers": [line.number for line in islice(looked.lines(), SAMPLES)],
        "options": _options(looked),
        "top": [_top(line.number, line.cells) for line in looked.top],
        "report": report,
        "refused": _refused(report),
        "tried": min(looked.count, actions.TRIED),
        "labels": MORE_LABELS,
    }


def _options(sheet: Sheet) -> list[tuple[int, str]]:
    """The columns that can be chosen, by their title or as a spreadsheet calls them."""
    titles = [*sheet.header, *[""] * (sheet.width - len(sheet.header))]
    return [(at, title[:60] or letters(at)) for at, title in enumerate(titles)]


def _fields(run: RunView, sheet: Sheet) -> list[dict[str, Any]]:
    """Each field with its column, and what the first lines say in it."""
    lines, needed = list(islice(sheet.lines(), SAMPLES)), set(required(run.kind))
    found = []
    for name in fields_of(run.kind):
        place = run.layout.places.get(name)
        cells: list[Mapping[str, str]] = [
            {name: line.cells[place]} if place is not None and place < len(line.cells) else {}
            for line in lines
        ]
        samples = [understood(name, each) if each else ("", True) for each in cells]
        found.append(
            {
                "name": name,
                "label": FIELD_NAMES[name],
                "needed": name in needed,
                "place": "" if place is None else place,
                "samples": [(_said(value), good) for value, good in samples],
            }
        )
    return found


def _said(value: object) -> str:
    return spoken("%(value)s", {"value": value})[:60]


def _top(number: int, cells: tuple[str, ...]) -> tuple[int, str]:
    told = " · ".join(cell for cell in cells if cell)
    return number, told if len(told) <= 60 else f"{told[:59]}…"


def _refused(report: Report | None) -> list[tuple[int, str]]:
    if report is None:
        return []
    first = report.tally.refused[:SHOWN]
    return [(each.line, reason(each.findings, report.columns)) for each in first]


ROUTES: list[ControllerRouterHandler] = [columns, start, remove]
