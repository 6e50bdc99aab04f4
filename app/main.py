"""The web application: every capability's pages behind one guard, closed by default."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from litestar import Litestar, Response
from litestar.middleware import DefineMiddleware
from litestar.types import ControllerRouterHandler, ExceptionHandlersMap

from app.adapters.database import close_engine, open_engine
from app.adapters.queue import close_queue
from app.alerts import pages as alerts_pages
from app.auth import actions as auth
from app.auth import pages as auth_pages
from app.auth.guards import (
    Sessions,
    SetUpNeeded,
    SignInNeeded,
    only_who_may,
    to_set_up,
    to_sign_in,
)
from app.bank import pages as bank_pages
from app.bank import queries as bank
from app.books import pages as books_pages
from app.catalogue import pages as catalogue_pages
from app.clients import pages as clients_pages
from app.clock import today
from app.coming import pages as coming_pages
from app.config import config
from app.contracts import pages as contracts_pages
from app.core.errors import Refused
from app.counter import pages as counter_pages
from app.debits import pages as debits_pages
from app.disputes import pages as disputes_pages
from app.disputes import queries as disputes
from app.doubtful import pages as doubtful_pages
from app.einvoicing import pages as einvoicing_pages
from app.imports import pages as imports_pages
from app.invoices import pages as invoices_pages
from app.lateness import pages as lateness_pages
from app.law import pages as law_pages
from app.links import pages as links_pages
from app.mailbox import pages as mailbox_pages
from app.mandates import pages as mandates_pages
from app.mandates import queries as mandates
from app.messages import pages as messages_pages
from app.messages import queries as messages
from app.papers import pages as papers_pages
from app.payments import pages as payments_pages
from app.portal import pages as portal_pages
from app.quotes import pages as quotes_pages
from app.quotes import queries as quotes
from app.receivables import pages as receivables_pages
from app.reminders import pages as reminders_pages
from app.reminders import queries as reminders
from app.risk import pages as risk_pages
from app.settings import pages as settings_pages
from app.settings.pages.brand import common
from app.tills import pages as tills_pages
from app.today import pages as today_pages
from app.upkeep import pages as upkeep_pages
from app.web import brand, errors, more
from app.web.engine import template_config
from app.web.render import AnyRequest, register_common, register_counts, register_flash
from app.web.security import SecurityHeaders, csrf_config, static_router

# A file of 10 MB, and the fields around it.
LARGEST_BODY = 12_000_000

ROUTES: list[ControllerRouterHandler] = [
    *auth_pages.ROUTES,
    *settings_pages.ROUTES,
    *law_pages.ROUTES,
    *clients_pages.ROUTES,
    *papers_pages.ROUTES,
    *catalogue_pages.ROUTES,
    *invoices_pages.ROUTES,
    *einvoicing_pages.ROUTES,
    *contracts_pages.ROUTES,
    *quotes_pages.ROUTES,
    *payments_pages.ROUTES,
    *disputes_pages.ROUTES,
    *mailbox_pages.ROUTES,
    *bank_pages.ROUTES,
    *links_pages.ROUTES,
    *mandates_pages.ROUTES,
    *debits_pages.ROUTES,
    *messages_pages.ROUTES,
    *imports_pages.ROUTES,
    *receivables_pages.ROUTES,
    *risk_pages.ROUTES,
    *doubtful_pages.ROUTES,
    *books_pages.ROUTES,
    *tills_pages.ROUTES,
    *reminders_pages.ROUTES,
    *lateness_pages.ROUTES,
    *portal_pages.ROUTES,
    *counter_pages.ROUTES,
    *today_pages.ROUTES,
    *coming_pages.ROUTES,
    *alerts_pages.ROUTES,
    *upkeep_pages.ROUTES,
    *brand.ROUTES,
    *more.ROUTES,
    static_router(),
]


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open the database before the first request, close what would keep the process alive."""
    await open_engine()
    # What was loaded stays: the collector need not walk it through during a request.
    gc.freeze()
    try:
        yield
    finally:
        await close_queue()
        await close_engine()


async def counts(request: AnyRequest) -> Mapping[str, int]:
    """What waits in each place of the navigation, for people who are signed in."""
    if request.scope.get("user") is None:
        return {}
    return {
        "quotes": await quotes.count_to_act_on(),
        "reminders": await reminders.count_open(),
        "answers": len(await disputes.asking(today())),
        "debits": await mandates.waiting(today()),
        "bank": (await bank.count_asking())[0],
        "messages": await messages.needing_someone(),
    }


async def keep_flash(request: AnyRequest, text: str) -> None:
    """Keep the confirmation of a redirect in the session, where there is one."""
    if request.scope.get("auth") is not None:
        await auth.keep_flash(request.auth.session_id, text)


async def take_flash(request: AnyRequest) -> str | None:
    """The confirmation that waits for this page, once."""
    session = request.scope.get("auth")
    if session is None or not session.flash:
        return None
    await auth.take_flash(session.session_id)
    return str(session.flash)


def on_refused(request: AnyRequest, error: Refused) -> Response[str]:
    """Without a business no page can do its work: the set-up comes first."""
    if error.code == "settings.missing" and not request.url.path.startswith("/setup"):
        return to_set_up(request, error)
    return errors.on_refused(request, error)


def exception_handlers() -> ExceptionHandlersMap:
    return {
        **errors.exception_handlers(),
        Refused: on_refused,
        SignInNeeded: to_sign_in,
        SetUpNeeded: to_set_up,
    }


def create_app() -> Litestar:
    """The application, made once for each process."""
    settings = config()
    register_common(common)
    register_counts(counts)
    register_flash(keep_flash, take_flash)
    return Litestar(
        route_handlers=ROUTES,
        before_request=errors.only_possible_ids,
        middleware=[DefineMiddleware(Sessions, exclude="^/static/")],
        guards=[only_who_may],
        csrf_config=csrf_config(settings.secret_key, settings.base_url),
        before_send=[SecurityHeaders(settings.base_url)],
        exception_handlers=exception_handlers(),
        template_config=template_config(),
        lifespan=[lifespan],
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )


app = create_app()
