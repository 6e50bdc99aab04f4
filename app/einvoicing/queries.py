"""How far the business and its clients are ready for electronic invoices; their statuses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.einvoicing.rules.lifecycle import FINAL, Status
from app.einvoicing.rules.readiness import business_gaps, client_gaps
from app.einvoicing.tables import EInvoicingChoice, InvoiceStatus
from app.settings.queries import business

PAGE = 50
_COLUMNS = ("id", "name", "kind", "country", "siren", "siret", "vat_number")
_ADDRESS = ("street", "postcode", "town")


@dataclass(frozen=True)
class Unready:
    """A client and the gaps (message ids) that keep an electronic invoice from reaching it."""

    client_id: int
    name: str
    gaps: list[str]


@dataclass(frozen=True)
class Ready:
    """The gaps of the business; the clients concerned, and a page of those who have gaps."""

    platform: str
    business: list[str]
    concerned: int
    unready: int
    page: list[Unready]


@dataclass(frozen=True)
class StatusView:
    """A status of an invoice as it was recorded; `amount` in cents."""

    status: Status
    happened_on: date
    reason: str
    note: str
    amount: int | None
    by: str


async def platform() -> str:
    """The name of the approved platform; "" for none."""
    row = await EInvoicingChoice.select(EInvoicingChoice.platform).first()
    return str(row["platform"]) if row else ""


async def ready(number: int = 1) -> Ready:
    """Judge the business and every client that is not archived; private customers are not
    concerned."""
    shop, name = await business(), await platform()
    rows = await Client.raw(
        f"SELECT {', '.join((*_COLUMNS, *_ADDRESS))} FROM client"
        " WHERE archived_at IS NULL AND kind <> 'consumer' ORDER BY name_key, id"
    )
    judged = [Unready(row["id"], row["name"], _gaps(row)) for row in rows]
    unready = [each for each in judged if each.gaps]
    gaps = business_gaps(
        name=shop.name,
        siren=shop.siren,
        siret=shop.siret,
        vat_number=shop.vat_number,
        address=(shop.street, shop.postcode, shop.town),
        charges_vat=shop.charges_vat,
        platform=name,
    )
    start = (number - 1) * PAGE
    return Ready(name, gaps, len(rows), len(unready), unready[start : start + PAGE])


def _gaps(row: dict[str, Any]) -> list[str]:
    street, postcode, town = (str(row[name]) for name in _ADDRESS)
    return client_gaps(
        kind=row["kind"],
        country=row["country"],
        siren=row["siren"],
        siret=row["siret"],
        vat_number=row["vat_number"],
        address=(street, postcode, town),
    )


async def statuses(invoice_id: int) -> list[StatusView]:
    """What became of an invoice, oldest first."""
    rows = (
        await InvoiceStatus.select()
        .where(InvoiceStatus.invoice == invoice_id)
        .order_by(InvoiceStatus.happened_on)
        .order_by(InvoiceStatus.id)
    )
    return [
        StatusView(
            Status(row["code"]),
            row["happened_on"],
            row["reason"],
            row["note"],
            row["amount"],
            row["recorded_by"],
        )
        for row in rows
    ]


async def check_statuses() -> list[Finding]:
    """A status of a draft, of before the issue, or after an end."""
    final = ", ".join(str(code.value) for code in sorted(FINAL))
    rows = await InvoiceStatus.raw(
        "SELECT i.id AS invoice, s.code AS code FROM invoice_status s"
        " JOIN invoice i ON i.id = s.invoice"
        " WHERE i.state <> 'issued' OR s.happened_on < i.issued_on"
        f" OR EXISTS (SELECT 1 FROM invoice_status f WHERE f.invoice = s.invoice AND f.id < s.id"
        f" AND f.code IN ({final})) ORDER BY i.id, s.id"
    )
    return located(N_("invoice %(invoice)s: status %(code)s cannot be"), rows)


CHECKS: list[IntegrityCheck] = [
    ("statuses of electronic invoices follow their issue", check_statuses)
]
