"""The platform by its folders: what is chosen, owed, in doubt, and what came in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.platform import Folder, Platform
from app.clock import ZONE
from app.core.errors import Finding, refuse
from app.einvoicing.rules.handing import Form, State
from app.einvoicing.tables import PlatformFile, PlatformFolder, PlatformMessage
from app.invoices.tables import Invoice
from app.settings.queries import business

# What the document says of itself by code (BR-FR-20): it goes from business to business, in France.
CONCERNED = (
    "i.origin = 'own' AND i.state = 'issued' AND i.issued_on >= {}"
    ' AND e.notes LIKE \'%["BAR", "B2B"]%\''
    " AND NOT EXISTS (SELECT 1 FROM platform_file f WHERE f.invoice = i.id)"
    # Who speaks of it has it: somebody handed it over by hand.
    " AND NOT EXISTS (SELECT 1 FROM invoice_status s WHERE s.invoice = i.id)"
)
SHOWN = 20


@dataclass(frozen=True)
class Folders:
    """What the owner chose; `swept_at` is when documents were last looked for."""

    is_on: bool
    outbox: str
    inbox: str
    since: date
    form: Form
    swept_at: datetime | None


@dataclass(frozen=True)
class Unhanded:
    """A document for which nothing is owed yet."""

    invoice_id: int
    number: str


@dataclass(frozen=True)
class Handing:
    """A document on its way to the platform, or there; `error` is why it is not."""

    invoice_id: int
    number: str
    filename: str
    state: State
    error: str
    done_at: datetime | None
    was_shown: bool


@dataclass(frozen=True)
class Message:
    """A message that could not be taken, and why."""

    filename: str
    findings: list[Finding]
    at: datetime


async def folders() -> Folders | None:
    """None while nobody has chosen any."""
    row = await PlatformFolder.select().first()
    if row is None:
        return None
    swept_at = row["swept_at"]
    return Folders(
        bool(row["is_on"]), row["outbox"], row["inbox"], row["since"], Form(row["form"]), swept_at
    )


def platform_of(chosen: Folders) -> Platform:
    """How the platform is reached."""
    return Folder.of(chosen.outbox, chosen.inbox)


async def unhanded(limit: int) -> list[Unhanded]:
    """Documents that are to be handed over and are not owed, oldest first."""
    chosen = await folders()
    if chosen is None or not chosen.is_on:
        return []
    rows = await Invoice.raw(
        "SELECT i.id AS invoice_id, i.number AS number FROM invoice i"
        f" JOIN einvoice e ON e.invoice = i.id WHERE {CONCERNED} ORDER BY i.id LIMIT {{}}",
        chosen.since,
        limit,
    )
    return [Unhanded(**row) for row in rows]


async def ours(number: str, seller: str) -> int:
    """The issued document that a message names. Refused: another seller's, or not there."""
    shop = await business()
    if seller and seller[:9] != shop.siren:
        raise refuse(
            "einvoicing.other_seller",
            "It is about an invoice of another business: %(seller)s.",
            seller=seller[:20],
        )
    row = (
        await Invoice.select(Invoice.id)
        .where(Invoice.number == number, Invoice.state == "issued", Invoice.origin == "own")
        .first()
    )
    if row is None:
        raise refuse(
            "einvoicing.unknown", "No invoice of yours has number %(number)s.", number=number[:60]
        )
    return int(row["id"])


_HANDING = (
    "SELECT f.invoice AS invoice_id, i.number AS number, f.filename AS filename, f.state AS state,"
    " f.error AS error, f.done_at AS done_at, f.token AS token FROM platform_file f JOIN invoice i"
    " ON i.id = f.invoice"
)


async def handing_of(invoice_id: int) -> Handing | None:
    """How a document goes to the platform; None when it does not."""
    rows = await PlatformFile.raw(f"{_HANDING} WHERE f.invoice = {{}}", invoice_id)
    return _handing(rows[0]) if rows else None


async def stuck() -> list[Handing]:
    """What could not be handed over yet, and what may have gone."""
    rows = await PlatformFile.raw(
        f"{_HANDING} WHERE f.done_at IS NULL AND (f.error <> '' OR f.state = 'uncertain')"
        " ORDER BY f.id"
    )
    return [_handing(row) for row in rows]


def _handing(row: Mapping[str, Any]) -> Handing:
    done_at = row["done_at"]
    return Handing(
        row["invoice_id"],
        row["number"],
        row["filename"],
        State(row["state"]),
        row["error"],
        done_at.astimezone(ZONE) if done_at else None,
        bool(row["token"]),
    )


async def counts() -> dict[State, int]:
    """How many documents are in each state."""
    rows = await PlatformFile.raw("SELECT state, COUNT(*) AS n FROM platform_file GROUP BY state")
    return {State(row["state"]): int(row["n"]) for row in rows}


async def refused_messages() -> list[Message]:
    """The last messages that could not be taken, newest first."""
    rows = (
        await PlatformMessage.select()
        .where(PlatformMessage.state == "refused")
        .order_by(PlatformMessage.id, ascending=False)
        .limit(SHOWN)
    )
    return [
        Message(
            row["filename"],
            [
                Finding("einvoicing.message", text, facts)
                for text, facts in json.loads(row["findings"])
            ],
            row["recorded_at"].astimezone(ZONE),
        )
        for row in rows
    ]
