"""`/health`, for whoever watches over the service."""

from dataclasses import asdict
from typing import Any

from litestar import Response, get

from app.adapters.queue import ping
from app.clock import now
from app.upkeep.queries import health


@get("/health", opt={"public": True}, include_in_schema=False)
async def show_health() -> Response[dict[str, Any]]:
    """200 when the database and the queue answer and the scheduler ran lately, else 503."""
    state = await health(await ping(), now())
    return Response(asdict(state), status_code=200 if state.is_well else 503)


ROUTES = [show_health]
