"""The business's own colour as a stylesheet of one line: inline style is not allowed."""

import re

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from app.core.colours import ink_on, legible

_COLOUR = re.compile(r"#?([0-9a-f]{6})")


def address(colour: str) -> str:
    """Where the stylesheet of a colour ("#1b4f8a") is; give it as `brand_style`."""
    return f"/brand/{colour.lower().lstrip('#')}.css"


@get("/brand/{name:str}", opt={"public": True, "exclude_from_csrf": True})
async def style(name: FromPath[str]) -> Response[str]:
    """The tokens of a colour: its lightness is held in `tokens.css` so that any colour leaves text
    legible; a sample of a document takes the ink on it, and the colour of its text."""
    colour = _COLOUR.fullmatch(name.removesuffix(".css"))
    if not colour:
        raise NotFoundException
    brand = f"#{colour[1]}"
    tokens = f"--brand: {brand}; --brand-ink: {ink_on(brand)}; --brand-text: {legible(brand)};"
    return Response(
        f"@layer tokens {{ :root {{ {tokens} }} }}",
        media_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES: list[HTTPRouteHandler] = [style]
