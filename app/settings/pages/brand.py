"""What every page shows of the business: its name and its colour."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.auth.guards import PUBLIC
from app.core.i18n import current_language
from app.settings.queries import maybe_business
from app.settings.rules import COLOUR, Business, logo_kind
from app.web import brand
from app.web.render import AnyRequest


async def common(request: AnyRequest) -> Mapping[str, Any]:
    """What every page gets: who is signed in, the business's name and colour, the language.

    A handler that has read the business leaves it in the state of its request (`business`).
    """
    kept = request.state.get("business")
    business = kept if isinstance(kept, Business) else await maybe_business()
    actor = request.scope.get("user")
    shared: dict[str, Any] = {
        "user": actor,
        "user_label": actor.name if actor else "",
        "language": actor.language if actor else current_language(),
    }
    if business is not None:
        shared |= {"brand_name": business.name, "brand_style": style_of(business)}
    return shared


def style_of(business: Business) -> str | None:
    """The address of the stylesheet of the business's colour; None for the colour we ship."""
    return None if business.colour == COLOUR else brand.address(business.colour)


@get("/logo/{sha256:str}", opt=PUBLIC | {"exclude_from_csrf": True})
async def logo(sha256: FromPath[str]) -> Response[bytes]:
    """The logo of the business, for pages and clients' pages; no other file of the store."""
    business = await maybe_business()
    if business is None or business.logo_sha256 != sha256:
        raise NotFoundException
    data = files.read(sha256)
    return Response(
        data,
        media_type=logo_kind(data).value,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES: list[ControllerRouterHandler] = [logo]
