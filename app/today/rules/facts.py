"""What may ask for a person on a day, as plain facts, and what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import Finding, Message
from app.lateness.rules import Limit


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person: what, why, and the one button."""

    title: Finding
    why: tuple[Finding, ...]
    icon: str
    tone: str
    label: str
    href: str


@dataclass(frozen=True)
class Draft:
    """An invoice prepared and not issued; cents with VAT."""

    id: int
    client_id: int
    client: str
    total: int
    has_address: bool


@dataclass(frozen=True)
class Asked:
    """A reminder that waits for its approval."""

    id: int
    client: str
    amount: int
    step: str
    is_formal: bool
    why: Finding


@dataclass(frozen=True)
class Blocked:
    """A period of a contract that could not be billed, or that someone wanted to see again."""

    contract_id: int
    client: str
    label: str
    said: Finding


@dataclass(frozen=True)
class Renewing:
    """A contract that renews itself, or whose prices are to be indexed (`duty` "index"): what is
    to be done, by `by`."""

    contract_id: int
    client: str
    label: str
    duty: str
    by: date


@dataclass(frozen=True)
class Trying:
    """A trial about to end by itself: from when the contract is billed, for how much (cents with
    VAT); when its client was told."""

    contract_id: int
    client: str
    label: str
    runs_from: date
    total: int
    told_on: date | None


@dataclass(frozen=True)
class Money:
    """Money received and not used."""

    client_id: int
    client: str
    open: int


@dataclass(frozen=True)
class BankLines:
    """Lines of the bank that ask for somebody, and of those the ones that a tap points; files of
    the watched folder that ask something before they are taken."""

    asking: int = 0
    likely: int = 0
    files: int = 0


@dataclass(frozen=True)
class Outbox:
    """Messages that need someone, and those that wait; whether a mail server is known."""

    failed: int = 0
    uncertain: int = 0
    waiting: int = 0
    has_mail: bool = True


@dataclass(frozen=True)
class LawGaps:
    """Labels (message ids) of rates that are missing this half-year, of texts to confirm."""

    rates: Sequence[str] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Offer:
    """A quote that asks for somebody; cents with VAT."""

    id: int
    number: str
    title: str
    client: str
    total: int
    reason: str = ""


@dataclass(frozen=True)
class Offers:
    """Quotes accepted and not turned into anything, declined lately, about to end."""

    accepted: Sequence[Offer] = ()
    refused: Sequence[Offer] = ()
    ending: Sequence[Offer] = ()


@dataclass(frozen=True)
class CameBack:
    """An electronic invoice that was refused or rejected; `label` says which, `reason` why."""

    id: int
    number: str
    client: str
    label: Message
    reason: Message | None


@dataclass(frozen=True)
class Electronics:
    """Electronic invoices that came back; (id, number) of those that do not arrive, or may have."""

    back: Sequence[CameBack] = ()
    stuck: Sequence[tuple[int, str]] = ()
    uncertain: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Saying:
    """What a client said that asks for somebody: a promise or a plan of payments
    that broke, a plan asked for, a dispute, a question, a
    call to make again (`kind`)."""

    kind: str
    client: str
    answer_id: int


@dataclass(frozen=True)
class Waiting:
    """Everything that may ask for a person on a day; `low` names what is to be ordered."""

    reminders: Sequence[Asked] = ()
    drafts: Sequence[Draft] = ()
    refused: Sequence[Blocked] = ()
    alerts: Sequence[Blocked] = ()
    renewing: Sequence[Renewing] = ()
    trying: Sequence[Trying] = ()
    money: Sequence[Money] = ()
    bank: BankLines = BankLines()
    outbox: Outbox = Outbox()
    pdfs: Sequence[tuple[int, str]] = ()
    law: LawGaps = LawGaps()
    offers: Offers = Offers()
    low: Sequence[str] = ()
    electronics: Electronics = Electronics()
    lapsing: Sequence[Limit] = ()
    said: Sequence[Saying] = ()
