"""Who someone is, what a role may do, what a password must be, when guessing is slowed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What someone may do: everything; everything but settings and users; only look."""

    OWNER = "owner"
    ASSISTANT = "assistant"
    ACCOUNTANT = "accountant"


@dataclass(frozen=True)
class Actor:
    """Whoever is signed in; `language` is "fr" or "en"."""

    id: int
    email: str
    name: str
    role: Role
    language: str


@dataclass(frozen=True)
class TimelineItem:
    """One line of a timeline; `act` is like "invoice.issued", `detail` holds the facts of it."""

    at: datetime
    by: str
    act: str
    subject_kind: str
    subject_id: int
    detail: Mapping[str, object]
