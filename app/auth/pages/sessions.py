"""The browsers that are signed in: one's own, to the owner everybody's; each can be ended."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth import actions, queries
from app.auth.guards import PERSONAL
from app.clock import now
from app.web.render import AnyRequest, page, redirect


@get("/settings/sessions", opt=PERSONAL)
async def sessions(request: AnyRequest) -> Response[Any]:
    """Who is signed in, where, since when."""
    at = now()
    return await page(
        request,
        "auth/sessions.html",
        sessions=await queries.sessions(request.user, at),
        mine=request.auth.session_id,
        at=at,
    )


@post("/settings/sessions/{session_id:int}/end", opt=PERSONAL)
async def end_session(request: AnyRequest, session_id: FromPath[int]) -> Response[Any]:
    """Sign a browser out; one that is gone already is no fault."""
    await actions.end_session(session_id, actor=request.user, at=now())
    return await redirect(request, "/settings/sessions", "This browser is signed out.")


ROUTES: list[ControllerRouterHandler] = [sessions, end_session]
