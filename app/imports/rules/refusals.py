"""Findings as they are kept with a line, and read again: amounts and days stay what they are."""

from collections.abc import Iterable, Sequence

from app.contracts.rules import keep, kept
from app.core.errors import N_, Finding
from app.core.sentences import sentence, spoken
from app.imports.rules.columns import Columns

_IN_COLUMN = N_("%(title)s: %(reason)s")

__all__ = ["keep", "kept", "reason"]


def reason(
    findings: Iterable[Finding], columns: Columns, language: str | None = None, between: str = " "
) -> str:
    """Why a line is refused, each reason after the title of its column."""
    told = []
    for each in findings:
        facts = {"title": columns.title(each.field), "reason": sentence(each, language)}
        told.append(spoken(_IN_COLUMN, facts, language) if each.field else facts["reason"])
    return between.join(told)


def titles(findings: Sequence[Finding], columns: Columns) -> list[str]:
    """The titles of the columns at fault, each once."""
    return list(dict.fromkeys(columns.title(each.field) for each in findings if each.field))
