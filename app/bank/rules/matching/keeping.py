"""A verdict as text, as it is kept beside its line until somebody has decided."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from app.bank.rules.matching.candidate import Candidate, Kind, Part
from app.bank.rules.matching.judging import Verdict
from app.bank.rules.matching.reasons import Reason


def keep(verdict: Verdict) -> str:
    """The verdict as JSON."""
    return json.dumps(
        {
            "candidates": [_facts(each) for each in verdict.candidates],
            "doubts": keep_reasons(verdict.doubts),
        },
        ensure_ascii=False,
    )


def kept(line_id: int, text: str) -> Verdict:
    """The verdict back from what was kept; "" is none."""
    if not text:
        return Verdict(line_id)
    found = json.loads(text)
    return Verdict(
        line_id,
        tuple(_candidate(each) for each in found["candidates"]),
        kept_reasons(found["doubts"]),
    )


def keep_reasons(reasons: Iterable[Reason]) -> list[list[Any]]:
    """Reasons as JSON values."""
    return [[each.code, dict(each.facts)] for each in reasons]


def kept_reasons(found: Iterable[list[Any]]) -> tuple[Reason, ...]:
    """Reasons back from JSON values."""
    return tuple(Reason(code, facts) for code, facts in found)


def digest(found: Candidate) -> str:
    """A mark of what a candidate would do, by which a form says which one was shown."""
    facts = _facts(found)
    done = [facts[name] for name in ("kind", "client_id", "parts", "kept", "fee", "receipt_id")]
    if found.slip_id is not None:
        done.append(found.slip_id)
    return sha256(json.dumps([*done, facts["credit"]]).encode()).hexdigest()[:16]


def _facts(found: Candidate) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "client_id": found.client_id,
        "points": found.points,
        "parts": [[p.item_id, p.invoice_id, p.number, p.client_id, p.cents] for p in found.parts],
        "kept": found.kept,
        "fee": found.fee,
        "receipt_id": found.receipt_id,
        "credit": found.credit,
        "discounted": found.discounted,
        "reasons": keep_reasons(found.reasons),
        "blocks": keep_reasons(found.blocks),
        "score": found.score,
        "slip_id": found.slip_id,
    }


def _candidate(found: dict[str, Any]) -> Candidate:
    credit = found["credit"]
    return Candidate(
        Kind(found["kind"]),
        found["client_id"],
        found["points"],
        tuple(Part(*each) for each in found["parts"]),
        found["kept"],
        found["fee"],
        found["receipt_id"],
        (credit[0], credit[1]) if credit else None,
        tuple(found["discounted"]),
        kept_reasons(found["reasons"]),
        kept_reasons(found["blocks"]),
        found["score"],
        found.get("slip_id"),
    )
