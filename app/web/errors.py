"""What is shown when something goes wrong: calm, without a trace, with a number to look up.

To htmx an error is a toast, so that no error page ever lands inside a table row.
"""

import logging
import secrets
import sqlite3
from typing import Any

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, NotFoundException
from litestar.types import ExceptionHandlersMap

from app.adapters.database import is_full
from app.core.errors import N_, Finding, Refused
from app.core.i18n import gettext
from app.core.sentences import sentence, sentences
from app.web.render import AnyRequest, bare_context, is_htmx, render
from app.web.security import CSRF_COOKIE

log = logging.getLogger("echeance.web")

_SAID = {
    400: (N_("This request cannot be read"), N_("Go back to the page and try again.")),
    401: (N_("Sign in first"), N_("This page is for people of the business.")),
    403: (N_("This is not open to you"), N_("Ask the owner if you need it.")),
    404: (
        N_("There is nothing here"),
        N_("The address is wrong, or what it showed has been removed."),
    ),
    405: (N_("That cannot be done here"), N_("Go back to the page and try again.")),
    413: (N_("This is too large"), N_("Send a smaller file, or fewer lines at once.")),
    422: (N_("This cannot be done"), N_("Nothing has been changed.")),
    429: (N_("Too many attempts"), N_("Wait a few minutes and try again.")),
    503: (
        N_("The books are busy for a moment"),
        N_("Nothing has been changed. Try again in a few seconds."),
    ),
    507: (
        N_("There is no room left on the disk"),
        N_("Nothing has been changed. Make room on the server, then try again."),
    ),
}
_CRASH = (N_("Something went wrong here"), N_("Nothing of what you sent has been half done."))
_STALE = (N_("This page had been open for too long"), N_("Reload it, then send it again."))
_LARGEST_ID = 2**31 - 1
_BUSY_TYPES = frozenset(
    {
        "LockNotAvailableError",
        "DeadlockDetectedError",
        "SerializationError",
        "TooManyConnectionsError",
        "CannotConnectNowError",
        "ConnectionDoesNotExistError",
        "AdminShutdownError",
        "CrashShutdownError",
        # What asyncpg says of a connection that the server is closing.
        "InternalClientError",
    }
)


def exception_handlers() -> ExceptionHandlersMap:
    """What `main` hands to Litestar."""
    return {Refused: on_refused, HTTPException: on_http, Exception: on_crash}


async def only_possible_ids(request: AnyRequest) -> None:
    """Before every page: 404 for an id that no column can hold, which a database calls a fault."""
    if any(
        isinstance(given, int) and given > _LARGEST_ID for given in request.path_params.values()
    ):
        raise NotFoundException


def on_refused(request: AnyRequest, error: Refused) -> Response[str]:
    """A refusal that no page caught: 422 with its sentences."""
    return _answer(request, 422, *_SAID[422], details=sentences(error))


def on_http(request: AnyRequest, error: HTTPException) -> Response[str]:
    """An HTTP error: its own words are not shown, they are English and meant for programmers."""
    status = error.status_code
    if status >= 500 and status != 503:
        return on_crash(request, error)
    if status == 403 and "CSRF" in error.detail:
        answer = _answer(request, 403, *_STALE)
        # A cookie signed with an older secret would refuse every form for ever.
        answer.delete_cookie(CSRF_COOKIE)
        return answer
    said = _SAID.get(status, _SAID[400])
    answer = _answer(request, status, *said)
    answer.headers.update(error.headers or {})
    return answer


def on_crash(request: AnyRequest, error: Exception) -> Response[str]:
    """Anything else: 507 on a full disk, 503 when the database was only busy or is away for a
    moment, else 500 with an incident number."""
    if is_full(error):
        log.error("no room on the disk: %s %s: %s", request.method, request.url.path, error)
        return _answer(request, 507, *_SAID[507])
    if is_busy(error):
        log.warning("database busy: %s %s: %s", request.method, request.url.path, error)
        answer = _answer(request, 503, *_SAID[503])
        answer.headers["Retry-After"] = "3"
        return answer
    incident = secrets.token_hex(4)
    log.error("incident %s: %s %s", incident, request.method, request.url.path, exc_info=error)
    tell = Finding("web.incident", N_("Incident %(number)s"), {"number": incident})
    return _answer(request, 500, *_CRASH, details=[sentence(tell)])


def is_busy(error: BaseException) -> bool:
    """Whether the database said "later": locked, restarting, or not there to be reached."""
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in str(error) or "busy" in str(error)
    if type(error).__name__ == "InterfaceError":
        return "closed" in str(error)
    if "not currently accepting connections" in str(error):
        return True
    # A socket that is not there names no file.
    is_away = isinstance(error, FileNotFoundError) and error.filename is None
    return is_away or isinstance(error, ConnectionError) or type(error).__name__ in _BUSY_TYPES


def _answer(
    request: AnyRequest, status: int, title: str, text: str, details: list[str] | None = None
) -> Response[str]:
    said: dict[str, Any] = {
        "status": status,
        "title": gettext(title),
        "said": gettext(text),
        "details": details or [],
    }
    headers = {"Vary": "HX-Request"}
    template = "errors/error.html"
    if is_htmx(request):
        template = "errors/_toast.html"
        headers |= {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend", "HX-Push-Url": "false"}
    content = render(request, template, bare_context(request) | said)
    return Response(content, status_code=status, media_type=MediaType.HTML, headers=headers)
