"""Formal notices: those that left by e-mail, those by registered post, and their cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.lateness.rules import Reached, Stage
from app.lateness.tables import FormalNotice, FormalNoticeItem, LegalStage
from app.reminders.tables import Reminder


@dataclass(frozen=True)
class ItemView:
    """An invoice that a notice names, as it was then and as it is now; cents."""

    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    total: int
    asked: int
    open: int


@dataclass(frozen=True)
class StageView:
    """What happened, with the paper of it."""

    id: int
    stage: Stage
    happened_on: date
    note: str
    filename: str
    sha256: str | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class NoticeView:
    """A notice, what it asked for, and what followed, oldest first."""

    id: int
    client_id: int
    client: str
    made_on: date
    deadline_on: date
    language: str
    principal: int
    interest: int | None
    indemnity: int
    sha256: str
    tracking: str
    presented_on: date | None
    created_by: str
    items: tuple[ItemView, ...]
    stages: tuple[StageView, ...]

    @property
    def reference(self) -> str:
        """What the letter is called."""
        return f"MD-{self.made_on:%Y%m%d}-{self.client_id}"

    @property
    def last(self) -> Reached:
        """Where the case stands."""
        if not self.stages:
            return Reached(Stage.WRITTEN, self.made_on)
        return Reached(self.stages[-1].stage, self.stages[-1].happened_on)

    @property
    def posted_on(self) -> date | None:
        """The day it left by post."""
        days = [each.happened_on for each in self.stages if each.stage is Stage.POSTED]
        return days[0] if days else None

    @property
    def open(self) -> int:
        """What is unpaid now of what it names."""
        return sum(each.open for each in self.items)


_NOTICES = """
SELECT n.*, c.name AS client_name FROM formal_notice n JOIN client c ON c.id = n.client
WHERE %s ORDER BY n.id DESC
"""
_ITEMS = """
SELECT x.notice AS notice, x.invoice_id AS invoice_id, i.number AS number,
  i.issued_on AS issued_on, i.due_on AS due_on, i.total AS total, x.open AS asked, b.open AS open
FROM formal_notice_item x JOIN invoice i ON i.id = x.invoice_id
JOIN (SELECT invoice_id, CAST(SUM(open) AS BIGINT) AS open FROM balance GROUP BY invoice_id) b
  ON b.invoice_id = i.id
WHERE x.notice IN (%s) ORDER BY i.due_on, i.id
"""


async def notice(notice_id: int) -> NoticeView | None:
    """One notice with its case."""
    found = await _views("n.id = {}", [notice_id])
    return found[0] if found else None


async def notices(client_id: int | None = None) -> list[NoticeView]:
    """Every notice (of a client), the newest first."""
    if client_id is None:
        return await _views("n.id > {}", [0])
    return await _views("n.client = {}", [client_id])


async def _views(where: str, values: list[object]) -> list[NoticeView]:
    rows = await FormalNotice.raw(_NOTICES % where, *values)
    named = ", ".join(str(row["id"]) for row in rows) or "0"
    items: dict[int, list[ItemView]] = defaultdict(list)
    for row in await FormalNoticeItem.raw(_ITEMS % named):
        items[row.pop("notice")].append(ItemView(**row))
    stages: dict[int, list[StageView]] = defaultdict(list)
    for row in (
        await LegalStage.select()
        .where(
            LegalStage.notice.is_in([each["id"] for each in rows] or [0]),
            LegalStage.undone_at.is_null(),
        )
        .order_by(LegalStage.id)
    ):
        stages[row["notice"]].append(_stage(row))
    return [_view(row, items[row["id"]], stages[row["id"]]) for row in rows]


def _stage(row: dict[str, Any]) -> StageView:
    kept = {key: value for key, value in row.items() if key not in ("notice", "undone_at")}
    kept |= {"stage": Stage(row["stage"]), "recorded_at": row["recorded_at"].astimezone(ZONE)}
    return StageView(**kept)


def _view(row: dict[str, Any], items: list[ItemView], stages: list[StageView]) -> NoticeView:
    names = ("made_on", "deadline_on", "language", "principal", "interest", "indemnity", "sha256")
    more = ("id", "tracking", "presented_on", "created_by")
    return NoticeView(
        client_id=row["client"],
        client=row["client_name"],
        items=tuple(items),
        stages=tuple(stages),
        **{name: row[name] for name in (*names, *more)},
    )


async def notices_of(ids: Sequence[int]) -> dict[int, date]:
    """By invoice, the day of the first formal notice that left: by e-mail, on the day on which the
    mail server took it, or by post, from the day it was presented where that is known. One that was
    refused, came back or may not have gone is none."""
    named = _named(ids)
    rows = await Reminder.raw(
        "SELECT x.invoice_id AS invoice, MIN(COALESCE(m.sent_at, r.sent_at)) AS sent_at"
        " FROM reminder_item x JOIN reminder r ON r.id = x.reminder"
        " JOIN plan_step s ON s.id = r.step LEFT JOIN message m ON m.id = r.message_id"
        f" WHERE x.invoice_id IN ({named}) AND r.state = 'sent' AND s.tone = 'formal'"
        " AND (m.id IS NULL OR m.state = 'sent') GROUP BY x.invoice_id"
    )
    found = {row["invoice"]: _day(row["sent_at"]) for row in rows}
    posted = await FormalNotice.raw(
        "SELECT x.invoice_id AS invoice, COALESCE(n.presented_on, s.happened_on) AS day"
        " FROM formal_notice_item x JOIN formal_notice n ON n.id = x.notice"
        " JOIN legal_stage s ON s.notice = n.id AND s.stage = 'posted' AND s.undone_at IS NULL"
        f" WHERE x.invoice_id IN ({named})"
    )
    for row in posted:
        day = civil(row["day"])
        found[row["invoice"]] = min(found.get(row["invoice"], day), day)
    return found


async def filings(ids: Sequence[int]) -> dict[int, date]:
    """By invoice, the day its claim was filed in court; none where the request was rejected."""
    rows = await LegalStage.raw(
        "SELECT x.invoice_id AS invoice, s.stage AS stage, s.happened_on AS day FROM legal_stage s"
        " JOIN formal_notice_item x ON x.notice = s.notice WHERE s.undone_at IS NULL"
        f" AND s.stage IN ('filed', 'rejected') AND x.invoice_id IN ({_named(ids)}) ORDER BY s.id"
    )
    found: dict[int, date] = {}
    for row in rows:
        if row["stage"] == Stage.FILED:
            found.setdefault(row["invoice"], row["day"])
        else:
            found.pop(row["invoice"], None)
    return found


def _named(ids: Sequence[int]) -> str:
    return ", ".join(str(int(each)) for each in ids) or "0"


def civil(day: object) -> date:
    """A day out of a COALESCE: text on SQLite."""
    return day if isinstance(day, date) else date.fromisoformat(str(day))


def _day(moment: object) -> date:
    """The civil day of a moment out of an aggregate: text on SQLite, a datetime on PostgreSQL."""
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return found.astimezone(ZONE).date()
