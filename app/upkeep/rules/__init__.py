"""When the service is well."""

from app.upkeep.rules.health import (
    ENOUGH_DISK,
    STALE_AFTER,
    Check,
    Health,
    Reading,
    Run,
    judge,
)

__all__ = ["ENOUGH_DISK", "STALE_AFTER", "Check", "Health", "Reading", "Run", "judge"]
