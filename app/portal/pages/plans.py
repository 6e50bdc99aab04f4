"""A plan of payments asked for on the page of an invoice: what it would be is seen before it is
sent, and the business decides."""

import secrets
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from litestar import HttpMethod, Response, post, route
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import PUBLIC
from app.clock import now, today
from app.core.errors import Refused
from app.debits.queries import coming
from app.disputes import actions, rules
from app.disputes.actions import Asking
from app.disputes.queries import plans_about
from app.invoices.queries import InvoiceView
from app.portal.pages.answers import patience, said_once, words_of
from app.portal.pages.door import address, nothing, private
from app.portal.pages.invoice import found
from app.portal.pages.said import plan_counts
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_OPEN = PUBLIC | {"exclude_from_csrf": True}
_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]
_USUAL, _SOON = 3, timedelta(days=7)


@route("/p/{token:str}/plan", http_method=_LOOKING, opt=_OPEN)
async def look(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The payments and their days, for so many `parts` from the day `first` on."""
    view = await found(request, token, today())
    if view is None or view.is_credit_note:
        return await nothing(request)
    return await _shown(request, token, view, Form.query(request, today()))


@post("/p/{token:str}/plan", opt=_OPEN)
async def ask(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask for it; a button tapped twice asks once, and nothing is granted by it."""
    if not patience.allows(address(request), time.monotonic()):
        raise TooManyRequestsException(headers={"Retry-After": "600"})
    view = await found(request, token, today())
    if view is None or view.is_credit_note:
        return await nothing(request)
    if await coming(view.id):
        return private(await redirect(request, f"/p/{token}"))
    form, at, shop = await Form.read(request, today()), now(), await business()
    try:
        words = words_of(request, form, view, "planned_by", None)
        said = form.text("plan_text", max=rules.MAX_TEXT, lines=True)
        asking = Asking(
            invoice_id=view.id,
            count=form.whole("parts", rules.FEWEST, rules.MOST_PARTS),
            first=form.day("first"),
            open=form.amount("open"),
            most=shop.plan_most,
            least=shop.plan_least,
        )
        form.check()
        words = replace(words, text=said)
        await actions.request(asking, words, on=at.date(), at=at)
    except Refused as refused:
        return await _shown(request, token, view, form.refused(refused))
    return await said_once(request, token)


async def _shown(request: AnyRequest, token: str, view: InvoiceView, form: Form) -> Response[Any]:
    on, shop = today(), await business()
    plans, is_debited = await plans_about(view.id, on), bool(await coming(view.id))
    counts = plan_counts(view, shop, plans, is_debited)
    if not counts and not form.findings:
        return private(await redirect(request, f"/p/{token}"))
    count, first = _asked(form, counts, view, on)
    answer = await page(
        request,
        "portal/plan.html",
        status=422 if form.findings else 200,
        language=view.language,
        invoice=view,
        shop=shop,
        form=form,
        here=f"/p/{token}",
        counts=[(str(each), str(each)) for each in counts],
        count=count,
        first=first,
        until=rules.latest(view.next_due, on),
        parts=rules.cut(view.open, count, first) if count else [],
        key=secrets.token_urlsafe(18),
    )
    return private(answer)


def _asked(form: Form, counts: range, view: InvoiceView, on: date) -> tuple[int, date]:
    """The number of parts and the first day that are shown: those typed, as far as they may be."""
    usual = min(_USUAL, counts[-1]) if counts else 0
    first = view.next_due if view.next_due and view.next_due > on else on + _SOON
    if not form.typed:
        form.submitted = False
        return usual, first
    typed, last = Form(form.typed, on), rules.latest(view.next_due, on)
    count = typed.whole("parts", rules.FEWEST, rules.MOST_PARTS, required=False) or usual
    day = typed.day("first", required=False) or first
    typed.findings.extend(rules.asking_faults(count, day, counts, on, last))
    told = {each.field for each in form.findings}
    form.findings.extend(each for each in typed.findings if each.field not in told)
    return (count if count in counts else usual), min(max(day, on), last)


ROUTES: list[ControllerRouterHandler] = [look, ask]
