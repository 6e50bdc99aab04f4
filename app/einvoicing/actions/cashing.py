"""“Encaissée” by itself: what payments say of documents that the platform has.

Where VAT is due when the money comes (services, no option for debits), each payment put on the
document is a status 212 of its amount, and each one taken off again a 212 below zero.
"""

from datetime import datetime

from app.adapters.database import transaction
from app.einvoicing.actions.statuses import note_received
from app.einvoicing.queries.cashed import uncashed


async def note_cashed(at: datetime, limit: int = 500) -> int:
    """Record what was received and is not told yet, at most `limit`; how many."""
    found = await uncashed(limit)
    for each in found:
        async with transaction() as tx:
            await note_received(tx, each, at=at)
    return len(found)
