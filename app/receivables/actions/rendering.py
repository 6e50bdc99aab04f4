"""The PDF of a statement sent: made outside of any transaction, kept once for ever."""

import logging
from datetime import datetime, timedelta
from typing import Any

from app.adapters import files
from app.adapters.database import transaction
from app.invoices.actions import RenderSummary
from app.messages.actions import attach
from app.receivables.actions.printing import pdf_of
from app.receivables.queries import kept
from app.receivables.tables import StatementRendering

log = logging.getLogger("echeance.receivables")

# Longer than a rendering may take: a worker that dies leaves the work to another after this.
_CLAIM = timedelta(minutes=2)
_BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))
_AT_ONCE = 10


async def render_owed(at: datetime, limit: int = 100) -> RenderSummary:
    """Make the PDFs that are owed; one that fails is tried again, ever more rarely."""
    done = failed = 0
    while done + failed < limit:
        claimed = await _claim(at, min(_AT_ONCE, limit - done - failed))
        if not claimed:
            break
        for row in claimed:
            if await _render(row, at):
                done += 1
            else:
                failed += 1
    return RenderSummary(done, failed)


async def _claim(at: datetime, count: int) -> list[dict[str, Any]]:
    async with transaction():
        due = (
            await StatementRendering.select(StatementRendering.id)
            .where(StatementRendering.done_at.is_null(), StatementRendering.next_try_at <= at)
            .order_by(StatementRendering.next_try_at)
            .limit(count)
        )
        if not due:
            return []
        claimed: list[dict[str, Any]] = (
            await StatementRendering.update({StatementRendering.next_try_at: at + _CLAIM})
            .where(
                StatementRendering.id.is_in([row["id"] for row in due]),
                StatementRendering.done_at.is_null(),
                StatementRendering.next_try_at <= at,
            )
            .returning(
                StatementRendering.id, StatementRendering.statement, StatementRendering.attempts
            )
        )
        return claimed


async def _render(row: dict[str, Any], at: datetime) -> bool:
    try:
        found = await kept(row["statement"])
        if found is None:
            raise LookupError("there is no statement to render")
        sha256 = files.store(await pdf_of(*found))
    except Exception as problem:
        log.exception("the PDF of statement %s was not made", row["statement"])
        await _put_off(row, f"{type(problem).__name__}: {problem}", at)
        return False
    await _keep(row, sha256, at)
    return True


async def _keep(row: dict[str, Any], sha256: str, at: datetime) -> None:
    """The first PDF kept is the one; who comes second keeps nothing."""
    async with transaction() as tx:
        first = (
            await StatementRendering.update(
                {
                    StatementRendering.done_at: at,
                    StatementRendering.sha256: sha256,
                    StatementRendering.error: "",
                }
            )
            .where(StatementRendering.id == row["id"], StatementRendering.done_at.is_null())
            .returning(StatementRendering.id)
        )
        if first:
            await attach(tx, subject_kind="statement", subject_id=row["statement"], sha256=sha256)


async def _put_off(row: dict[str, Any], error: str, at: datetime) -> None:
    attempts = row["attempts"] + 1
    wait = _BACK_OFF[min(attempts, len(_BACK_OFF)) - 1]
    async with transaction():
        await StatementRendering.update(
            {
                StatementRendering.attempts: attempts,
                StatementRendering.error: error[:500],
                StatementRendering.next_try_at: at + wait,
            }
        ).where(StatementRendering.id == row["id"], StatementRendering.done_at.is_null())
