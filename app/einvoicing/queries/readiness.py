"""How far the business and its clients are ready for electronic invoices."""

from dataclasses import dataclass
from typing import Any

from app.clients.tables import Client
from app.einvoicing.rules.readiness import business_gaps, client_gaps
from app.einvoicing.tables import EInvoicingChoice
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
