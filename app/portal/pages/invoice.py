"""A client's page of one document, by signed link: no account, nothing of a third party."""

from datetime import date
from typing import Any

from litestar import HttpMethod, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files, qr
from app.adapters.card_payments import STRIPE_PAGES
from app.auth.guards import PUBLIC
from app.clock import now, today
from app.core.errors import Refused
from app.debits.queries import coming
from app.disputes.queries import plans_about
from app.invoices.queries import (
    Filters,
    InvoiceView,
    Listed,
    document_view,
    electronic,
    has_xml,
    list_invoices,
    view_and_document,
)
from app.invoices.rules import DocumentView, Situation
from app.links import actions as links
from app.links.queries import tokens_for
from app.links.rules import LinkFound, kind_of
from app.mandates.queries import creditor
from app.payments.queries.cards import last_checkout, provider_of
from app.portal.pages.door import address, link_of, nothing, private
from app.portal.pages.said import due_by_plan, said_context
from app.portal.rules import to_pay
from app.settings.queries import business
from app.settings.rules import Business
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment
from app.web.security import POLICY

# No cookie: a client is not followed. Whoever posts a form of this page has its secret address.
_OPEN = PUBLIC | {"exclude_from_csrf": True}
_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]
_OTHERS = 12
# A document as it stands now, and as it was issued.
_Whole = tuple[InvoiceView, DocumentView | None]
_TO_STRIPE = POLICY.replace("form-action 'self'", f"form-action 'self' {STRIPE_PAGES}")


