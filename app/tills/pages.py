"""Outside tills: a day's Z entered, those entered, taken back."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.settings.queries import business
from app.tills import actions, queries, rules
from app.tills.rules import (
    MEANS_LABELS,
    RATES,
    SALES_LABELS,
    Means,
    Sales,
    SalesAccount,
    TillValues,
)
from app.web.errors import on_refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/books/tills"
_USUAL = N_("Till")


@get(PATH)
async def tills(request: AnyRequest) -> Response[Any]:
    """The form of a day, and the days entered."""
    return await _page(request, Form.blank(today()))


@post(PATH)
async def enter(request: AnyRequest) -> Response[Any]:
    """Enter a day; the same form again changes nothing."""
    form = await Form.read(request, today())
    try:
        values = _values(form)
        form.check()
        await actions.enter(values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), 422)
    return await redirect(request, PATH, N_("The day is in the books."))


@post(f"{PATH}/{{till_day_id:int}}/undoing")
async def take_back(request: AnyRequest, till_day_id: FromPath[int]) -> Response[Any]:
    """Take a day back."""
    if await queries.till_day(till_day_id) is None:
        raise NotFoundException
    try:
        await actions.take_back(till_day_id, at=now(), by=request.user.email)
    except Refused as refused:
        return on_refused(request, refused)
    return await redirect(request, PATH, N_("Taken back: the day can be entered again."))


def _values(form: Form) -> TillValues:
    sales = []
    for rate in RATES:
        gross = form.amount(f"gross-{rate}", required=False) or 0
        vat = form.amount(f"vat-{rate}", required=False)
        sales.append(Sales(rate, gross, rules.usual_vat(gross, rate) if vat is None else vat))
    money = [(means, form.amount(means.value, required=False) or 0) for means in Means]
    return TillValues(
        till=form.text("till", max=40, required=True),
        day=form.day("day"),
        z_number=form.text("z_number", max=30),
        account=form.choice("account", SalesAccount).value,
        sales=rules.merged(sales),
        money=tuple((means, cents) for means, cents in money if cents),
    )


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    shop, days = await business(), await queries.till_days()
    return await page(
        request,
        "tills/days.html",
        status,
        form=form,
        today=today(),
        days=days,
        rates=RATES if shop.charges_vat else (0,),
        means=MEANS_LABELS,
        accounts=[(each.value, gettext(label)) for each, label in SALES_LABELS.items()],
        usual_account=rules.usual_account(shop.activity),
        usual_till=days[0].values.till if days else gettext(_USUAL),
    )


ROUTES: list[ControllerRouterHandler] = [tills, enter, take_back]
