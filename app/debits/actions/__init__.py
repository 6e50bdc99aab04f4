"""What is done with direct debits: chosen, announced, handed over, collected, returned."""

from app.debits.actions.announcing import announce
from app.debits.actions.choosing import choose
from app.debits.actions.handing import make_batch

__all__ = ["announce", "choose", "make_batch"]
