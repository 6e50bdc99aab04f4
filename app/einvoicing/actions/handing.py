"""Documents for the platform: owed as rows, handed over once by their name.

Staged, noted as staged, shown, noted as done. Killed before the note, it is staged anew; after it,
what was staged is shown if it is still there: else it was shown, or somebody took it away, and that
is asked.
"""

import asyncio
import logging
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters import files
from app.adapters.database import transaction
from app.adapters.platform import NameTaken, Platform, PlatformAway
from app.auth.actions import record
from app.core.errors import refuse
from app.einvoicing.queries.folders import folders, platform_of, unhanded
from app.einvoicing.rules.handing import (
    AWAY,
    CLAIM,
    LOST,
    PUT_OFF,
    TAKEN,
    State,
    filename,
    next_try,
)
from app.einvoicing.tables import PlatformFile, PlatformFolder

log = logging.getLogger("echeance.einvoicing")
_AT_ONCE = 20
_DUE = (
    "SELECT f.id AS id FROM platform_file f JOIN document d ON d.invoice = f.invoice"
    " AND d.kind = f.form WHERE f.state IN ('owed', 'staged') AND f.next_try_at <= {}"
    " ORDER BY f.next_try_at, f.id LIMIT {}"
)
_HASHES = (
    "SELECT f.id AS id, d.sha256 AS sha256 FROM platform_file f JOIN document d"
    " ON d.invoice = f.invoice AND d.kind = f.form WHERE f.id IN ({})"
)


@dataclass(frozen=True)
class HandSummary:
    """What a round did, in documents."""

    owed: int = 0
    done: int = 0
    failed: int = 0
    uncertain: int = 0


async def hand_over(at: datetime, limit: int = 500) -> HandSummary:
    """Owe what was issued since, and hand over what is owed and rendered, at most `limit`.

    Refused, once all is put off: the platform's folder cannot be used now.
    """
    chosen = await folders()
    if chosen is None or not chosen.is_on:
        return HandSummary()
    done = Counter(owed=await _owe(at, limit))
    platform = platform_of(chosen)
    while done["done"] + done["failed"] + done["uncertain"] < limit:
        rows = await _claim(at)
        if not rows:
            break
        for place, row in enumerate(rows):
            try:
                done[await _hand(platform, row, at)] += 1
            except PlatformAway as away:
                for each in rows[place:]:
                    await _put_off(each, PUT_OFF[away.fault], at)
                raise refuse(
                    "einvoicing.away", AWAY[away.fault], place=away.place, said=away.said
                ) from away
    return HandSummary(done["owed"], done["done"], done["failed"], done["uncertain"])


async def decide(invoice_id: int, *, arrived: bool, at: datetime, by: str) -> None:
    """Say whether a file that may have gone has arrived; else it is handed over again. Refused:
    nothing is in doubt."""
    values: dict[Any, Any] = (
        {PlatformFile.state: State.DONE.value, PlatformFile.done_at: at, PlatformFile.error: ""}
        if arrived
        else {
            PlatformFile.state: State.OWED.value,
            PlatformFile.token: "",
            PlatformFile.attempts: 0,
            PlatformFile.next_try_at: at,
        }
    )
    async with transaction() as tx:
        changed = (
            await PlatformFile.update(values)
            .where(PlatformFile.invoice == invoice_id, PlatformFile.state == State.UNCERTAIN.value)
            .returning(PlatformFile.id)
        )
        if not changed:
            raise refuse("einvoicing.no_doubt", "Nothing is in doubt about this file.")
        await record(
            tx,
            act="invoice.handing_settled" if arrived else "invoice.handing_again",
            subject_kind="invoice",
            subject_id=invoice_id,
            at=at,
            by=by,
        )


