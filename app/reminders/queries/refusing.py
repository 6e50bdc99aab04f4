"""Clients, and those of ours who look after them, whose e-mail address refused a message: somebody
must say what is right."""

from dataclasses import dataclass
from datetime import datetime

from app.messages.queries import refusing_addresses
from app.reminders.tables import Reminder

_WHOSE = """
SELECT c.id AS client_id, c.name AS client_name, c.name_key AS name_key, LOWER(c.email) AS address
FROM client c WHERE LOWER(c.email) IN ({0}) AND c.archived_at IS NULL
UNION
SELECT c.id AS client_id, c.name AS client_name, c.name_key AS name_key, LOWER(k.email) AS address
FROM contact k JOIN client c ON c.id = k.client
WHERE LOWER(k.email) IN ({0}) AND c.archived_at IS NULL
UNION
SELECT NULL AS client_id, u.name AS client_name, LOWER(u.name) AS name_key,
  LOWER(u.email) AS address
FROM app_user u WHERE LOWER(u.email) IN ({0}) AND u.is_active
  AND u.id IN (SELECT k.salesperson_id FROM contract k)
ORDER BY name_key, address
"""


@dataclass(frozen=True)
class RefusedAddress:
    """An address of a client, or of a salesperson of ours (`client_id` None), and what its server
    said when."""

    client_id: int | None
    name: str
    address: str
    said: str
    at: datetime


async def refused_addresses() -> list[RefusedAddress]:
    """Those that a client, one of its people, or a salesperson still has; a corrected one is not
    asked about."""
    known = await refusing_addresses()
    if not known:
        return []
    places = ", ".join("{}" for _ in known)
    rows = await Reminder.raw(_WHOSE.format(places), *known, *known, *known)
    return [
        RefusedAddress(
            row["client_id"],
            row["client_name"],
            row["address"],
            known[row["address"]].said,
            known[row["address"]].at,
        )
        for row in rows
    ]
