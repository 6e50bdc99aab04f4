"""How a document would look with what is typed, before anything is kept."""

from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.auth.guards import OWNER_ONLY
from app.clock import today
from app.core.i18n import current_language
from app.invoices import rules as invoices
from app.invoices.actions import logo_address, page_of
from app.invoices.queries.numbers import next_number
from app.law.queries import law_on
from app.settings.pages import forms
from app.settings.queries import business
from app.settings.rules import Business, checked
from app.web import brand
from app.web.engine import asset
from app.web.forms import Form
from app.web.render import AnyRequest, fragment

# A photograph straight from a camera is judged beside its field instead of being cut off.
LARGEST = 64_000_000
_SHEETS = ("documents/document.css", "documents/screen.css")


@post("/settings/look/preview", opt=OWNER_ONLY, status_code=200, request_max_body_size=LARGEST)
async def preview(request: AnyRequest) -> Response[Any]:
    """A sample invoice with the values of the form; nothing is kept, not even a good logo. What is
    refused is said beside its field, and the sample goes on with what is kept."""
    form = await Form.read(request, today())
    kept = await business()
    changes = forms.printed(form)
    sent = forms.logo_sent(form)
    forms.judge(form, lambda: checked(replace(kept, **changes)))
    good = {name: value for name, value in changes.items() if not form.fault(name)}
    shown = replace(kept, **good)
    logo = sent if sent or form.flag("logo_remove") else _kept_logo(kept)
    return await fragment(
        request,
        "settings/_look.html",
        faults={name: form.fault(name) for name in ("colour", "logo", "footer")},
        sample=await _sample(shown, logo),
    )


async def sample_of(shop: Business) -> dict[str, Any]:
    """What the page of the look needs to begin with: the sample with what is kept."""
    return {"sample": await _sample(shop, _kept_logo(shop)), "faults": {}}


async def _sample(shop: Business, logo: bytes | None) -> str:
    """The page of the sample, for a frame of ours: its styles stand in files."""
    on, seller, language = today(), invoices.seller_of(shop), current_language()
    subject = invoices.Subject("ordinary", "company", shop.activity, ())
    texts, _ = invoices.mentions(await law_on(on), shop, subject, language)
    number = await next_number(invoices.Kind.INVOICE, shop.invoice_format, on)
    return page_of(
        invoices.sample(seller, number, on, tuple(texts)),
        logo_address(logo) if logo else None,
        sheets=[*map(asset, _SHEETS), brand.address(shop.colour)],
    )


def _kept_logo(shop: Business) -> bytes | None:
    """The logo that is kept; None when there is none, or when its file is lost."""
    if shop.logo_sha256 is None:
        return None
    try:
        return files.read(shop.logo_sha256)
    except files.FileFault:
        return None


ROUTES: list[ControllerRouterHandler] = [preview]
