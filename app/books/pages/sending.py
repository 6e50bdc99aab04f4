"""The file of entries that leaves by itself: when, to whom, and what left."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.auth.queries import users
from app.auth.rules import Role
from app.books import actions, queries
from app.books.rules import LAYOUT_LABELS, Layout
from app.books.rules.sending import EVERY_LABELS, Every, next_on
from app.clock import now, today
from app.core.calendar import DAY_OF_EVERY_MONTH
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.messages.pages.words import STATES, TONES
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/books/sending"


@get(PATH)
async def show(request: AnyRequest) -> Response[Any]:
    """The plan and what left."""
    return await _page(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def plan(request: AnyRequest) -> Response[Any]:
    """Set when the file leaves, and to whom."""
    form = await Form.read(request, today())
    every = form.choice("every", Every, required=False) or Every.NEVER
    layout = form.choice("layout", Layout)
    day = form.whole("day", 1, DAY_OF_EVERY_MONTH, required=False)
    recipients = form.text("recipients", max=254, required=every is not Every.NEVER)
    try:
        form.check()
        await actions.plan_sending(
            every, day, layout, recipients, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _page(request, form.refused(refused), 422)
    await nudge(Job.SEND_ENTRIES)
    return await redirect(request, PATH, N_("Kept."))


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    wanted = await queries.sending_plan()
    accountants = [
        each.email for each in await users() if each.role is Role.ACCOUNTANT and each.is_active
    ]
    return await page(
        request,
        "books/sending.html",
        status,
        form=form,
        wanted=wanted,
        next_on=next_on(wanted.plan, today()) if wanted else None,
        usual=", ".join(accountants),
        every=[(each.value, gettext(label)) for each, label in EVERY_LABELS.items()],
        layouts=[(each.value, label) for each, label in LAYOUT_LABELS.items()],
        sent=await queries.sendings(),
        since=await queries.changed_since(),
        states=STATES,
        tones=TONES,
    )


ROUTES: list[ControllerRouterHandler] = [show, plan]
