"""Links made, revoked, and their openings noted."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from app.adapters.database import Tx, transaction
from app.links import rules
from app.links.queries import in_force, in_force_of, signing_key
from app.links.rules import Opening
from app.links.tables import Link, LinkOpening

_SAME_VISIT = timedelta(minutes=10)
_CHUNK = 500


async def ensure(
    tx: Tx, *, subject_kind: str, subject_id: int, at: datetime, expires_on: date | None = None
) -> str:
    """Step: the token of a subject's link, made when there is none in force.

    `expires_on` is the last day it opens; given for a link that exists, it becomes that link's.
    """
    link = await in_force(subject_kind, subject_id)
    if link is None:
        link = Link(
            subject_kind=subject_kind,
            subject_id=subject_id,
            nonce=secrets.token_hex(16),
            created_at=at,
            expires_on=expires_on,
        )
        await Link.insert(link)
    elif expires_on is not None and link.expires_on != expires_on:
        await Link.update({Link.expires_on: expires_on}).where(Link.id == link.id)
    return rules.token_of(signing_key(), link.id, link.nonce)


async def ensure_many(
    tx: Tx, *, subject_kind: str, subject_ids: Collection[int], at: datetime
) -> dict[int, str]:
    """Step: the tokens of many subjects' links, by subject, as `ensure` gives each."""
    wanted = sorted(set(subject_ids))
    found = await in_force_of(subject_kind, wanted)
    missing = [
        Link(
            subject_kind=subject_kind,
            subject_id=subject_id,
            nonce=secrets.token_hex(16),
            created_at=at,
        )
        for subject_id in wanted
        if subject_id not in found
    ]
    for start in range(0, len(missing), _CHUNK):
        await Link.insert(*missing[start : start + _CHUNK])
    if missing:
        found = await in_force_of(subject_kind, wanted)
    key = signing_key()
    return {each: rules.token_of(key, link_id, nonce) for each, (link_id, nonce) in found.items()}


async def revoke(tx: Tx, *, subject_kind: str, subject_id: int, at: datetime) -> bool:
    """Step: the subject's link opens nothing any more; False when there was none in force."""
    revoked = (
        await Link.update({Link.revoked_at: at})
        .where(
            Link.subject_kind == subject_kind,
            Link.subject_id == subject_id,
            Link.revoked_at.is_null(),
        )
        .returning(Link.id)
    )
    return bool(revoked)


async def note_opening(
    link_id: int, *, kind: Opening, address: str, agent: str, at: datetime
) -> None:
    """Note a visit; the same visitor doing the same again within ten minutes is one visit."""
    # Nobody waits for a writer to look again; two at the same moment are told apart by the second.
    if await _seen(link_id, kind, address, at):
        return
    async with transaction():
        if not await _seen(link_id, kind, address, at):
            await LinkOpening.insert(
                LinkOpening(
                    link=link_id, at=at, kind=kind.value, address=address[:60], agent=agent[:300]
                )
            )


async def _seen(link_id: int, kind: Opening, address: str, at: datetime) -> bool:
    rows = await LinkOpening.raw(
        "SELECT id FROM link_opening WHERE link = {} AND kind = {} AND address = {} AND at > {}"
        " LIMIT 1",
        link_id,
        kind.value,
        address[:60],
        at - _SAME_VISIT,
    )
    return bool(rows)
