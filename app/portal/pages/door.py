"""The door of every client's page: who knocks too often, what a token opens, what nobody learns."""

import time
from datetime import date
from typing import Any

from litestar import Response
from litestar.exceptions import TooManyRequestsException

from app.links.queries import resolve
from app.links.rules import LinkFound
from app.portal.rules import Patience
from app.web.render import AnyRequest, page

_PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
patience = Patience(60, 60.0)


async def link_of(request: AnyRequest, token: str, on: date) -> LinkFound | None:
    """The link of a token; TooManyRequests (429) for an address that asks without end."""
    if not patience.allows(address(request), time.monotonic()):
        raise TooManyRequestsException(headers={"Retry-After": "60"})
    return await resolve(token, on)


async def nothing(request: AnyRequest) -> Response[Any]:
    """The same calm page whether the link is wrong, old or revoked."""
    return private(await page(request, "portal/nothing.html", status=404))


def private(answer: Response[Any]) -> Response[Any]:
    """No index keeps it, and no other site learns its address."""
    answer.headers.update(_PRIVATE)
    return answer


def address(request: AnyRequest) -> str:
    """Where the visitor comes from."""
    return request.client.host if request.client else ""
