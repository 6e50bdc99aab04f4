"""What comes in from the platform: each message taken once by its bytes, the bad ones put aside.

The row and the statuses are one transaction, the file is moved after it: killed in between, the
same bytes are known, and only moved.
"""

import asyncio
import json
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.adapters.database import Tx, transaction
from app.adapters.platform import MessageFault, Platform, PlatformAway, read_message
from app.adapters.platform import Said as Heard
from app.clock import ZONE
from app.core.errors import Finding, Refused, finding, refuse
from app.einvoicing.actions.statuses import Said, note_in
from app.einvoicing.queries.folders import folders, ours, platform_of
from app.einvoicing.rules.handing import AWAY
from app.einvoicing.rules.hearing import FAULTS, HALF, said_of
from app.einvoicing.rules.lifecycle import Told
from app.einvoicing.tables import PlatformMessage

log = logging.getLogger("echeance.einvoicing")
_TAKEN, _REFUSED, _HALF = "taken", "refused", "half"
_BY = "echeance"


@dataclass(frozen=True)
class ListenSummary:
    """What a round did, in messages."""

    taken: int = 0
    refused: int = 0
    waiting: int = 0


async def listen(at: datetime, limit: int = 200) -> ListenSummary:
    """Take the messages that wait. Refused, once all others are taken: the platform's folder, or a
    file in it, cannot be used now."""
    chosen = await folders()
    if chosen is None or not chosen.is_on:
        return ListenSummary()
    platform = platform_of(chosen)
    done, away = Counter[str](), list[PlatformAway]()
    try:
        names = await asyncio.to_thread(platform.incoming, limit)
    except PlatformAway as problem:
        names, away = [], [problem]
    for name in names:
        try:
            state = await _deal(platform, name, at)
        except PlatformAway as problem:
            away.append(problem)
        else:
            done[state] += 1
    if away:
        log.warning("the platform's messages: %s", "; ".join(map(str, away)))
        first = away[0]
        raise refuse("einvoicing.away", AWAY[first.fault], place=first.place, said=first.said)
    return ListenSummary(done[_TAKEN], done[_REFUSED], done[_HALF])


async def _deal(platform: Platform, name: str, at: datetime) -> str:
    """One file: what its message is; "gone" when another worker was quicker."""
    try:
        data = await asyncio.to_thread(platform.fetch, name)
    except FileNotFoundError:
        return "gone"
    state = await _take(name, data, at)
    if state != _HALF:
        await asyncio.to_thread(platform.put_away, name, state == _TAKEN)
    return state


async def _take(name: str, data: bytes, at: datetime) -> str:
    heard, fault = list[Heard](), None
    try:
        heard = read_message(data)
    except MessageFault as problem:
        fault = problem
    async with transaction() as tx:
        row = PlatformMessage(
            sha256=sha256(data).hexdigest(),
            filename=name[:200],
            state=_HALF,
            recorded_at=at,
        )
        made = (
            await PlatformMessage.insert(row)
            .on_conflict(action="DO NOTHING")
            .returning(PlatformMessage.id)
        )
        if not made:
            known = await PlatformMessage.select().where(PlatformMessage.sha256 == row.sha256)
            if known[0]["state"] != _HALF:
                return str(known[0]["state"])
        elif fault is not None and fault.fault == HALF:
            return _HALF
        found = await _hear(tx, heard, row.sha256, at) if fault is None else [_finding(fault)]
        state = _REFUSED if found else _TAKEN
        await PlatformMessage.update(
            {
                PlatformMessage.state: state,
                PlatformMessage.statuses: 0 if found else len(heard),
                PlatformMessage.findings: _kept(found),
            }
        ).where(PlatformMessage.sha256 == row.sha256)
        return state


def _finding(fault: MessageFault) -> Finding:
    return finding("einvoicing.message", FAULTS[fault.fault], found=fault.found)


def _kept(found: list[Finding]) -> str:
    if not found:
        return ""
    facts = [[each.message, {k: str(v) for k, v in each.facts.items()}] for each in found]
    return json.dumps(facts, ensure_ascii=False)


async def _hear(tx: Tx, heard: list[Heard], digest: str, at: datetime) -> list[Finding]:
    """All that a message says, or nothing of it and why."""
    today = at.astimezone(ZONE).date()
    try:
        async with tx.savepoint():
            for n, each in enumerate(heard):
                invoice_id = await ours(each.number, each.seller)
                status, reason, note = said_of(each.code, each.reason, each.note)
                key = f"message:{digest[:40]}:{n}"
                said = Said(status, each.on, key, reason, note, each.amount)
                await note_in(
                    tx, invoice_id, said, today=today, at=at, by=_BY, source=Told.PLATFORM
                )
    except Refused as refused:
        return list(refused.findings)
    return []
