"""A stocktaking: what is counted beside what should be there, category by category."""

import secrets
from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.catalogue import actions, queries
from app.catalogue.actions import Counted
from app.catalogue.queries import Filters, ProductView
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.text import searchable
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

MOST = 300


@get("/products/count")
async def counting(request: AnyRequest) -> Response[Any]:
    """The sheet to fill in; `category` and `q` narrow it."""
    return await _sheet(request, Form.blank(today()))


@post("/products/count")
async def enter(request: AnyRequest) -> Response[Any]:
    """Enter what was counted; what is left empty was not counted."""
    form = await Form.read(request, today())
    try:
        lines = _counted(form)
        key, note = form.text("key", required=True, max=60), form.text("note")
        form.check()
        if not lines:
            form.fail("catalogue.nothing_counted", N_("Type at least one quantity."))
        form.check()
        differing = await actions.count(
            lines, key=key, note=note, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _sheet(request, form.refused(refused))
    return await redirect(
        request,
        "/products",
        N_("%(counted)s products counted, %(differing)s of them differed."),
        counted=len(lines),
        differing=differing,
    )


def _counted(form: Form) -> list[Counted]:
    found = []
    for name, text in form.typed.items():
        start, _, rest = name.partition("-")
        if start == "counted" and rest.isdecimal() and len(rest) < 10 and text.strip():
            counted, shown = form.quantity(name), form.whole(f"shown-{rest}", -(10**15), 10**15)
            found.append(Counted(int(rest), shown, counted))
    return found


async def _sheet(request: AnyRequest, form: Form) -> Response[Any]:
    asked = Form.query(request, today())
    kept = {name: asked.typed.get(name, "") for name in ("q", "category")}
    filters = Filters(text=asked.text("q"), category=asked.text("category"), stocked=True)
    stocked = await queries.list_products(filters, "category", size=MOST)
    return await page(
        request,
        "catalogue/count.html",
        status=422 if form.submitted else 200,
        form=form,
        kept=kept,
        key=form.value("key", secrets.token_urlsafe(12)),
        groups=_grouped(stocked.rows),
        left=max(0, stocked.total - MOST),
        categories=await queries.categories(),
    )


def _grouped(products: Sequence[ProductView]) -> list[tuple[str, list[ProductView]]]:
    groups: dict[str, list[ProductView]] = {}
    for each in products:
        groups.setdefault(each.category, []).append(each)
    return [
        (category, sorted(rows, key=lambda each: searchable(each.name)))
        for category, rows in sorted(groups.items())
    ]


ROUTES: list[ControllerRouterHandler] = [counting, enter]
