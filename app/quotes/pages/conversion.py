"""An accepted quote turned into something by hand, its schedule seen beforehand."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts.rules import Billing, Frequency
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.quotes import actions
from app.quotes.actions import Wish
from app.quotes.pages.one import found
from app.quotes.pages.typed import entries_of
from app.quotes.rules import Becomes
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/quotes/{quote_id:int}/conversion")
async def conversion(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """What it may become, with what a contract would bill."""
    return await _page(request, quote_id, Form.blank(today()))


@post("/quotes/{quote_id:int}/conversion")
async def convert(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Do it; with `preview` only show what a contract would bill."""
    form = await Form.read(request, today())
    await found(quote_id)
    try:
        wish = _wish(form)
        form.check()
        if "preview" in form.typed:
            return await _page(request, quote_id, form)
        at = now()
        await actions.turn(quote_id, wish, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _page(request, quote_id, form.refused(refused), status=422)
    return await redirect(request, f"/quotes/{quote_id}", flash="It is done.")


def _wish(form: Form) -> Wish:
    return Wish(
        kind=form.choice("kind", Becomes),
        frequency=form.choice("frequency", Frequency, required=False),
        billing=form.choice("billing", Billing, required=False),
        start_on=form.day("start_on", required=False),
        deposit=form.rate("deposit", required=False),
    )


async def _page(request: AnyRequest, quote_id: int, form: Form, status: int = 200) -> Response[Any]:
    view, on = await found(quote_id), today()
    wish = _wish(Form(form.typed, on)) if form.submitted else Wish(Becomes.CONTRACT)
    planned = actions.planned(view, on, wish)
    values = replace(
        view.values,
        becomes=Becomes.CONTRACT,
        frequency=planned.frequency,
        billing=planned.billing,
        start_on=planned.start_on,
    )
    return await page(
        request,
        "quotes/conversion.html",
        status=status,
        form=form,
        quote=view,
        planned=planned,
        usual=view.becomes if view.becomes is not Becomes.HAND else Becomes.INVOICE,
        kinds=[(each.value, gettext(_DONE[each])) for each in Becomes],
        frequencies=[(each.value, gettext(each.label)) for each in Frequency],
        billings=[(each.value, gettext(each.label)) for each in Billing],
        entries=entries_of(values, view.chosen_lines, view.charges_vat, on),
    )


_DONE = {
    Becomes.HAND: N_("nothing here: it is dealt with elsewhere"),
    Becomes.INVOICE: Becomes.INVOICE.label,
    Becomes.DEPOSIT: Becomes.DEPOSIT.label,
    Becomes.CONTRACT: Becomes.CONTRACT.label,
}

ROUTES: list[ControllerRouterHandler] = [conversion, convert]
