"""The outbox on screen: by state, one message, the messages of a record, what people decide."""

from litestar.types import ControllerRouterHandler

from app.messages.pages import deciding, listing, one

ROUTES: list[ControllerRouterHandler] = [*listing.ROUTES, *one.ROUTES, *deciding.ROUTES]
