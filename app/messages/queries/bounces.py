"""Which addresses refuse what is sent to them."""

from dataclasses import dataclass
from datetime import datetime

from app.clock import ZONE
from app.messages.tables import Bounce


@dataclass(frozen=True)
class BounceView:
    """An address, in small letters, and what its server said, when."""

    address: str
    said: str
    at: datetime
    message_id: int | None


async def refusing_addresses() -> dict[str, BounceView]:
    """The addresses that refuse mail until somebody settles it, by address in small letters."""
    rows = await Bounce.select().where(Bounce.settled_at.is_null()).order_by(Bounce.id)
    return {
        row["address"]: BounceView(
            row["address"], row["said"], row["at"].astimezone(ZONE), row["message"]
        )
        for row in rows
    }
