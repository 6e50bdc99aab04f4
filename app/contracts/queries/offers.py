"""Offers, and how many contracts were made from each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.contracts.queries.rows import line_of, renewal_of, trial_of
from app.contracts.rules import Billing, Frequency, Line, Mode, OfferValues, Terms, monthly_net
from app.contracts.tables import ContractOffer, ContractOfferLine
from app.core.errors import refuse


@dataclass(frozen=True)
class OfferView:
    """One offer; `contracts` were made from it."""

    id: int
    values: OfferValues
    lines: tuple[Line, ...]
    is_archived: bool
    contracts: int

    @property
    def net(self) -> int:
        """What a whole period, or all that is spread, comes to: net, in cents."""
        return sum(line.net for line in self.lines)

    @property
    def monthly(self) -> int:
        """Net a month on average, in cents."""
        return monthly_net(self.lines, self.terms)

    @property
    def terms(self) -> Terms:
        """Its rhythm, from any first day."""
        return self.values.rhythm


async def offers(archived: bool = False) -> list[OfferView]:
    """Those that may be taken, by name; or those put away."""
    return await _views(f"WHERE o.archived_at IS {'NOT ' if archived else ''}NULL")


async def offer(offer_id: int) -> OfferView:
    """One; refused (contracts.no_offer) when there is none."""
    for found in await _views("WHERE o.id = {}", offer_id):
        return found
    raise refuse("contracts.no_offer", "There is no such offer.")


async def _views(where: str, *values: Any) -> list[OfferView]:
    rows = await ContractOffer.raw(
        "SELECT o.*, (SELECT COUNT(*) FROM contract c WHERE c.offer_id = o.id) AS contracts"
        f" FROM contract_offer o {where} ORDER BY o.name, o.id",
        *values,
    )
    lines: dict[int, list[Line]] = {}
    for row in await ContractOfferLine.select().order_by(ContractOfferLine.position):
        lines.setdefault(row["offer"], []).append(line_of(row))
    return [
        OfferView(
            row["id"],
            _values(row),
            tuple(lines.get(row["id"], ())),
            row["archived_at"] is not None,
            row["contracts"],
        )
        for row in rows
    ]


def _values(row: Mapping[str, Any]) -> OfferValues:
    return OfferValues(
        name=row["name"],
        label=row["label"],
        frequency=Frequency(row["frequency"]),
        billing=Billing(row["billing"]),
        mode=Mode(row["mode"]),
        anchor_day=row["anchor_day"],
        every=row["every"],
        second_day=row["second_day"],
        max_entries=row["max_entries"],
        is_split=bool(row["is_split"]),
        is_variable=bool(row["is_variable"]),
        terms_days=row["terms_days"],
        invoice_note=row["invoice_note"],
        trial=trial_of(row),
        renewal=renewal_of(row),
    )
