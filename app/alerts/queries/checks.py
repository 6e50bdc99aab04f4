"""Integrity of the alerts: whoever was told of one has the message that says so."""

from app.alerts.tables import AlertTold
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located


async def alerts_told() -> list[Finding]:
    """Each alert that counts as told stands in a message to that user."""
    rows = await AlertTold.raw(
        "SELECT t.alert AS alert, t.user_id AS reader FROM alert_told t"
        " LEFT JOIN message m ON m.id = t.message_id WHERE m.id IS NULL ORDER BY t.id"
    )
    return located(N_("alert %(alert)s: user %(reader)s was told, without a message"), rows)


CHECKS: list[IntegrityCheck] = [("alerts told by a message", alerts_told)]
