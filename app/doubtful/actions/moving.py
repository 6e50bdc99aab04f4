"""The writes that every act on a doubtful debt shares: its row, its entry, its trace."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.rules import Journal
from app.adapters.database import Tx
from app.auth import actions as auth
from app.clients import queries as clients
from app.doubtful import rules
from app.doubtful.rules import Move, MoveKind
from app.doubtful.tables import DoubtfulMove

_LABELS = {
    MoveKind.TRANSFERRED: "Créance douteuse",
    MoveKind.DEPRECIATED: "Dépréciation",
    MoveKind.FOLLOWED: "Suivi créance douteuse",
    MoveKind.RETURNED: "Reprise créance douteuse",
    MoveKind.LOST: "Reprise dépréciation",
}


@dataclass(frozen=True)
class Act:
    """An act to be written: what it moves, of which invoice, why."""

    kind: MoveKind
    invoice_id: int
    client_id: int
    number: str
    move: Move
    on: date
    key: str
    note: str = ""
    evidence: str = "[]"
    base: int | None = None
    rate: int | None = None
    write_off: int | None = None


async def write(tx: Tx, act: Act, *, at: datetime, by: str) -> int:
    """Step: write one act, book it, note it; gives back its id."""
    made = int((await DoubtfulMove.insert(_row(act, at, by)).returning(DoubtfulMove.id))[0]["id"])
    sides = rules.lines(act.move, act.client_id, lost=act.kind is MoveKind.LOST)
    if sides:
        name = (await clients.client(act.client_id)).name
        await accounting.post(
            tx,
            journal=Journal.MISC,
            day=act.on,
            piece=act.number,
            label=f"{_LABELS[act.kind]} {act.number} {name}",
            subject=f"doubtful:{act.invoice_id}:{made}",
            lines=sides,
            at=at,
            by=by,
        )
    depreciates = act.kind is MoveKind.DEPRECIATED
    await auth.record(
        tx,
        act=f"doubtful.{act.kind.value}",
        subject_kind="invoice",
        subject_id=act.invoice_id,
        client_id=act.client_id,
        detail={"amount": act.move.depreciation if depreciates else abs(act.move.doubtful)},
        at=at,
        by=by,
    )
    return made


def _row(act: Act, at: datetime, by: str) -> DoubtfulMove:
    return DoubtfulMove(
        client=act.client_id,
        invoice=act.invoice_id,
        kind=act.kind.value,
        doubtful=act.move.doubtful,
        depreciation=act.move.depreciation,
        base=act.base,
        rate=act.rate,
        write_off=act.write_off,
        evidence=act.evidence,
        note=act.note,
        counts_on=act.on,
        key=act.key,
        recorded_at=at,
        recorded_by=by,
    )
