"""What is read about users, sessions and the audit trail."""

from app.auth.queries.audit import client_timeline, timeline

__all__ = ["client_timeline", "timeline"]
