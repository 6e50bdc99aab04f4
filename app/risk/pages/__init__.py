"""How clients pay: the score, how good it is, the segments."""

from litestar.types import ControllerRouterHandler

from app.risk.pages import scores, segments

ROUTES: list[ControllerRouterHandler] = [*scores.ROUTES, *segments.ROUTES]
