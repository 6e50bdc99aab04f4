"""Messages owed by the stories of this folder."""

import time
from datetime import datetime, timedelta
from typing import Any

from app.adapters.database import transaction
from app.messages.actions import enqueue
from app.messages.tables import Message
from app.settings.tables import Business
from tests.cast import at
from tests.servers import SmtpSink

NINE = at("2026-11-23", 9)


def after(**time: int) -> datetime:
    """A moment after nine o'clock: `after(minutes=5)`."""
    return NINE + timedelta(**time)


async def owe(subject_key: str = "invoice:7", **changes: Any) -> int | None:
    """Owe a message about invoice 7 to the Régie."""
    values: dict[str, Any] = {
        "cause_kind": "invoice",
        "cause_id": 7,
        "to": "compta@regie-bellecour.test",
        "subject": "Facture F2026-000418",
        "text": "Bonjour,\n\nVoici votre facture.\n",
        "at": NINE,
        "by": "echeance",
    }
    async with transaction() as tx:
        return await enqueue(tx, subject_key=subject_key, **(values | changes))


async def use(sink: SmtpSink) -> None:
    """Point the settings at this mail server."""
    await Business.update({Business.smtp_url: sink.url}).where(Business.id == 1)


async def state_of(message_id: int | None) -> str:
    row = await Message.select(Message.state).where(Message.id == message_id).first()
    assert row
    return str(row["state"])


async def states() -> list[str]:
    rows = await Message.select(Message.state).order_by(Message.id)
    return [row["state"] for row in rows]


def wait_for(condition: Any, seconds: float = 20) -> None:
    """Wait until something has happened in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
