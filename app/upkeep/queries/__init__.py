"""What the service knows of its own state."""

from app.upkeep.queries.integrity import gather_checks, is_large, last_run
from app.upkeep.queries.parts import doctor
from app.upkeep.queries.signs import health, last_runs

__all__ = ["doctor", "gather_checks", "health", "is_large", "last_run", "last_runs"]
