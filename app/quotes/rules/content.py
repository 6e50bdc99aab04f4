"""What is frozen of a quote, and the evidence of its answer, as canonical JSON."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.rules import canonical
from app.core.errors import Finding, finding
from app.quotes.rules.standing import Answer

MAX_NAME = 120
MAX_REASON = 1000
MAX_QUESTION = 2000
MAX_QUESTIONS = 10
_COLUMNS = (
    *("client", "number", "title", "replaces", "sent_on", "valid_days", "valid_until"),
    *("order_number", "language", "note", "deposit", "becomes", "frequency", "billing"),
    *("start_on", "net", "vat", "total", "seller", "buyer"),
)
_LINE = (
    *("position", "label", "detail", "quantity", "unit", "unit_price", "discount", "vat_rate"),
    *("vat_category", "discount_amount", "nature", "exemption", "optional", "net"),
)
_ADJUSTMENT = (
    *("position", "kind", "reason", "reason_code", "percent", "amount", "vat_rate"),
    *("vat_category", "exemption"),
)
STATEMENT = "Bon pour accord"


@dataclass(frozen=True)
class Given:
    """An answer as it was given: from where, when, by whom."""

    answer: Answer
    name: str
    reason: str
    chosen: tuple[int, ...]
    at: datetime
    zone: str
    address: str
    agent: str
    by: str = "client"


def content(
    row: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    adjustments: Sequence[Mapping[str, Any]],
) -> dict[str, object]:
    """The facts of a sent quote from its rows; the same from them at any later time. What a quote
    does without is left out: those sent before it existed say the same as ever."""
    facts: dict[str, object] = {
        "quote": {name: _plain(row[name]) for name in _COLUMNS},
        "lines": [_line(each) for each in sorted(lines, key=_position)],
    }
    if adjustments:
        facts["adjustments"] = [
            {name: each[name] for name in _ADJUSTMENT}
            for each in sorted(adjustments, key=_position)
        ]
    return facts


def fingerprint(facts: Mapping[str, object]) -> str:
    """The SHA-256 of the facts."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def evidence(
    given: Given,
    facts: Mapping[str, object],
    pdf_sha256: str,
    sums: tuple[int, int, int],
) -> bytes:
    """The evidence file: what was answered to what, by whom, when, from where."""
    accepted = given.answer is Answer.ACCEPTED
    said: dict[str, object] = {
        "answer": given.answer.value,
        "statement": STATEMENT if accepted else "",
        "name": given.name,
        "reason": given.reason,
        "chosen_options": list(given.chosen),
        "net_cents": sums[0],
        "vat_cents": sums[1],
        "total_cents": sums[2],
        "answered_at": given.at.isoformat(timespec="seconds"),
        "zone": given.zone,
        "address": given.address,
        "browser": given.agent,
        "recorded_by": given.by,
        "content_sha256": fingerprint(facts),
        "pdf_sha256": pdf_sha256,
        "content": facts,
    }
    return canonical(said).encode()


def answer_faults(
    answer: Answer, name: str, agreed: bool, chosen: Sequence[int], known: Sequence[int]
) -> list[Finding]:
    """What is missing in an answer."""
    found = []
    if not name.strip():
        found.append(finding("quotes.name", "Write your name.", "name"))
    elif len(name.strip()) > MAX_NAME:
        found.append(
            finding(
                "quotes.long_name",
                "This name is too long: at most %(max)s characters.",
                "name",
                max=MAX_NAME,
            )
        )
    if answer is Answer.ACCEPTED and not agreed:
        found.append(
            finding("quotes.not_agreed", "Tick “bon pour accord” to accept the quote.", "agreed")
        )
    if set(chosen) - set(known):
        found.append(finding("quotes.option", "This option is not part of the quote."))
    return found


def question_faults(name: str, text: str) -> list[Finding]:
    """What is missing in a question."""
    found = []
    if not name.strip():
        found.append(finding("quotes.name", "Write your name.", "asked_by"))
    if not text.strip():
        found.append(finding("quotes.question", "Write your question.", "question"))
    return found


def _line(row: Mapping[str, Any]) -> dict[str, object]:
    facts = {name: bool(row[name]) if name == "optional" else row[name] for name in _LINE}
    return facts | {name: row[name] for name in ("choice", "product") if row[name]}


def _position(row: Mapping[str, Any]) -> int:
    return int(row["position"])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
