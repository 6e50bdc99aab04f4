"""Today's proposals with their words, what leaves by itself, and who is left alone and why."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clients.queries import clients
from app.clock import now, today
from app.config import config
from app.core.errors import N_, Finding
from app.reminders import queries
from app.reminders.pages.words import CHANNELS, STEP_TONES, when_it_leaves, when_own
from app.risk import queries as risk
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

PATH = "/reminders"
TOO_LATE = N_("That one had been decided, or had changed, meanwhile: nothing was done.")

# What would let a client be written to again, by the reason for being left alone.
_WAYS_OUT = {
    "reminders.paused": (N_("End the pause"), "/clients/{}/reminders"),
    "reminders.insolvent": (N_("See the pauses"), "/clients/{}/reminders"),
    "reminders.promised": (N_("See the pauses"), "/clients/{}/reminders"),
    "reminders.planned": (N_("See the plans of payments"), "/answers#running"),
    "reminders.disputed": (N_("See the invoices"), "/receivables/{}"),
    "reminders.contested": (N_("See the invoices"), "/receivables/{}"),
    "reminders.item_paused": (N_("See the invoices"), "/receivables/{}"),
    "reminders.stale": (N_("Bring in a statement"), "/bank"),
    "reminders.small": (N_("Change the limits"), "/reminders/plan#limits"),
    "reminders.unallocated": (N_("Put it on invoices"), "/payments?state=unallocated&client={}"),
    "reminders.recent": (N_("See what was sent"), "/reminders/history?client={}"),
    "reminders.no_email": (N_("Add an address"), "/clients/{}/edit"),
    "reminders.not_by_phone": (N_("Add an address"), "/clients/{}/edit"),
    "reminders.refused_address": (N_("Mend the address"), "/clients/{}/edit"),
    "reminders.no_post": (N_("Add an address"), "/clients/{}/edit"),
    "reminders.no_phone": (N_("Add a number"), "/clients/{}/edit"),
    "messages.address": (N_("Mend the address"), "/clients/{}/edit"),
    "messages.addresses": (N_("Mend the address"), "/clients/{}/edit"),
}


@get(PATH)
async def reminders(request: AnyRequest) -> Response[Any]:
    """The proposals; `edit` in the address is the one whose words are being changed."""
    edited = Form.query(request, today()).whole("edit", 1, 10**9, required=False)
    return await shown(request, Form.blank(today()), edited)


async def shown(
    request: AnyRequest,
    form: Form,
    edited: int | None = None,
    flash: str | None = None,
    facts: Mapping[str, object] | None = None,
    noted: int | None = None,
) -> Response[Any]:
    """The page, or its part when htmx asks; `form` is that of the words being changed, or of what
    was said in the call `noted`."""
    at = now()
    desk = await queries.desk(at)
    context: dict[str, Any] = {
        "desk": desk,
        "form": form,
        "edited": edited,
        "noted": noted,
        "phones": await _phones(desk),
        "refused": await queries.refused_addresses(),
        "channels": CHANNELS,
        "scores": await risk.scores(),
        "tones": STEP_TONES,
        "when": when_it_leaves(desk, at),
        "own": (own := when_own(desk, at)),
        "leaving_own": any(view.id in own for view in desk.leaving),
        "ways_out": {one.client_id: way_out(one.client_id, one.reason) for one in desk.held},
        "has_mail": bool(config().smtp_url or (await business()).smtp_url),
        "today": at.date(),
        "day_off": (await queries.the_window()).day_off(at.date()),
    }
    status = 422 if form.findings else 200
    if wants_fragment(request):
        return await fragment(
            request, "reminders/_desk.html", status=status, flash=flash, facts=facts, **context
        )
    return await page(request, "reminders/desk.html", status=status, **context)


async def _phones(desk: queries.Desk) -> dict[int, str]:
    found = await clients(view.client_id for view in desk.by_hand)
    return {view.id: view.own_address or found[view.client_id].phone for view in desk.by_hand}


async def seen(request: AnyRequest, said: str, **facts: object) -> Response[Any]:
    """What was done, said over the page as it is now."""
    if wants_fragment(request):
        return await shown(request, Form.blank(today()), flash=said, facts=facts)
    return await redirect(request, PATH, said, **facts)


def way_out(client_id: int, reason: Finding) -> tuple[str, str] | None:
    """(label, address) of what would unblock a client, where something would."""
    found = _WAYS_OUT.get(reason.code)
    return (found[0], found[1].format(client_id)) if found else None


ROUTES: list[ControllerRouterHandler] = [reminders]
