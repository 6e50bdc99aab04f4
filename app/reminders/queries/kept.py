"""Reasons as the text kept in a row: code, message id and facts, with their types."""

import json
from datetime import date
from typing import Any

from app.core.errors import Finding
from app.core.money import Euros


def why_to(why: Finding) -> str:
    """A reason as text."""
    facts = {name: _kept(value) for name, value in why.facts.items()}
    return json.dumps([why.code, why.message, facts])


def _kept(value: object) -> object:
    if isinstance(value, Euros):
        return {"cents": int(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def why_from(text: str) -> Finding:
    """The reason read back."""
    code, message, facts = json.loads(text)
    return Finding(code, message, {name: _fact(value) for name, value in facts.items()})


def _fact(value: Any) -> object:
    if isinstance(value, dict):
        return Euros(value["cents"]) if "cents" in value else date.fromisoformat(value["day"])
    return value
