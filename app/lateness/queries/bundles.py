"""Litigation bundles that were put together."""

from dataclasses import dataclass
from datetime import datetime

from app.clock import ZONE
from app.lateness.tables import LitigationBundle


@dataclass(frozen=True)
class BundleView:
    """One of them; `claimed` is cents."""

    id: int
    court: str
    filename: str
    sha256: str
    size: int
    pieces: int
    claimed: int
    made_at: datetime
    made_by: str


async def bundles_of(notice_id: int) -> list[BundleView]:
    """Those of a case, the newest first."""
    rows = (
        await LitigationBundle.select()
        .where(LitigationBundle.notice == notice_id)
        .order_by(LitigationBundle.id, ascending=False)
    )
    names = ("id", "court", "filename", "sha256", "size", "pieces", "claimed", "made_by")
    return [
        BundleView(made_at=row["made_at"].astimezone(ZONE), **{name: row[name] for name in names})
        for row in rows
    ]
