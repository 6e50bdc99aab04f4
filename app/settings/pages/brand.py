"""What every page shows of the business: its name and its colour."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import PUBLIC
from app.core.i18n import current_language
from app.settings.queries import maybe_business
from app.settings.rules import COLOUR, Business
from app.web.render import AnyRequest


async def common(request: AnyRequest) -> Mapping[str, Any]:
    """What every page gets: who is signed in, the business's name and colour, the language."""
    business = await maybe_business()
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
    return None if business.colour == COLOUR else f"/brand/{business.colour[1:]}.css"


@get("/brand/{name:str}", opt=PUBLIC, sync_to_thread=False)
def brand_style(name: FromPath[str]) -> Response[str]:
    """A colour as a stylesheet: inline styles are not allowed, and clients' pages use it too."""
    match = re.fullmatch(r"([0-9a-f]{6})\.css", name)
    if match is None:
        raise NotFoundException
    return Response(
        f"@layer tokens {{ :root {{ --brand: #{match[1]}; }} }}\n",
        media_type="text/css",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES: list[ControllerRouterHandler] = [brand_style]
