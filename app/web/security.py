"""What protects every answer: headers, the CSRF token, and the files of `static/`.

The policy allows nothing from elsewhere and nothing inline, so htmx's trigger filters (`[...]`),
`hx-on` and `js:` values, which need `eval`, do not work here.
"""

from pathlib import Path
from urllib.parse import parse_qs

from litestar import Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.static_files import create_static_files_router
from litestar.types import Message, Scope

from app.web.engine import STATIC

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# A PDF shown in a frame of ours; the browser's own viewer refuses to work under more than this.
FRAMED_POLICY = "frame-ancestors 'self'"

CSRF_COOKIE = "echeance_csrf"

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
}
_YEAR = "public, max-age=31536000, immutable"


class SecurityHeaders:
    """A `before_send` hook for the whole application; a header set by a handler is kept."""

    def __init__(self, base_url: str | None) -> None:
        self.secure = bool(base_url and base_url.startswith("https://"))

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        message.setdefault("headers", [])
        headers = MutableScopeHeaders.from_message(message)
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", POLICY)
        if self.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        headers.setdefault("Cache-Control", _cache(scope))


def _cache(scope: Scope) -> str:
    """Signed-in pages are never kept; a static file is kept when its address has a version."""
    path = scope["path"]
    if not path.startswith("/static/"):
        return "no-store"
    versioned = "v" in parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return _YEAR if versioned or path.startswith("/static/fonts/") else "no-cache"


def csrf_config(secret: str, base_url: str | None) -> CSRFConfig:
    """The token is a signed cookie, sent back as field `_csrf_token` or header `x-csrftoken`."""
    return CSRFConfig(
        secret=secret,
        cookie_name=CSRF_COOKIE,
        cookie_httponly=True,
        cookie_secure=bool(base_url and base_url.startswith("https://")),
        cookie_samesite="lax",
        exclude_from_csrf_key="exclude_from_csrf",
    )


def static_router(directory: Path = STATIC) -> Router:
    """The files of `static/`, open to everyone: `opt={"public": True}` tells the guards. No cookie
    comes with a file, so that a client is not followed by one."""
    return create_static_files_router(
        path="/static",
        directories=[directory],
        name="static",
        opt={"public": True, "exclude_from_csrf": True},
    )
