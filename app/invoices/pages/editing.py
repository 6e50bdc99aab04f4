"""The editor of drafts: lines come and go with or without scripts, totals follow the typing."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.catalogue.queries import by_barcode, has_products, maybe_product, search
from app.clients.queries import maybe_client
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.invoices import actions, queries
from app.invoices.pages import drafts, extras
from app.invoices.queries import InvoiceView
from app.invoices.rules import Party, Purpose
from app.law.queries import law_on
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment


@get("/invoices/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty draft, for a client when the address says which (`client`)."""
    asked = Form.query(request, today())
    client_id = asked.whole("client", 1, 10**9, required=False)
    purpose = asked.choice("purpose", Purpose, required=False) or Purpose.ORDINARY
    vat = await usual_vat(str(client_id or ""))
    typed = drafts.blank_line(0, {"line--1-vat_rate": vat("")})
    typed |= {"client": str(client_id or ""), "purpose": purpose.value}
    return await _editor(request, Form(typed, today()), None)


@post("/invoices")
async def create(request: AnyRequest) -> Response[Any]:
    """Write the draft; the buttons of the lines only change the form."""
    form = await Form.read(request, today())
    if only_changes(form):
        return await _editor(request, await changed(form), None)
    try:
        values = drafts.values_of(form)
        form.check()
        invoice_id = await actions.create_draft(values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _editor(request, form.refused(refused), None, status=422)
    return await redirect(request, f"/invoices/{invoice_id}", flash="Draft saved.")


@get("/invoices/{invoice_id:int}/edit")
async def edit(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """A draft in the editor, with `check=1` what keeps it from being issued beside each field; what
    is issued is only shown."""
    view = await _found(invoice_id)
    if not view.is_draft:
        return await redirect(request, f"/invoices/{invoice_id}")
    form = Form(drafts.typed_of(view), today())
    if request.query_params.get("check"):
        form.refused(Refused((await queries.readiness(invoice_id, today())).findings))
    return await _editor(request, form, view)


@post("/invoices/{invoice_id:int}")
async def save(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Replace what the draft says, unless someone else has changed it meanwhile."""
    form = await Form.read(request, today())
    view = await _found(invoice_id)
    if only_changes(form):
        return await _editor(request, await changed(form), view)
    try:
        values = drafts.values_of(form)
        form.check()
        await actions.edit_draft(
            invoice_id,
            values,
            version=form.text("version", max=40),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _editor(request, form.refused(refused), view, status=422)
    return await redirect(request, f"/invoices/{invoice_id}", flash="Draft saved.")


@post("/invoices/totals", status_code=200)
async def totals(request: AnyRequest) -> Response[Any]:
    """What the lines come to while they are being typed; changes nothing."""
    form = await Form.read(request, today())
    charges_vat = (await business()).charges_vat
    return await fragment(
        request,
        "invoices/_totals.html",
        live=drafts.totals_of(form),
        charges_vat=charges_vat,
    )


async def _editor(
    request: AnyRequest, form: Form, view: InvoiceView | None, status: int = 200
) -> Response[Any]:
    chosen = form.typed.get("client", "")
    client_id = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None
    shop, law = await business(), await law_on(today())
    but = view.corrects.id if view and view.corrects else None
    deposits = await queries.deposits_left(client_id, but) if client_id else []
    form.typed = extras.with_deposits(form.typed, deposits, view.id if view else None)
    context: dict[str, Any] = {
        "form": form,
        "invoice": view,
        "action": f"/invoices/{view.id}" if view else "/invoices",
        "lines": drafts.indexes(form),
        "adjustments": drafts.indexes(form, "adjustment"),
        "plan": drafts.indexes(form, "plan"),
        "deposits": deposits,
        "clients": await queries.client_choices(client_id),
        "rates": extras.vat_options(
            law.vat_rates(shop.postcode) if shop.charges_vat else (),
            shop.charges_vat,
            drafts.typed_rates(form),
        ),
        "adjustment_kinds": [(key, gettext(label)) for key, label in extras.ADJUSTMENTS.items()],
        "charges_vat": shop.charges_vat,
        "live": drafts.totals_of(form),
        "has_products": await has_products(),
        "products": await search(form.typed.get("find", "")),
    }
    if wants_fragment(request):
        return await fragment(request, "invoices/_editor.html", status=status, **context)
    return await page(request, "invoices/edit.html", status=status, **context)


def only_changes(form: Form) -> bool:
    """Whether a button of the lines was pressed, or something is looked for in the catalogue by
    Enter, as a scanner ends a code: nothing is saved then."""
    act = form.typed.get("do", "")
    return act not in ("", "save") or (act == "" and bool(form.typed.get("find", "").strip()))


async def changed(form: Form) -> Form:
    """The form as the button pressed makes it; a scanned code puts its product on it at once."""
    act, vat = form.typed.get("do", ""), await usual_vat(form.typed.get("client", ""))
    if act in ("", "find") or act.startswith("product-"):
        return await with_choice(form, vat)
    return drafts.changed(form, vat)


async def with_choice(form: Form, vat: Callable[[str], str]) -> Form:
    """The form with the product that was scanned or tapped, where it is one; else as it is."""
    act = form.typed.get("do", "")
    if act in ("", "find"):
        scanned = await by_barcode(form.typed.get("find", ""))
        return drafts.with_product(form, scanned, vat) if scanned else form
    kind, _, rest = act.partition("-")
    if kind == "product" and rest.isdecimal() and len(rest) < 10:
        product = await maybe_product(int(rest))
        return drafts.with_product(form, product, vat) if product else form
    return form


async def usual_vat(client: str) -> Callable[[str], str]:
    """The VAT that fits a client, by the nature of a line."""
    shop = await business()
    known = await maybe_client(int(client)) if client.isdecimal() and len(client) < 10 else None
    buyer = (
        Party(known.name, known.kind, country=known.country, vat_number=known.vat_number)
        if known
        else None
    )
    goods = shop.activity == "goods"

    def usual(nature: str) -> str:
        return extras.usual_vat(shop, buyer, nature or ("goods" if goods else "services"))

    return usual


async def _found(invoice_id: int) -> InvoiceView:
    view = await queries.maybe_invoice(invoice_id)
    if view is None:
        raise NotFoundException
    return view


ROUTES: list[ControllerRouterHandler] = [new, create, edit, save, totals]