async def _owe(at: datetime, limit: int) -> int:
    """A row for each document that is to be handed over; two workers owe it once."""
    found = await unhanded(limit)
    async with transaction():
        chosen = await folders()
        if chosen is None or not chosen.is_on:
            return 0
        for each in found:
            await PlatformFile.insert(
                PlatformFile(
                    invoice=each.invoice_id,
                    filename=filename(each.number, chosen.form),
                    form=chosen.form.value,
                    next_try_at=at,
                    created_at=at,
                )
            ).on_conflict(action="DO NOTHING")
        if len(found) < limit:
            await PlatformFolder.update({PlatformFolder.swept_at: at}).where(PlatformFolder.id == 1)
    return len(found)


async def _claim(at: datetime) -> list[dict[str, Any]]:
    async with transaction():
        due = [row["id"] for row in await PlatformFile.raw(_DUE, at, _AT_ONCE)]
        if not due:
            return []
        rows = (
            await PlatformFile.update({PlatformFile.next_try_at: at + CLAIM})
            .where(
                PlatformFile.id.is_in(due),
                PlatformFile.state.is_in([State.OWED.value, State.STAGED.value]),
                PlatformFile.next_try_at <= at,
            )
            .returning(*PlatformFile.all_columns())
        )
        if not rows:
            return []
        places = ", ".join("{}" for _ in rows)
        kept = await PlatformFile.raw(_HASHES.format(places), *(row["id"] for row in rows))
    hashes = {row["id"]: row["sha256"] for row in kept}
    return [row | {"sha256": hashes[row["id"]]} for row in sorted(rows, key=lambda r: r["id"])]


async def _hand(platform: Platform, row: dict[str, Any], at: datetime) -> str:
    """One document: "done", "failed", "uncertain", or "lost" to another worker."""
    try:
        if row["state"] == State.OWED and not await _stage(platform, row):
            return "lost"
        shown = await asyncio.to_thread(platform.publish, row["filename"], row["token"])
    except NameTaken:
        await _put_off(row, TAKEN, at)
        return "failed"
    except files.FileFault as fault:
        log.warning("invoice %s is not handed over: %s", row["invoice"], fault)
        await _put_off(row, LOST, at)
        return "failed"
    await _settle(row, State.DONE if shown else State.UNCERTAIN, at)
    return "done" if shown else "uncertain"


async def _stage(platform: Platform, row: dict[str, Any]) -> bool:
    """Bring it near and note which try did; False when another worker was quicker."""
    token = secrets.token_hex(8)
    data = await asyncio.to_thread(files.read, row["sha256"])
    await asyncio.to_thread(platform.stage, row["filename"], data, token)
    async with transaction():
        won = (
            await PlatformFile.update(
                {PlatformFile.state: State.STAGED.value, PlatformFile.token: token}
            )
            .where(PlatformFile.id == row["id"], PlatformFile.state == State.OWED.value)
            .returning(PlatformFile.id)
        )
    if not won:
        await asyncio.to_thread(platform.forget, row["filename"], token)
        return False
    row["token"] = token
    return True


async def _settle(row: dict[str, Any], state: State, at: datetime) -> None:
    """Done even where another worker, later, was in doubt; in doubt only where nobody knows."""
    from_states = [State.STAGED.value]
    if state is State.DONE:
        from_states.append(State.UNCERTAIN.value)
    async with transaction():
        await PlatformFile.update(
            {
                PlatformFile.state: state.value,
                PlatformFile.error: "",
                PlatformFile.done_at: at if state is State.DONE else None,
            }
        ).where(PlatformFile.id == row["id"], PlatformFile.state.is_in(from_states))


async def _put_off(row: dict[str, Any], why: str, at: datetime) -> None:
    attempts = row["attempts"] + 1
    async with transaction():
        await PlatformFile.update(
            {
                PlatformFile.attempts: attempts,
                PlatformFile.error: why,
                PlatformFile.next_try_at: next_try(attempts, at),
            }
        ).where(
            PlatformFile.id == row["id"],
            PlatformFile.state.is_in([State.OWED.value, State.STAGED.value]),
        )
