"""Integrity of lateness: what was asked for stands on an issued document, to the cent."""

from app.adapters import files
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.lateness.tables import FormalNotice, LateClaim, LitigationBundle


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


async def letters_kept() -> list[Finding]:
    """Every formal notice is still the file that was posted, and asks for what it names."""
    rows = await FormalNotice.raw(
        "SELECT n.id AS notice, n.client AS client, n.sha256 AS sha256, n.principal AS asked,"
        " (SELECT CAST(SUM(x.open) AS BIGINT) FROM formal_notice_item x WHERE x.notice = n.id)"
        " AS named FROM formal_notice n ORDER BY n.id"
    )
    lost = [row for row in rows if files.fault_of(row["sha256"]) is not None]
    wrong = [row for row in rows if row["asked"] != row["named"]]
    return [
        *located(N_("formal notice %(notice)s: its letter is missing or altered"), lost),
        *located(
            N_("formal notice %(notice)s: it asks for %(asked)s and names %(named)s"),
            wrong,
            cents=("asked", "named"),
        ),
    ]


async def bundles_kept() -> list[Finding]:
    """Every litigation bundle is still the file that was handed over."""
    rows = await LitigationBundle.select(
        LitigationBundle.id.as_alias("bundle"),
        LitigationBundle.notice.as_alias("notice"),
        LitigationBundle.sha256.as_alias("sha256"),
    ).order_by(LitigationBundle.id)
    lost = [row for row in rows if files.fault_of(row["sha256"]) is not None]
    message = N_("bundle %(bundle)s of formal notice %(notice)s: its file is missing or altered")
    return located(message, lost)


CHECKS: list[IntegrityCheck] = [
    ("lateness: what is decided is what is invoiced", invoiced_as_decided),
    ("lateness: formal notices are kept", letters_kept),
    ("lateness: bundles are kept", bundles_kept),
]
