"""The thirty days ahead, from each capability's own rules and rows."""

from app.coming.queries.ahead import Ahead, ahead

__all__ = ["Ahead", "ahead"]
