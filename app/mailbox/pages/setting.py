"""The mailbox in which clients answer: set, tried on the spot, forgotten."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.imap import Security
from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused, refuse
from app.core.i18n import gettext
from app.mailbox import actions, queries
from app.mailbox.queries import Box
from app.mailbox.rules import SECURITIES, Found, Settings
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/settings/mailbox"
_LABELS = [
    (Security.TLS.value, N_("TLS (usual, 993)")),
    (Security.STARTTLS.value, N_("STARTTLS (143)")),
    (Security.NONE.value, N_("None: a server on this machine")),
]


@get(PATH, opt=OWNER_ONLY)
async def show(request: AnyRequest) -> Response[Any]:
    """The mailbox, without its password, and how the last reading went."""
    return await _show(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def save(request: AnyRequest) -> Response[Any]:
    """Read this mailbox from now on; no server is no mailbox."""
    form, box = await Form.read(request, today()), await queries.mailbox()
    try:
        settings = _settings(form, box)
        form.check()
        if settings is None:
            await actions.remove(at=now(), by=request.user.email)
            return await redirect(request, PATH, N_("No mailbox is read."))
        await actions.set_up(settings, at=now(), by=request.user.email)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    await nudge(Job.READ_MAILBOX)
    return await redirect(request, PATH, N_("Saved. Try it: nothing in the mailbox is touched."))


@post(PATH + "/test", opt=OWNER_ONLY)
async def try_it(request: AnyRequest) -> Response[Any]:
    """Open the mailbox now and say what is in it; nothing is kept, nothing is marked."""
    form, box = Form.blank(today()), await queries.mailbox()
    try:
        if box is None:
            raise refuse("mailbox.none", "No mailbox is set.")
        found = await actions.look_into(box.settings)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await _show(request, form, found)


def _settings(form: Form, box: Box | None) -> Settings | None:
    """What was typed; a password left empty is the one that is kept, for the same server and
    user."""
    host = form.text("host", max=250)
    if not host:
        return None
    security = form.choice("security", Security, required=False) or Security.TLS
    port = form.whole("port", 1, 65535, required=False) or SECURITIES[security.value]
    user, password = form.text("user", max=254), form.typed.get("password", "")
    folder = form.text("folder", max=120) or "INBOX"
    kept = box.settings if box else None
    if not password and kept and (kept.host, kept.user) == (host, user):
        password = kept.password
    receiver = form.text("receiver", max=250)
    return Settings(host, port, security.value, user, password, folder, receiver)


async def _show(
    request: AnyRequest, form: Form, found: Found | None = None, status: int = 200
) -> Response[Any]:
    return await page(
        request,
        "mailbox/settings.html",
        status,
        form=form,
        box=await queries.mailbox(),
        found=found,
        securities=[(value, gettext(label)) for value, label in _LABELS],
    )


ROUTES: list[ControllerRouterHandler] = [show, save, try_it]
