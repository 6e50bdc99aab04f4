"""The parts of the settings, each a form of its own: identity, bank, VAT, numbering, look."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY, PERSONAL
from app.auth.rules import Role
from app.clock import now, today
from app.core.errors import N_, Refused
from app.invoices.queries.numbers import next_number
from app.invoices.rules import Kind
from app.law.queries import law_on
from app.settings import actions, queries
from app.settings.pages import forms
from app.settings.pages.look import LARGEST, sample_of
from app.settings.rules import Business, french_vat_number
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@dataclass(frozen=True)
class Part:
    """One page of the settings: what it is called, what it is for, how its form is read."""

    label: str
    why: str
    icon: str
    read: Callable[[Form], forms.Changes]


PARTS = {
    "identity": Part(
        N_("Identity"), N_("Name, address and numbers of the business"), "store", forms.identity
    ),
    "bank": Part(
        N_("Payment"), N_("IBAN, payment terms, late penalties"), "landmark", forms.payment
    ),
    "vat": Part(N_("VAT"), N_("Regime, number, when it is due"), "percent", forms.vat),
    "numbering": Part(
        N_("Numbering"), N_("How invoices and credit notes are numbered"), "hash", forms.numbering
    ),
    "look": Part(
        N_("Look"), N_("Logo, colour, foot, and what documents print"), "image", forms.look
    ),
}
OTHERS = (
    (
        "/settings/cards",
        N_("Payment by card"),
        N_("Whether clients may pay their invoice by card, and through whom"),
        "credit-card",
    ),
    (
        "/settings/mailbox",
        N_("Mailbox"),
        N_("Where clients answer: read by itself, so that nobody who wrote is asked again unread"),
        "mail-check",
    ),
    (
        "/settings/matching",
        N_("Matching of bank lines"),
        N_("From which certainty on a line is pointed without you"),
        "scan-line",
    ),
    (
        "/settings/debits",
        N_("Direct debits"),
        N_("Creditor identifier, what your bank wants, notice to clients"),
        "repeat",
    ),
    (
        "/settings/e-invoicing",
        N_("Electronic invoicing"),
        N_("Approved platform, clients who are not ready"),
        "file-check",
    ),
    ("/settings/mail", N_("Mail"), N_("The server that sends, and when"), "mail"),
    ("/settings/users", N_("Users"), N_("Who may sign in, and what they may do"), "users"),
    (
        "/settings/backups",
        N_("Backups"),
        N_("Each night’s copy of everything, tried each week"),
        "archive",
    ),
    ("/settings/law", N_("Law"), N_("Legal values in force, and how fresh they are"), "scale"),
    ("/settings/health", N_("Health"), N_("Whether everything runs that should"), "activity"),
)
INTEGRITY = (
    "/integrity",
    N_("Integrity"),
    N_("Proof that the books, the documents and the figures agree"),
    "shield-check",
)
ARCHIVE = (
    "/archive",
    N_("Archive of documents"),
    N_("The documents of a year with their proof, to be kept ten years"),
    "archive",
)
IMPORTS = (
    "/imports",
    N_("Imports"),
    N_("Clients, contracts, invoices of before and amounts, out of a spreadsheet"),
    "file-spreadsheet",
)
PERSONAL_PLACES = (
    ("/account", N_("My account"), N_("Name, language, password"), "user"),
    (
        "/settings/sessions",
        N_("Signed-in browsers"),
        N_("Where you are signed in, and signing out"),
        "key-round",
    ),
)


@get("/settings", opt=PERSONAL)
async def index(request: AnyRequest) -> Response[Any]:
    """Every part; who is not the owner finds their own account."""
    parts = [(f"/settings/{name}", p.label, p.why, p.icon) for name, p in PARTS.items()]
    shared = [ARCHIVE, IMPORTS] if request.user.may_change else [ARCHIVE]
    law = await law_on(today())
    shared += [] if request.user.role is Role.ASSISTANT else [INTEGRITY]
    return await page(
        request,
        "settings/index.html",
        parts=[*parts, *OTHERS, *shared] if request.user.is_owner else shared,
        personal=PERSONAL_PLACES,
        alarms={"/settings/law"} if law.missing_rates() else set(),
    )


@get("/settings/{name:str}", opt=OWNER_ONLY)
async def show_part(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """One part, with its form."""
    return await _show(request, name, Form.blank(today()))


@post("/settings/{name:str}", opt=OWNER_ONLY, request_max_body_size=LARGEST)
async def change_part(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """Save one part, whole or not at all."""
    part = _part(name)
    form = await Form.read(request, today())
    try:
        changes = part.read(form)
        if "invoice_format" in changes:
            forms.judge_formats(form, changes)
        if changes.get("penalty_rate") is not None:
            forms.judge_penalty(form, changes, (await law_on(today())).penalty_floor())
        form.check()
        await actions.change(changes, at=now(), by=request.user.email)
    except Refused as refused:
        return await _show(request, name, form.refused(refused), status=422)
    return await redirect(
        request, f"/settings/{name}", "Saved. It holds from the next document on."
    )


async def _show(request: AnyRequest, name: str, form: Form, status: int = 200) -> Response[Any]:
    part = _part(name)
    business = await queries.business()
    more = await sample_of(business) if name == "look" else {}
    return await page(
        request,
        f"settings/{name}.html",
        status,
        **more,
        form=form,
        part=part,
        business=business,
        proposed_vat=french_vat_number(business.siren),
        next_numbers=await _next_numbers(business, form, today()),
    )


def _part(name: str) -> Part:
    if name not in PARTS:
        raise NotFoundException
    return PARTS[name]


async def _next_numbers(business: Business, form: Form, on: date) -> dict[str, str]:
    """The next number of each series as its format is typed; "" for one that is refused."""
    kept = asdict(business)
    shown = {}
    for field, kind in (("invoice_format", Kind.INVOICE), ("credit_note_format", Kind.CREDIT_NOTE)):
        try:
            shown[field] = await next_number(kind, form.value(field, kept[field]), on)
        except Refused:
            shown[field] = ""
    return shown


ROUTES: list[ControllerRouterHandler] = [index, show_part, change_part]
