"""Answers: a page, a fragment, a redirect with a word of confirmation.

`app.main` registers what every page needs (who is signed in, the business, the counts of the
navigation) and where the word of confirmation is kept, so that nothing here knows a capability.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.utils.scope.state import ScopeState

from app.core.i18n import current_language, speaking
from app.core.sentences import spoken
from app.web import nav
from app.web.engine import csrf_value, environment

AnyRequest = Request[Any, Any, Any]
Common = Callable[[AnyRequest], Awaitable[Mapping[str, Any]]]
Counts = Callable[[AnyRequest], Awaitable[Mapping[str, int]]]
SaveFlash = Callable[[AnyRequest, str], Awaitable[None]]
TakeFlash = Callable[[AnyRequest], Awaitable[str | None]]


async def _nothing(request: AnyRequest) -> Mapping[str, Any]:
    return {}


async def _no_flash(request: AnyRequest) -> str | None:
    return None


async def _forget_flash(request: AnyRequest, text: str) -> None:
    return None


_common: Common = _nothing
_counts: Counts = _nothing
_save_flash: SaveFlash = _forget_flash
_take_flash: TakeFlash = _no_flash


def register_common(provider: Common) -> None:
    """What every page and fragment gets: `user`, `user_label`, `brand_name`, `brand_style`
    (address of the stylesheet of the business's colour, or None), `language`, and more."""
    global _common
    _common = provider


def register_counts(provider: Counts) -> None:
    """What waits in each place, by its name in `nav` ({"reminders": 4}); asked by pages only."""
    global _counts
    _counts = provider


def register_flash(save: SaveFlash, take: TakeFlash) -> None:
    """Where the confirmation of a redirect is kept until the next page takes it, once."""
    global _save_flash, _take_flash
    _save_flash, _take_flash = save, take


async def page(
    request: AnyRequest, template: str, status: int = 200, **context: Any
) -> Response[str]:
    """A whole page. `language="en"` in the context says it in another language than the user's."""
    shared = await _shared(request)
    shared |= {"counts": await _counts(request), "flash": await _take_flash(request)}
    return _answer(request, template, status, shared | context)


async def fragment(
    request: AnyRequest,
    template: str,
    status: int = 200,
    flash: str | None = None,
    facts: Mapping[str, object] | None = None,
    **context: Any,
) -> Response[str]:
    """A bare fragment. `flash`, an English message id with its facts, is shown as a toast."""
    answer = _answer(request, template, status, await _shared(request) | context)
    if flash:
        toast = environment().get_template("layout/_toast.html")
        answer.content += toast.render(text=spoken(flash, facts or {}), kind="done")
    return answer


async def redirect(
    request: AnyRequest, path: str, flash: str | None = None, **facts: object
) -> Response[str]:
    """See another page next (303); `flash`, an English message id, is shown there once.

    htmx would follow a 303 by itself and put the whole page in its target: it is told to go.
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"a redirect stays within the application, not {path!r}")
    if flash:
        await _save_flash(request, spoken(flash, facts))
    if is_htmx(request):
        return Response("", status_code=200, headers={"HX-Redirect": path})
    return Response("", status_code=303, headers={"Location": path})


def is_htmx(request: AnyRequest) -> bool:
    """Whether htmx asks, for a part or for a whole page."""
    return request.headers.get("HX-Request") == "true"


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks for a part: not a boosted link, a whole body or a page of the history."""
    headers = request.headers
    return (
        is_htmx(request)
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render(request: AnyRequest, template: str, context: Mapping[str, Any]) -> str:
    """Render with the request's CSRF token, in the language of the context."""
    token = csrf_value.set(_csrf_token(request))
    try:
        with speaking(str(context["language"])):
            return environment().get_template(template).render(context)
    finally:
        csrf_value.reset(token)


def bare_context(request: AnyRequest) -> dict[str, Any]:
    """What a template needs when nothing can be asked of the database: an error page."""
    return {
        "request": request,
        "path": request.url.path,
        "language": current_language(),
        "user": None,
        "user_label": "",
        "brand_name": "Échéance",
        "brand_style": None,
        "counts": {},
        "flash": None,
        "section": nav.here(request.url.path),
        "places": nav.groups(),
        "bottom": nav.BOTTOM,
    }


async def _shared(request: AnyRequest) -> dict[str, Any]:
    return bare_context(request) | dict(await _common(request))


def _answer(
    request: AnyRequest, template: str, status: int, context: Mapping[str, Any]
) -> Response[str]:
    return Response(
        render(request, template, context),
        status_code=status,
        media_type=MediaType.HTML,
        headers={"Vary": "HX-Request"},
    )


def _csrf_token(request: AnyRequest) -> str:
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""
