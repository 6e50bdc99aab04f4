"""The cookie of a session: the server says when it ends, so the browser may keep it long."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from app.auth.guards import COOKIE
from app.config import config
from app.web.security import CSRF_COOKIE

_LONGEST_A_BROWSER_KEEPS = 400 * 24 * 3600


def give(answer: Response[Any], token: str) -> Response[Any]:
    """Sign the browser in. The CSRF token is made anew, so that none from before goes on."""
    answer.set_cookie(_cookie(token, _LONGEST_A_BROWSER_KEEPS))
    answer.delete_cookie(CSRF_COOKIE)
    return answer


def take(answer: Response[Any]) -> Response[Any]:
    """Sign the browser out."""
    answer.set_cookie(_cookie("", 0))
    answer.delete_cookie(CSRF_COOKIE)
    return answer


def _cookie(value: str, max_age: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        max_age=max_age,
        path="/",
        httponly=True,
        samesite="lax",
        secure=(config().base_url or "").startswith("https://"),
    )


def origin(request: Request[Any, Any, Any]) -> tuple[str, str]:
    """Address and browser that a request comes from, as far as it tells."""
    address = request.client.host if request.client else ""
    return address, request.headers.get("User-Agent", "")
