"""What is done about users, sessions and the audit trail."""

from app.auth.actions.audit import Subject, record, record_many

__all__ = ["Subject", "record", "record_many"]
