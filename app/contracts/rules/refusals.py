"""A refusal kept on an entry: as facts, so that each reader has it in their own language."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.core.errors import Finding, Message
from app.core.money import Euros

_LIMIT = 20


def keep(findings: Iterable[Finding]) -> str:
    """Findings as JSON; amounts and days stay what they are."""
    return json.dumps(
        [
            {
                "code": each.code,
                "message": each.message,
                "facts": {name: _fact(fact) for name, fact in each.facts.items()},
                "field": each.field,
            }
            for each in list(findings)[:_LIMIT]
        ],
        ensure_ascii=False,
    )


def kept(text: str) -> list[Finding]:
    """The findings that were kept; none for an empty text."""
    if not text:
        return []
    return [
        Finding(
            each["code"],
            each["message"],
            {name: _read(fact) for name, fact in each["facts"].items()},
            each["field"],
        )
        for each in json.loads(text)
    ]


def _fact(fact: object) -> object:
    if isinstance(fact, Euros):
        return {"cents": int(fact)}
    if isinstance(fact, Message):
        return {"message": str(fact)}
    if isinstance(fact, datetime):
        return {"moment": fact.isoformat()}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    if isinstance(fact, Iterable) and not isinstance(fact, str):
        return [_fact(each) for each in fact]
    return fact if isinstance(fact, int) else str(fact)


def _read(fact: object) -> object:
    if isinstance(fact, Mapping):
        if "cents" in fact:
            return Euros(fact["cents"])
        if "message" in fact:
            return Message(fact["message"])
        if "moment" in fact:
            return datetime.fromisoformat(fact["moment"])
        return date.fromisoformat(fact["day"])
    if isinstance(fact, list):
        return [_read(each) for each in fact]
    return fact
