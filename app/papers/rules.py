"""Which papers there are, what a business asks of a new client, and what proves a debt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.clients.rules import Kind as ClientKind
from app.core.errors import N_, Refused, finding

# What the registry says of a company changes; partners usually want it less than three months old.
EXTRACT_GOOD_FOR = timedelta(days=92)
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Kind(StrEnum):
    """What a paper is for."""

    REGISTRATION = "registration"
    IDENTITY = "identity"
    CONTRACT = "contract"
    ORDER = "order"
    DELIVERY = "delivery"
    EXCHANGE = "exchange"
    OTHER = "other"


LABELS = {
    Kind.REGISTRATION: N_("Extract of registration (Kbis, INSEE)"),
    Kind.IDENTITY: N_("Identity or powers of who signs"),
    Kind.CONTRACT: N_("Signed contract"),
    Kind.ORDER: N_("Order"),
    Kind.DELIVERY: N_("Delivery note"),
    Kind.EXCHANGE: N_("Letter or exchange"),
    Kind.OTHER: N_("Other paper"),
}
PROOFS = (Kind.CONTRACT, Kind.ORDER, Kind.DELIVERY, Kind.EXCHANGE)
_ASKED = {
    ClientKind.COMPANY: (Kind.REGISTRATION, Kind.IDENTITY),
    ClientKind.CONSUMER: (Kind.IDENTITY,),
    ClientKind.PUBLIC: (Kind.ORDER,),
}


class Standing(StrEnum):
    """How a point of the checklist stands."""

    THERE = "there"
    OLD = "old"
    MISSING = "missing"


@dataclass(frozen=True)
class Paper:
    """A kept paper, `size` in bytes."""

    id: int
    client_id: int
    kind: Kind
    dated: date
    signer: str
    concerns: str
    filename: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Given:
    """A paper as a person gives it: `concerns` names the documents that it is about."""

    kind: Kind
    dated: date
    signer: str
    concerns: str
    filename: str


@dataclass(frozen=True)
class Point:
    """A point of the checklist, with the newest paper that answers it."""

    kind: Kind
    standing: Standing
    paper: Paper | None


def checklist(client: ClientKind, papers: Sequence[Paper], on: date) -> tuple[Point, ...]:
    """What a careful business has of a client before it delivers: from a company the extract of
    registration and who signs, from a consumer who they are, from a public body its order. No law
    asks this of every seller: it is a habit, and nothing is refused without it."""
    return tuple(_point(kind, papers, on) for kind in _ASKED[client])


def _point(kind: Kind, papers: Sequence[Paper], on: date) -> Point:
    newest = max((p for p in papers if p.kind is kind), key=lambda p: (p.dated, p.id), default=None)
    if newest is None:
        return Point(kind, Standing.MISSING, None)
    aged = kind is Kind.REGISTRATION and on - newest.dated > EXTRACT_GOOD_FOR
    return Point(kind, Standing.OLD if aged else Standing.THERE, newest)


def proofs(papers: Iterable[Paper], numbers: Sequence[str]) -> tuple[Paper, ...]:
    """The papers that prove a debt made of these documents, oldest first: every signed contract,
    and the orders, deliveries and letters that name one of them, or none at all."""
    found = [p for p in papers if p.kind in PROOFS and _is_about(p, numbers)]
    return tuple(sorted(found, key=lambda p: (PROOFS.index(p.kind), p.dated, p.id)))


def _is_about(paper: Paper, numbers: Sequence[str]) -> bool:
    if paper.kind is Kind.CONTRACT or not paper.concerns:
        return True
    named = _folded(paper.concerns)
    return any(re.search(rf"(?<!\w){re.escape(_folded(n))}(?!\w)", named) for n in numbers)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def check(given: Given, on: date) -> None:
    """Refused: a day to come; a delivery note of nobody, since unsigned it proves nothing; a name
    that cannot be shown."""
    found = []
    if given.dated > on:
        found.append(finding("papers.to_come", "This day is still to come.", "dated"))
    if given.kind is Kind.DELIVERY and not given.signer:
        message = "Say who signed it: a delivery note that nobody signed proves nothing."
        found.append(finding("papers.unsigned", message, "signer"))
    name = given.filename
    if not name.strip() or _NOT_SHOWN.search(name) or len(name) > 200:
        message = "The name of this file cannot be kept."
        found.append(finding("papers.filename", message, "file"))
    if found:
        raise Refused(found)
