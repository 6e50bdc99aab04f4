"""Bank statements: their lines, and what tells one line from another."""

from app.bank.rules.lines import StatementLine

__all__ = ["StatementLine"]
