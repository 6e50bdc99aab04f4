"""Findings as they are kept with a line, and read again: amounts and days stay what they are."""

from collections.abc import Iterable, Sequence

from app.contracts.rules import keep, kept
from app.core.errors import Finding
from app.core.sentences import sentence
from app.imports.rules.columns import Columns

__all__ = ["keep", "kept", "reason"]


def reason(findings: Iterable[Finding], columns: Columns, language: str | None = None) -> str:
    """Why a line is refused, each reason after the title of its column."""
    told = []
    for each in findings:
        said = sentence(each, language)
        told.append(f"{columns.title(each.field)}: {said}" if each.field else said)
    return "; ".join(told)


def titles(findings: Sequence[Finding], columns: Columns) -> list[str]:
    """The titles of the columns at fault, each once."""
    return list(dict.fromkeys(columns.title(each.field) for each in findings if each.field))
