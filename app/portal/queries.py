"""What clients opened of what was sent to them."""

from app.auth.rules import TimelineItem
from app.clock import ZONE
from app.links.tables import LinkOpening

_OPENED = """
SELECT o.id AS id, o.at AS at, o.kind AS kind, o.address AS address, l.subject_kind AS subject_kind,
  l.subject_id AS subject_id, s.name AS name
FROM (
  SELECT 'invoice' AS kind, id, number AS name FROM invoice WHERE client = {}
  UNION ALL SELECT 'quote' AS kind, id, number AS name FROM quote WHERE client = {}
  UNION ALL SELECT 'mandate' AS kind, id, reference AS name FROM mandate WHERE client = {}
) s JOIN link l ON l.subject_kind = s.kind AND l.subject_id = s.id
JOIN link_opening o ON o.link = l.id
ORDER BY o.at DESC, o.id DESC LIMIT {}
"""


async def opened_by(client_id: int, limit: int = 50) -> list[TimelineItem]:
    """The visits of a client's invoices, quotes and mandates by their links, newest first, as lines
    of its timeline; machines that fetched ahead are told apart."""
    ids = (client_id, client_id, client_id)
    return [
        TimelineItem(
            at=row["at"].astimezone(ZONE),
            by="",
            act=f"opening.{row['kind']}",
            subject_kind=row["subject_kind"],
            subject_id=row["subject_id"],
            detail={"name": row["name"], "address": row["address"]},
        )
        for row in await LinkOpening.raw(_OPENED, *ids, limit)
    ]
