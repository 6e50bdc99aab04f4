"""What happened in a case: each stage with its day and its paper; the last one can be undone."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters import files
from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.lateness.queries import NoticeView, notice
from app.lateness.rules import LABELS, Stage, check_stage
from app.lateness.tables import FormalNotice, LegalStage


@dataclass(frozen=True)
class Paper:
    """A file that proves a stage: its name and its bytes."""

    filename: str
    content: bytes


async def record_stage(
    notice_id: int,
    stage: Stage,
    *,
    happened_on: date,
    note: str,
    paper: Paper | None,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Note that a case reached a stage. Refused: see `rules.check_stage`; no such notice."""
    sha256 = files.store(paper.content) if paper else None
    async with transaction() as tx:
        view = await _held(tx, notice_id)
        check_stage(view.last, stage, happened_on, on)
        await LegalStage.insert(
            LegalStage(
                notice=notice_id,
                stage=stage.value,
                happened_on=happened_on,
                note=note,
                filename=paper.filename if paper else "",
                sha256=sha256,
                recorded_at=at,
                recorded_by=by,
            )
        )
        await _note(tx, view, "lateness.stage", stage, happened_on, at, by)


async def undo_stage(notice_id: int, stage_id: int, *, at: datetime, by: str) -> None:
    """Take back the last stage noted by mistake. Refused: it is not the last
    (lateness.not_last)."""
    async with transaction() as tx:
        view = await _held(tx, notice_id)
        if not view.stages or view.stages[-1].id != stage_id:
            raise refuse("lateness.not_last", "Only what happened last can be taken back.")
        last = view.stages[-1]
        await LegalStage.update({LegalStage.undone_at: at}).where(LegalStage.id == stage_id)
        await _note(tx, view, "lateness.stage_undone", last.stage, last.happened_on, at, by)


async def _held(tx: Tx, notice_id: int) -> NoticeView:
    """The case, held until the transaction ends."""
    if is_postgres:
        await FormalNotice.raw("SELECT id FROM formal_notice WHERE id = {} FOR UPDATE", notice_id)
    view = await notice(notice_id)
    if view is None:
        raise refuse("lateness.no_notice", "There is no such formal notice.")
    return view


async def _note(
    tx: Tx, view: NoticeView, act: str, stage: Stage, day: date, at: datetime, by: str
) -> None:
    await record(
        tx,
        act=act,
        subject_kind="client",
        subject_id=view.client_id,
        client_id=view.client_id,
        at=at,
        by=by,
        detail={"stage": [LABELS[stage]], "day": day, "notice": view.id},
    )
