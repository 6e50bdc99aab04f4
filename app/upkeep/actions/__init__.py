"""What the service notes of itself."""

from app.upkeep.actions.signs import note_failure, note_run

__all__ = ["note_failure", "note_run"]
