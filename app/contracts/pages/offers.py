"""Offers: the list, their form, put away and brought back."""

from dataclasses import replace
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.editing import line_rows, options
from app.contracts.pages.typed import read_lines, renewal_of, trial_of
from app.contracts.queries import OfferView
from app.contracts.rules import (
    MAX_ENTRIES,
    MAX_EVERY,
    MAX_TERMS_DAYS,
    Billing,
    Frequency,
    Line,
    Mode,
    OfferValues,
    judge_offer,
)
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/contracts/offers"
_FRESH = OfferValues("", "", Frequency.MONTHLY, Billing.ADVANCE, Mode.ISSUE)


@get(PATH)
async def offers(request: AnyRequest) -> Response[Any]:
    """Those that may be taken; `archived=1` shows those put away."""
    form = Form.query(request, today())
    archived = form.flag("archived")
    return await _list(request, form, archived)


@get(f"{PATH}/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty form."""
    return await _page(request, Form.blank(today()))


@post(PATH)
async def create(request: AnyRequest) -> Response[Any]:
    """Make it; or, with `more`, show the form again with a line more."""
    form = await Form.read(request, today())
    if "more" in form.typed:
        return await _page(request, form)
    try:
        values, lines = read_offer(form)
        await actions.create_offer(values, lines, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused))
    return await redirect(request, PATH, N_("The offer is made."))


@get(f"{PATH}/{{offer_id:int}}/edit")
async def edit(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """The form, filled in."""
    return await _page(request, Form.blank(today()), await found(offer_id))


@post(f"{PATH}/{{offer_id:int}}/edit")
async def save(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """Change what is made from it from now on."""
    offer = await found(offer_id)
    form = await Form.read(request, today())
    if "more" in form.typed:
        return await _page(request, form, offer)
    try:
        values, lines = read_offer(form)
        await actions.change_offer(offer_id, values, lines, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), offer)
    return await redirect(request, PATH, N_("The offer is changed."))


@post(f"{PATH}/{{offer_id:int}}/archival")
async def archive(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """Put it away."""
    offer = await found(offer_id)
    await actions.archive_offer(offer_id, at=now(), by=request.user.email)
    said = N_("%(name)s is put away: contracts made from it go on.")
    return await redirect(request, PATH, said, name=offer.values.name)


@post(f"{PATH}/{{offer_id:int}}/restoration")
async def unarchive(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """Bring it back."""
    await found(offer_id)
    form = await Form.read(request, today())
    try:
        await actions.unarchive_offer(offer_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _list(request, form.refused(refused), archived=True)
    return await redirect(request, PATH, N_("The offer is back."))


async def found(offer_id: int) -> OfferView:
    """The offer of an address, or 404."""
    try:
        return await queries.offer(offer_id)
    except Refused as refused:
        raise NotFoundException from refused


def read_offer(form: Form) -> tuple[OfferValues, list[Line]]:
    """An offer as typed, judged; every fault at once is refused."""
    values = OfferValues(
        name=form.text("name", required=True, max=80),
        label=form.text("label", required=True),
        frequency=form.choice("frequency", Frequency),
        billing=form.choice("billing", Billing),
        mode=form.choice("mode", Mode),
        anchor_day=form.whole("anchor_day", 1, 31, required=False),
        every=form.whole("every", 1, MAX_EVERY, required=False) or 1,
        second_day=form.whole("second_day", 1, 31, required=False),
        max_entries=form.whole("max_entries", 1, MAX_ENTRIES, required=False),
        is_split=form.flag("is_split"),
        is_variable=form.flag("is_variable"),
        terms_days=form.whole("terms_days", 0, MAX_TERMS_DAYS, required=False),
        invoice_note=form.text("invoice_note", max=1000, lines=True),
        trial=trial_of(form),
        renewal=renewal_of(form),
    )
    return values, read_lines(form, partial(judge_offer, values))


async def _list(request: AnyRequest, form: Form, archived: bool) -> Response[Any]:
    return await page(
        request,
        "contracts/offers.html",
        status=422 if form.findings else 200,
        form=form,
        archived=archived,
        offers=await queries.offers(archived),
    )


async def _page(request: AnyRequest, form: Form, offer: OfferView | None = None) -> Response[Any]:
    return await page(
        request,
        "contracts/offer.html",
        status=422 if form.findings else 200,
        form=form,
        offer=offer,
        shown=offer.values if offer else replace(_FRESH),
        rows=line_rows(form, offer.lines if offer else ()),
        charges_vat=await queries.charges_vat(),
        **options(),
    )


ROUTES: list[ControllerRouterHandler] = [offers, new, create, edit, save, archive, unarchive]
