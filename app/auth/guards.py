"""Closed by default: who a request comes from, and whether its route is open to them.

A route is for signed-in users unless its `opt` says otherwise. The accountant only looks (GET),
and `OWNER_ONLY` routes are for the owner alone.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from app.auth import actions, queries
from app.auth.rules import SEEN_EVERY, Actor, Role
from app.clock import now
from app.core.i18n import use_language
from app.web.errors import on_http
from app.web.render import is_htmx

COOKIE = "session"
PUBLIC = {"public": True}
OWNER_ONLY = {"owner_only": True}
PERSONAL = {"personal": True}

_LOOKING = ("GET", "HEAD", "OPTIONS")
# Open before there is an account: the set-up itself and what its page is made of.
_BEFORE_SET_UP = ("/setup", "/health", "/static/")


class SignInNeeded(NotAuthorizedException):
    """Nobody is signed in and the route is not public."""


class SetUpNeeded(NotAuthorizedException):
    """There is no account at all yet."""


class Sessions(AbstractAuthenticationMiddleware):
    """Finds the user of a request by its cookie; `request.user` is an Actor or None."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        token = connection.cookies.get(COOKIE, "")
        at = now()
        found = await queries.session_of(actions.token_hash(token), at) if token else None
        if found is None:
            return AuthenticationResult(user=None, auth=None)
        actor, session, seen_at = found
        if seen_at <= at - SEEN_EVERY:
            await actions.note_seen(session.session_id, at=at)
        use_language(actor.language)
        return AuthenticationResult(user=actor, auth=session)


async def only_who_may(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """The guard of the whole application."""
    actor: Actor | None = connection.scope.get("user")
    opt = handler.opt
    if actor is None:
        await _nobody(connection, is_public=bool(opt.get("public")))
        return
    if opt.get("public") or opt.get("personal"):
        return
    if opt.get("owner_only") and not actor.is_owner:
        raise PermissionDeniedException
    if actor.role is Role.ACCOUNTANT and connection.scope.get("method") not in _LOOKING:
        raise PermissionDeniedException


async def _nobody(connection: ASGIConnection[Any, Any, Any, Any], is_public: bool) -> None:
    path = connection.url.path
    if path.startswith(_BEFORE_SET_UP):
        return
    if not await queries.has_users():
        raise SetUpNeeded
    if not is_public:
        raise SignInNeeded


def to_sign_in(request: Request[Any, Any, Any], error: SignInNeeded) -> Response[str]:
    """A page leads to the sign-in and back; anything else is 401."""
    if is_htmx(request):
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        where = _sign_in_from(shown.path, shown.query)
        return Response("", status_code=200, headers={"HX-Redirect": where})
    if request.method != "GET":
        return on_http(request, error)
    where = _sign_in_from(request.url.path, request.url.query)
    return Response("", status_code=303, headers={"Location": where})


def _sign_in_from(path: str, query: str) -> str:
    asked = f"{path}?{query}" if query else path
    return "/sign-in" if asked in ("", "/") else f"/sign-in?{urlencode({'next': asked})}"


def to_set_up(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Before the first account everything leads to the set-up."""
    if is_htmx(request):
        return Response("", status_code=200, headers={"HX-Redirect": "/setup"})
    return Response("", status_code=303, headers={"Location": "/setup"})
