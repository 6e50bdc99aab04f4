"""Integrity of lateness: what was asked for stands on an issued document, to the cent."""

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.lateness.tables import LateClaim


async def invoiced_as_decided() -> list[Finding]:
    """The net of each invoice of interest is the sum of the claims that it was made for."""
    rows = await LateClaim.raw(
        "SELECT x.document AS invoice, x.client AS client,"
        " CAST(SUM(x.interest + x.indemnity) AS BIGINT) AS claimed, COALESCE(MAX(i.net), 0) AS net"
        " FROM late_claim x LEFT JOIN invoice i ON i.id = x.document AND i.state = 'issued'"
        " AND i.client = x.client WHERE x.document IS NOT NULL GROUP BY x.document, x.client"
        " HAVING SUM(x.interest + x.indemnity) <> COALESCE(MAX(i.net), 0) ORDER BY 1"
    )
    message = N_("invoice %(invoice)s: %(claimed)s of interest was decided, it asks for %(net)s")
    return located(message, rows, cents=("claimed", "net"))


CHECKS: list[IntegrityCheck] = [
    ("lateness: what is decided is what is invoiced", invoiced_as_decided),
]
