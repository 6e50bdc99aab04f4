"""Links looked up, and what is known of their openings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import ZONE
from app.config import config
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.links import rules
from app.links.rules import LinkFound, Opening
from app.links.tables import Link, LinkOpening


@dataclass(frozen=True)
class OpeningSeen:
    """One opening of a link, for the timeline of its subject."""

    at: datetime
    kind: Opening
    address: str


async def resolve(token: str, on: date) -> LinkFound | None:
    """What a token opens on a day; None when it is wrong, revoked or past its last day.

    All of these look the same from outside: whoever guesses learns nothing.
    """
    link_id = rules.id_in(token)
    if link_id is None:
        return None
    found = await Link.raw("SELECT * FROM link WHERE id = {}", link_id)
    link = found[0] if found else None
    if link is None or not rules.is_genuine(signing_key(), token, link_id, link["nonce"]):
        return None
    if link["revoked_at"] or (link["expires_on"] and on > link["expires_on"]):
        return None
    return LinkFound(link_id, link["subject_kind"], link["subject_id"], link["expires_on"])


async def token_for(subject_kind: str, subject_id: int) -> str | None:
    """The token of a subject's link in force, for a page that shows it; None when it has none."""
    link = await in_force(subject_kind, subject_id)
    return rules.token_of(signing_key(), link.id, link.nonce) if link else None


async def tokens_for(subject_kind: str, subject_ids: Sequence[int], on: date) -> dict[int, str]:
    """The tokens of those subjects whose link is in force on a day, by subject."""
    if not subject_ids:
        return {}
    rows = await Link.select(Link.id, Link.subject_id, Link.nonce).where(
        Link.subject_kind == subject_kind,
        Link.subject_id.is_in(list(subject_ids)),
        Link.revoked_at.is_null(),
        Link.expires_on.is_null() | (Link.expires_on >= on),
    )
    key = signing_key()
    return {row["subject_id"]: rules.token_of(key, row["id"], row["nonce"]) for row in rows}


async def in_force(subject_kind: str, subject_id: int) -> Link | None:
    """The one link of a subject that has not been revoked."""
    return (
        await Link.objects()
        .where(
            Link.subject_kind == subject_kind,
            Link.subject_id == subject_id,
            Link.revoked_at.is_null(),
        )
        .first()
    )


async def in_force_of(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Id and nonce of the link of each of these subjects that has not been revoked, by subject."""
    rows = await Link.select(Link.id, Link.subject_id, Link.nonce).where(
        Link.subject_kind == subject_kind,
        Link.subject_id.is_in(list(subject_ids) or [0]),
        Link.revoked_at.is_null(),
    )
    return {row["subject_id"]: (row["id"], row["nonce"]) for row in rows}


async def openings(subject_kind: str, subject_id: int, limit: int = 100) -> list[OpeningSeen]:
    """Who opened the links of a subject, newest first, machines included and named as such."""
    rows = (
        await LinkOpening.select(LinkOpening.at, LinkOpening.kind, LinkOpening.address)
        .where(
            LinkOpening.link.subject_kind == subject_kind,
            LinkOpening.link.subject_id == subject_id,
        )
        .order_by(LinkOpening.id, ascending=False)
        .limit(limit)
    )
    return [
        OpeningSeen(row["at"].astimezone(ZONE), Opening(row["kind"]), row["address"])
        for row in rows
    ]


def signing_key() -> bytes:
    """The key of this installation's links."""
    return rules.signing_key(config().secret_key)


async def check_one_in_force() -> list[Finding]:
    """Subjects with two links in force: revoking one would leave the other open."""
    rows = await Link.raw(
        "SELECT subject_kind, subject_id, MAX(id) AS link, COUNT(*) AS times FROM link"
        " WHERE revoked_at IS NULL GROUP BY subject_kind, subject_id HAVING COUNT(*) > 1"
        " ORDER BY 3"
    )
    return located(
        N_("link %(link)s: %(times)s links in force for %(subject_kind)s %(subject_id)s"), rows
    )


CHECKS: list[IntegrityCheck] = [("one link for each document", check_one_in_force)]
