"""What the service knows of its own state."""

from app.upkeep.queries.doctor import doctor
from app.upkeep.queries.health import health
from app.upkeep.queries.integrity import gather_checks

__all__ = ["doctor", "gather_checks", "health"]
