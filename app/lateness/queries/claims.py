"""What was decided of interest and indemnities, and whether it still counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.lateness.rules import Claim, Decision
from app.lateness.tables import LateClaim


@dataclass(frozen=True)
class ClaimView:
    """A decision with who made it; `number` is the invoice that asks for it, when it does."""

    id: int
    invoice_id: int
    claim: Claim
    document: int | None
    number: str
    reason: str
    recorded_at: datetime
    recorded_by: str


_CLAIMS = """
SELECT x.*, COALESCE(d.number, '') AS number FROM late_claim x
LEFT JOIN invoice d ON d.id = x.document
WHERE x.undone_at IS NULL AND x.invoice_id IN (%s) ORDER BY x.id
"""


async def claim_views(ids: Sequence[int]) -> list[ClaimView]:
    """The decisions in force on these invoices, oldest first."""
    named = ", ".join(str(int(each)) for each in ids) or "0"
    return [_view(row) for row in await LateClaim.raw(_CLAIMS % named)]


async def claims_on(ids: Sequence[int]) -> Mapping[int, Sequence[Claim]]:
    """By invoice."""
    found: dict[int, list[Claim]] = defaultdict(list)
    for view in await claim_views(ids):
        found[view.invoice_id].append(view.claim)
    return found


def _view(row: dict[str, Any]) -> ClaimView:
    until_on: date = row["until_on"]
    return ClaimView(
        id=row["id"],
        invoice_id=row["invoice_id"],
        claim=Claim(Decision(row["decision"]), until_on, row["interest"], row["indemnity"]),
        document=row["document"],
        number=row["number"],
        reason=row["reason"],
        recorded_at=row["recorded_at"].astimezone(ZONE),
        recorded_by=row["recorded_by"],
    )
