"""The server that sends messages, in whose name and when; tried on the spot."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.config import config
from app.core.errors import Refused, refuse
from app.core.i18n import gettext
from app.messages.queries import mail_server
from app.reminders.rules import SEND_FROM, SEND_UNTIL
from app.settings import actions, queries
from app.settings.pages import forms
from app.settings.rules import MailAccess, mail_access
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

MAIL = "/settings/mail"


@get(MAIL, opt=OWNER_ONLY)
async def show_mail(request: AnyRequest) -> Response[Any]:
    """The server, without its password."""
    return await _show(request, Form.blank(today()))


@post(MAIL, opt=OWNER_ONLY)
async def change_mail(request: AnyRequest) -> Response[Any]:
    """Save the server, the sender and the hours."""
    form = await Form.read(request, today())
    try:
        changes = forms.mail(form, await queries.business())
        form.check()
        await actions.change(changes, at=now(), by=request.user.email)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, MAIL, "Saved. Try it with a message to yourself.")


@post(MAIL + "/test", opt=OWNER_ONLY)
async def try_mail(request: AnyRequest) -> Response[Any]:
    """Send a message to oneself, now, and say how that went."""
    try:
        server = await mail_server()
        if server is None:
            raise refuse("settings.no_mail", "No server is set: messages wait in the outbox.")
        await actions.try_mail(
            server,
            await queries.business(),
            to=request.user.email,
            subject=gettext("A test of your mail settings"),
            text=gettext("If you read this, your invoices and reminders can leave by e-mail."),
            at=now(),
        )
    except Refused as refused:
        return await _show(request, Form.blank(today()).refused(refused), status=422)
    return await redirect(
        request,
        MAIL,
        "It works: the message has been handed to the server. Look into your mailbox.",
    )


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    business = await queries.business()
    by_operator = config().smtp_url
    return await page(
        request,
        "settings/mail.html",
        status,
        form=form,
        business=business,
        server=_access(business.smtp_url),
        by_operator=_access(by_operator or ""),
        hours=(SEND_FROM, SEND_UNTIL),
    )


def _access(url: str) -> MailAccess | None:
    """A server to show; one whose address cannot be read is as none."""
    try:
        return mail_access(url) if url else None
    except Refused:
        return None


ROUTES: list[ControllerRouterHandler] = [show_mail, change_mail, try_mail]
