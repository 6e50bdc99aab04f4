"""Those of a client's people whom a step may choose."""

from collections.abc import Collection, Sequence

from app.reminders.rules import Person, Recipient
from app.reminders.tables import PlanStep

# The card's own address and number are those of the client itself; then its contacts, the first one
# of each role that has what is looked for.
_PEOPLE = """
SELECT c.id AS client_id, 'client' AS role, c.email, c.phone, 0 AS place FROM client c WHERE %s
UNION ALL
SELECT k.client AS client_id, k.role, k.email, k.phone, k.id AS place FROM contact k
WHERE k.role IN ('billing', 'site', 'manager') AND %s
ORDER BY place
"""


async def people_of(
    only: Sequence[int] | None, refusing: Collection[str]
) -> dict[int, dict[Recipient, Person]]:
    """How each is reached, by client (`only` these); nothing while no step chooses anybody.

    `refusing` are the addresses that refused the last message.
    """
    if not await PlanStep.exists().where(PlanStep.recipient != Recipient.USUAL.value):
        return {}
    ids = "" if only is None else ", ".join(str(int(each)) for each in only) or "0"
    of = [f"{column} IN ({ids})" if ids else "1 = 1" for column in ("c.id", "k.client")]
    found: dict[int, dict[Recipient, Person]] = {}
    for row in await PlanStep.raw(_PEOPLE % tuple(of)):
        people, role = found.setdefault(row["client_id"], {}), Recipient(row["role"])
        known = people.get(role, Person())
        email = known.email or row["email"]
        people[role] = Person(
            email, known.phone or row["phone"], email.strip().casefold() in refusing
        )
    return found
