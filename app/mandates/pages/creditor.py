"""The business as a creditor: its identifier, what its bank wants, and what is still to be done."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.mandates import actions, queries, rules
from app.mandates.rules import Creditor
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/settings/debits"
VERSIONS = (("02", "pain.008.001.02"), ("08", "pain.008.001.08"))
ADDRESSES = {
    "none": N_("None: the account is enough within the European Economic Area"),
    "town": N_("Town and country"),
    "structured": N_("Street, postcode, town and country, each in its place"),
}


@get(PATH, opt=OWNER_ONLY)
async def show_creditor(request: AnyRequest) -> Response[Any]:
    """The checklist and the form."""
    return await _page(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def change_creditor(request: AnyRequest) -> Response[Any]:
    """Keep it, whole or not at all."""
    form = await Form.read(request, today())
    try:
        await actions.save_creditor(_values(form), at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), status=422)
    return await redirect(request, PATH, N_("Saved: it holds for the mandates and files to come."))


def _values(form: Form) -> Creditor:
    values = Creditor(
        ics=form.text("ics", max=40),
        version=form.text("version", max=4),
        address=form.text("address", max=10),
        batch_booking=form.flag("batch_booking"),
        says_first=form.flag("says_first"),
        lead_days=form.whole("lead_days", 1, 10),
        cutoff=form.hour("cutoff"),
        notice_days=form.whole("notice_days", 1, rules.MAX_NOTICE),
        asked_on=form.day("asked_on", required=False),
        contract_on=form.day("contract_on", required=False),
    )
    form.check()
    return values


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    creditor = await queries.creditor()
    return await page(
        request,
        "mandates/creditor.html",
        status=status,
        form=form,
        creditor=creditor,
        versions=VERSIONS,
        addresses=[(name, gettext(label)) for name, label in ADDRESSES.items()],
    )


ROUTES: list[ControllerRouterHandler] = [show_creditor, change_creditor]
