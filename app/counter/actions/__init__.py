"""What is done at the counter: sold, and the till closed."""

from app.counter.actions.closing import close
from app.counter.actions.selling import sell

__all__ = ["close", "sell"]
