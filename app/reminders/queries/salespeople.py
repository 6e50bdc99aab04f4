"""Those of ours who look after a client."""

from dataclasses import dataclass

from app.reminders.tables import Reminder


@dataclass(frozen=True)
class Salesperson:
    """One of our users who is the salesperson of a contract."""

    user_id: int
    email: str
    language: str


async def salespeople_of(client_id: int) -> list[Salesperson]:
    """The salespeople of a client's contracts who still work here, each once."""
    rows = await Reminder.raw(
        "SELECT u.id AS user_id, u.email, u.language FROM app_user u WHERE u.is_active"
        " AND u.id IN (SELECT c.salesperson_id FROM contract c WHERE c.client = {}) ORDER BY u.id",
        client_id,
    )
    return [Salesperson(**row) for row in rows]
