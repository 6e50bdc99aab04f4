"""The scores kept, and how they have changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clients.tables import Client
from app.core.errors import Finding, finding
from app.core.located import IntegrityCheck
from app.risk import rules
from app.risk.queries.outcomes import day as day_of
from app.risk.tables import Score, ScoreChange


@dataclass(frozen=True)
class ScoreView:
    """A kept score: probabilities in basis points, the expected delay, and the one that nine
    payments in ten keep, in tenths of a day; the last twelve outcomes as delay classes 0 to 4,
    oldest first."""

    client_id: int
    day: date
    outcomes: int
    p_late: int | None
    low: int | None
    high: int | None
    expected_delay: int | None
    most_delay: int | None
    grade: str | None
    strip: tuple[int, ...]
    said: str
    computed_at: datetime

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why, in sentences; read from what was kept when they are shown."""
        return reasons_from(self.said)

    @property
    def percents(self) -> tuple[int, int, int] | None:
        """Probability of paying late and the ends of its 80 % interval, in whole percents."""
        if self.p_late is None or self.low is None or self.high is None:
            return None
        return rules.percent(self.p_late), rules.percent(self.low), rules.percent(self.high)

    @property
    def days_late(self) -> int | None:
        """The expected delay in whole days."""
        return None if self.expected_delay is None else (self.expected_delay + 5) // 10

    @property
    def most_days_late(self) -> int | None:
        """The days within which nine payments in ten come, whole."""
        return None if self.most_delay is None else (self.most_delay + 5) // 10


async def scores(client_ids: Sequence[int] | None = None) -> dict[int, ScoreView]:
    """The kept score of every client that has one, or of these."""
    asked = Score.select()
    if client_ids is not None:
        asked = asked.where(Score.client.is_in(list(client_ids) or [0]))
    return {row["client"]: _view(row) for row in await asked}


async def grades() -> dict[int, str]:
    """The grade of every client that has one."""
    rows = await Score.raw("SELECT client, grade FROM score WHERE grade IS NOT NULL")
    return {row["client"]: row["grade"] for row in rows}


async def score(client_id: int) -> ScoreView | None:
    """The kept score of one client."""
    row = await Score.select().where(Score.client == client_id).first()
    return _view(row) if row else None


def _view(row: dict[str, object]) -> ScoreView:
    kept = {**row, "client_id": row["client"], "said": row["reasons"]}
    kept["strip"] = tuple(int(one) for one in str(row["strip"]))
    return ScoreView(**{name: kept[name] for name in ScoreView.__dataclass_fields__})  # type: ignore[arg-type]


def reasons_to(reasons: tuple[Finding, ...]) -> str:
    """Reasons as the text kept in the row."""
    return json.dumps([[r.code, r.message, dict(r.facts)] for r in reasons])


def reasons_from(text: str) -> tuple[Finding, ...]:
    """Reasons read back from the row."""
    return tuple(Finding(code, message, facts) for code, message, facts in json.loads(text))


async def names() -> dict[int, str]:
    """The name of each client."""
    rows = await Client.select(Client.id, Client.name)
    return {row["id"]: row["name"] for row in rows}


@dataclass(frozen=True)
class Change:
    """What the score became on a day: outcomes, probability in basis points, grade."""

    day: date
    outcomes: int
    p_late: int | None
    grade: str | None

    @property
    def whole(self) -> int | None:
        """The probability to a whole percent, in basis points."""
        return None if self.p_late is None else rules.percent(self.p_late) * 100


async def changes(client_id: int, limit: int = 24) -> list[Change]:
    """How a client's score has changed, the latest first."""
    rows = (
        await ScoreChange.select()
        .where(ScoreChange.client == client_id)
        .order_by(ScoreChange.day, ascending=False)
        .limit(limit)
    )
    return [Change(row["day"], row["outcomes"], row["p_late"], row["grade"]) for row in rows]


_LAST = """
SELECT h.client AS client, h.day AS day, h.outcomes AS outcomes, h.p_late AS p_late,
  h.grade AS grade
FROM score_change h
JOIN (SELECT client, MAX(day) AS day FROM score_change WHERE day <= {} GROUP BY client) m
  ON m.client = h.client AND m.day = h.day
"""


async def last_changes(on: date) -> dict[int, Change]:
    """The last change of each client's score by a day."""
    rows = await ScoreChange.raw(_LAST, on)
    return {
        row["client"]: Change(day_of(row["day"]), row["outcomes"], row["p_late"], row["grade"])
        for row in rows
    }


async def check_changes() -> list[Finding]:
    """Clients whose grade is not the last of its history."""
    last = await last_changes(date.max)
    rows = await Score.select(Score.client, Score.grade).order_by(Score.client)
    known = {client_id: change.grade for client_id, change in last.items()}
    return [
        finding(
            "check",
            "client %(client)s: grade %(shown)s is shown, %(kept)s is the last of its history",
            client=row["client"],
            shown=row["grade"] or "–",
            kept=known.get(row["client"]) or "–",
        )
        for row in rows
        if row["grade"] != known.get(row["client"])
    ]


SCORE_CHECKS: list[IntegrityCheck] = [("score history", check_changes)]
