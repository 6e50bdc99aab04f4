"""A movement as it was read, before it is a kept line; and what makes two of them the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from app.core.text import searchable

# What is kept of each text at most, in characters; the money and the days have no limit.
_LIMITS = {
    "label": 4_000,
    "reference": 140,
    "end_to_end_id": 140,
    "payer_name": 200,
    "payer_iban": 34,
    "transaction_code": 40,
    "return_reason": 40,
    "bank_reference": 140,
    "batch_id": 140,
    "mandate_id": 140,
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a statement; `place` is its line in the file, the rest as in
    `StatementLine`."""

    place: int
    booked_on: date
    value_on: date | None
    amount_cents: int
    label: str = ""
    reference: str = ""
    end_to_end_id: str = ""
    payer_name: str = ""
    payer_iban: str = ""
    transaction_code: str = ""
    return_reason: str = ""
    bank_reference: str = ""
    batch_id: str = ""
    mandate_id: str = ""

    @property
    def twin_key(self) -> tuple[date, int]:
        """What two files of different formats say of the same movement alike."""
        return self.booked_on, self.amount_cents

    def written(self) -> str:
        """As one line of JSON."""
        booked, value = self.booked_on.isoformat(), self.value_on and self.value_on.isoformat()
        return json.dumps([self.place, booked, value, *_rest(self)], ensure_ascii=False)


# What a movement says, its place left out; and without the days, in the same order.
COLUMNS = tuple(each.name for each in fields(Movement))[1:]
_rest = attrgetter(*COLUMNS[2:])
_every = attrgetter(*COLUMNS)


def cells(movement: Movement) -> list[Any]:
    """What it says, column by column, its days as ISO text."""
    booked, value, *rest = _every(movement)
    return [booked.isoformat(), value and value.isoformat(), *rest]


def written_movement(text: str) -> Movement:
    """The movement that was written."""
    place, booked, value, *rest = json.loads(text)
    value_on = date.fromisoformat(value) if value else None
    return Movement(place, date.fromisoformat(booked), value_on, *rest)


def tidied(movement: Movement) -> Movement:
    """Its texts on one line, without characters that cannot be printed, within their limits."""
    changed: dict[str, Any] = {
        name: _tidy(getattr(movement, name), most) for name, most in _LIMITS.items()
    }
    return replace(movement, **changed)


def said_of(movement: Movement) -> str:
    """What the same movement has in every statement that shows it: its day, its amount, its texts.
    Not the bank's own number, which some banks give anew each time and others give twice."""
    texts = (movement.label, movement.reference, movement.end_to_end_id, movement.payer_iban)
    said = "\x1f".join(
        (
            movement.booked_on.isoformat(),
            str(movement.amount_cents),
            *(text.lower() if text.isascii() else searchable(text) for text in texts),
        )
    )
    return _digest(said)


def base_of(account_key: str, said: str) -> str:
    """The same on one account: what a fingerprint begins with."""
    return _digest(f"{account_key}\x1f{said}")


def fingerprint(base: str, occurrence: int) -> str:
    """The mark of a kept line: true twins of one day are told apart by their occurrence, from 0."""
    return f"{base}-{occurrence}"


def movement_of(said: Mapping[str, object]) -> Movement:
    """A movement of what a reader found under the same names."""
    return tidied(Movement(**said))  # type: ignore[arg-type]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _tidy(text: str, most: int) -> str:
    if text.isprintable() and len(text) <= most and "  " not in text and text == text.strip():
        return text
    single = " ".join(text.split())
    return "".join(char for char in single if char.isprintable())[:most].strip()
