"""The legal values: what is in force, from where, and what still has to be confirmed."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.law import actions, queries
from app.law.actions import Wording
from app.law.rules import LABELS, PENALTY_RATE, half_year
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

LAW = "/settings/law"


@get(LAW, opt=OWNER_ONLY)
async def law(request: AnyRequest) -> Response[Any]:
    """Everything in force today; in red what is missing."""
    return await _show(request, Form.blank(today()))


@post(LAW + "/rates", opt=OWNER_ONLY)
async def enter_rate(request: AnyRequest) -> Response[Any]:
    """Enter a rate of this half-year: the ECB's, or the legal interest."""
    form = await Form.read(request, today())
    key = form.text("key", required=True, max=60)
    try:
        rate = form.rate("rate")
        source = form.text("source", required=True, max=300)
        form.check()
        await actions.enter_rate(
            key, rate, source=source, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, LAW, "The rate is entered; it holds from now on.")


@get(LAW + "/{value_id:int}", opt=OWNER_ONLY)
async def one(request: AnyRequest, value_id: FromPath[int]) -> Response[Any]:
    """One value, with the form that confirms it as read."""
    return await _show_one(request, value_id, Form.blank(today()))


@post(LAW + "/{value_id:int}/confirmation", opt=OWNER_ONLY)
async def confirm(request: AnyRequest, value_id: FromPath[int]) -> Response[Any]:
    """Confirm a value as it was read at its source, corrected where it differs."""
    value = await queries.one(value_id)
    form = await Form.read(request, today())
    try:
        wording = Wording(
            source=form.text("source", required=True, max=300),
            text_fr=form.text("text_fr", max=1000),
            text_en=form.text("text_en", max=1000),
            number=_number(form, value.unit) if value and value.unit else None,
        )
        form.check()
        await actions.confirm(value_id, wording, at=now(), by=request.user.email)
    except Refused as refused:
        return await _show_one(request, value_id, form.refused(refused), status=422)
    return await redirect(request, LAW, "Confirmed.")


def _number(form: Form, unit: str) -> int | None:
    if unit == "cents":
        return form.amount("number")
    return form.whole("number", 0, 1000) if unit in ("days", "years") else form.rate("number")


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    in_force = await queries.law_on(today())
    every = await queries.all_values()
    first, last = half_year(today())
    return await page(
        request,
        "settings/law.html",
        status,
        form=form,
        values=sorted(
            in_force.values.values(),
            key=lambda value: (value.is_verified, value.number is None, value.key),
        ),
        coming=sorted(
            (v for v in every if v.valid_from > today()), key=lambda value: value.valid_from
        ),
        past=[v for v in every if v.valid_to and v.valid_to < today()],
        half=(first, last),
        missing=[(key, gettext(LABELS[key])) for key in in_force.missing_rates()],
        penalty_rate=PENALTY_RATE,
        mention=in_force.penalty(request.user.language),
    )


async def _show_one(
    request: AnyRequest, value_id: int, form: Form, status: int = 200
) -> Response[Any]:
    value = await queries.one(value_id)
    if value is None:
        raise NotFoundException
    return await page(request, "settings/legal_value.html", status, form=form, value=value)


ROUTES: list[ControllerRouterHandler] = [law, enter_rate, one, confirm]
