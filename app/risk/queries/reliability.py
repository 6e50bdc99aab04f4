"""How good the score was, as it was last judged."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.risk.rules import Backtest, Law, backtest_from, law_from
from app.risk.tables import Judgement


@dataclass(frozen=True)
class Judged:
    """A judgement that was kept: its day, its measures, and the laws that it had learnt."""

    day: date
    backtest: Backtest
    laws: tuple[Law, ...]


async def last_judgement() -> Judged | None:
    """The last one; None before the first."""
    row = await Judgement.select().order_by(Judgement.day, ascending=False).first()
    if row is None:
        return None
    laws: list[dict[str, Any]] = json.loads(row["laws"])
    return Judged(row["day"], backtest_from(json.loads(row["result"])), tuple(map(law_from, laws)))
