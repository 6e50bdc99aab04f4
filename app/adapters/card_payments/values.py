"""What is said to a provider of card payments, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Ending(StrEnum):
    """What became of a payment that was asked for; EXPIRED: nobody paid in time."""

    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Order:
    """What is to be paid: cents of euros, and where the client comes back to, paid or not. `key`
    is ours: the same one asked again is the same order."""

    key: str
    amount: int
    label: str
    language: str
    back_paid: str
    back_unpaid: str
    until: datetime


@dataclass(frozen=True)
class Asked:
    """The provider's name for the order, and the page where it is paid."""

    session: str
    address: str


@dataclass(frozen=True)
class Told:
    """What a provider says of one order, `event` being its name for the saying. `amount` is cents
    taken, `fee` cents it keeps (None: not known), `payment` its name for the money taken."""

    event: str
    key: str
    session: str
    ending: Ending
    amount: int
    at: datetime
    fee: int | None = None
    payment: str | None = None


class Why(StrEnum):
    """Why money of a payment went back: given back by the business, or contested by the client."""

    REFUNDED = "refunded"
    CONTESTED = "contested"


@dataclass(frozen=True)
class TakenBack:
    """What a provider says of money that went back: `name` is its name for that, `payment` for the
    payment it came out of. Cents; `fee` is what it cost besides. `is_returned`: it came back after
    all (a refund that failed, a dispute that was won). `is_over`: nothing more is waited for."""

    event: str
    name: str
    payment: str
    why: Why
    amount: int
    at: datetime
    fee: int = 0
    is_returned: bool = False
    is_over: bool = False


class CardError(Exception):
    """The provider did not answer, or did not want to; `str()` never holds a key."""


class Forged(Exception):
    """What was told is not signed by the provider, or was signed too long ago."""


class CardPayments(Protocol):
    """A provider of card payments."""

    @property
    def name(self) -> str:
        """What it is called in the settings and in an address."""
        ...

    async def ask(self, order: Order) -> Asked:
        """Open a page where the order is paid; CardError."""
        ...

    def told(self, body: bytes, signature: str, at: datetime) -> Told | TakenBack | None:
        """What a signed call says; None when it is of no concern here; Forged."""
        ...

    async def look(self, session: str, at: datetime) -> Told | None:
        """What became of an order, with its fee; None while it is open; CardError."""
        ...

    async def close(self, session: str) -> bool:
        """Let nobody pay on that page any more; False when it was paid or had ended, or when there
        is no answer: `look` tells which."""
        ...

    async def order_of(self, payment: str) -> str | None:
        """The session that a payment belongs to; None when it is none of ours; CardError."""
        ...

    async def taken_back(self, since: datetime, at: datetime) -> list[TakenBack]:
        """All the money that went back since a moment, as it stands; CardError."""
        ...