@route("/p/{token:str}", http_method=_LOOKING, opt=_OPEN)
async def show(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The document: what is left to pay, until when and how; what is in it; the PDF."""
    whole = await _opened(request, token, downloads=False)
    if whole is None:
        return await nothing(request)
    opened, document = whole
    form, part = Form.query(request, today()), None
    try:
        part = form.amount("part", required=False)
        form.check()
        if part is not None:
            least = (await business()).part_least
            part = to_pay(part, opened.open, await next_payment(opened, today()), least)
    except Refused as refused:
        return await shown(request, token, opened, form.refused(refused), document=document)
    return await shown(request, token, opened, part=part, document=document)


async def shown(
    request: AnyRequest,
    token: str,
    view: InvoiceView,
    form: Form | None = None,
    part: int | None = None,
    document: DocumentView | None = None,
) -> Response[Any]:
    """The page of a document; with the form that was refused, if one was, or with the part (cents)
    that is to be paid now. `document`: what was issued, where it is read already."""
    on, shop = today(), await _shop(request)
    if (document := document or await document_view(view.id)) is None:
        return await nothing(request)
    debits, plans = await coming(view.id), await plans_about(view.id, on)
    cards = provider_of(shop)
    answer = await page(
        request,
        "portal/invoice.html",
        status=422 if form else 200,
        language=view.language,
        invoice=view,
        document=document,
        shop=shop,
        situation=view.situation(on),
        situations=Situation,
        form=form or Form.blank(on),
        others=await _others(view, on) if shop.shows_past_invoices else [],
        debits=debits,
        ics=(await creditor()).ics if debits else "",
        cards=cards,
        card=await last_checkout(view.id) if cards else None,
        is_back=request.query_params.get("card") == "back",
        **_paying(view, shop, part, due_by_plan(view, plans)),
        **await said_context(view, shop, on, plans, bool(debits)),
        **await _file_context(view, token),
    )
    if shop.card_provider == "stripe":
        # A browser holds the form's answer, which leads to Stripe, to the policy of its page too.
        answer.headers["Content-Security-Policy"] = _TO_STRIPE
    return private(answer)


async def _shop(request: AnyRequest) -> Business:
    """The business, left for the frame of the page too."""
    request.state["business"] = shop = await business()
    return shop


async def next_payment(view: InvoiceView, on: date) -> int | None:
    """The cents that are to be paid next by the plan that runs on a day; None without one."""
    return due_by_plan(view, await plans_about(view.id, on))


def _paying(view: InvoiceView, shop: Business, part: int | None, due: int | None) -> dict[str, Any]:
    """What is to be paid now (a part, the next payment `due` by a plan, or all), and the code of
    its transfer; what is left afterwards (cents)."""
    now_paid = to_pay(part, view.open, due, 1)
    code = None
    if view.open > 0:
        code = qr.transfer(shop.name, shop.iban, shop.bic, now_paid, view.number or "")
    return {
        "part": None if now_paid == view.open else now_paid,
        "by_plan": due,
        "paying": now_paid,
        "rest": view.open - now_paid,
        "qr": code,
    }


@route("/p/{token:str}/file", http_method=_LOOKING, opt=_OPEN)
async def file(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Whether the PDF is there: the part of the page that asks again until it is."""
    view = await found(request, token, today())
    if view is None:
        return await nothing(request)
    if not wants_fragment(request):
        return private(await redirect(request, f"/p/{token}"))
    return private(
        await fragment(
            request, "portal/_file.html", language=view.language, **await _file_context(view, token)
        )
    )


@route("/p/{token:str}/pdf", http_method=_LOOKING, opt=_OPEN)
async def pdf(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The kept bytes; back to the page while they are being made."""
    whole = await _opened(request, token, downloads=True)
    view = whole[0] if whole else None
    if view is None or view.number is None:
        return await nothing(request)
    if not _is_ready(view):
        return private(await redirect(request, f"/p/{token}"))
    assert view.rendering and view.rendering.sha256
    data = files.read(view.rendering.sha256)
    return private(attachment(data, f"{view.number.replace('/', '-')}.pdf", "application/pdf"))


@route("/p/{token:str}/xml", http_method=_LOOKING, opt=_OPEN)
async def xml(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The XML alone, for a client's own programs; nothing where the document has none."""
    view = await found(request, token, today())
    kept = await electronic(view.id) if view else None
    if view is None or view.number is None or kept is None or kept.sha256 is None:
        return await nothing(request)
    name = f"{view.number.replace('/', '-')}.xml"
    return private(attachment(files.read(kept.sha256), name, "application/xml"))


async def _opened(request: AnyRequest, token: str, downloads: bool) -> _Whole | None:
    """The document of a link, its opening noted; people of the business leave no trace."""
    link = await link_of(request, token, today())
    whole = await _document(link) if link else None
    if link and whole and request.scope.get("user") is None:
        await links.note_opening(
            link.id,
            kind=kind_of(request.method, request.headers, downloads and _is_ready(whole[0])),
            address=address(request),
            agent=request.headers.get("user-agent", ""),
            at=now(),
        )
    return whole


async def found(request: AnyRequest, token: str, on: date) -> InvoiceView | None:
    """The document of a link, without a trace."""
    link = await link_of(request, token, on)
    whole = await _document(link) if link else None
    return whole[0] if whole else None


async def _document(link: LinkFound) -> _Whole | None:
    if link.subject_kind != "invoice":
        return None
    whole = await view_and_document(link.subject_id)
    return whole if whole and not whole[0].is_draft and not whole[0].withdrawn else None


async def _others(view: InvoiceView, on: date) -> list[tuple[Listed, str | None]]:
    """The last other documents of the same client, each with its page’s token if it has one."""
    issued = Filters(on=on, client_id=view.client_id, issued_until=on)
    found = (await list_invoices(issued, "-issued", limit=_OTHERS + 1)).rows
    others = [each for each in found if each.id != view.id and not each.is_draft][:_OTHERS]
    tokens = await tokens_for("invoice", [each.id for each in others], on)
    return [(each, tokens.get(each.id)) for each in others]


def _is_ready(view: InvoiceView) -> bool:
    return view.rendering is not None and view.rendering.sha256 is not None


async def _file_context(view: InvoiceView, token: str) -> dict[str, Any]:
    has = await has_xml(view.id)
    return {"is_ready": _is_ready(view), "has_xml": has, "here": f"/p/{token}"}


ROUTES: list[ControllerRouterHandler] = [show, file, pdf, xml]
