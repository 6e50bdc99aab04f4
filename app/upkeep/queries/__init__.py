"""What the service knows of its own state."""

from app.upkeep.queries.integrity import gather_checks
from app.upkeep.queries.parts import doctor
from app.upkeep.queries.signs import health

__all__ = ["doctor", "gather_checks", "health"]
