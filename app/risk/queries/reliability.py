"""How good the score was, as it was last judged."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.risk.rules import PLAIN, Backtest, Law, Terms, backtest_from, law_from
from app.risk.tables import Judgement


@dataclass(frozen=True)
class Judged:
    """A judgement that was kept: its day, its measures, the laws that it had learnt, and the terms
    that proved better than the counts (`PLAIN`: none did)."""

    day: date
    backtest: Backtest
    laws: tuple[Law, ...]
    terms: Terms

    @property
    def has_terms(self) -> bool:
        """Whether the scores are corrected by the terms."""
        return self.terms != PLAIN


async def last_judgement() -> Judged | None:
    """The last one; None before the first."""
    row = await Judgement.select().order_by(Judgement.day, ascending=False).first()
    if row is None:
        return None
    laws: list[dict[str, Any]] = json.loads(row["laws"])
    return Judged(
        row["day"],
        backtest_from(json.loads(row["result"])),
        tuple(map(law_from, laws)),
        _terms(row["terms"]),
    )


async def terms(on: date) -> Terms:
    """What corrects the counts as of a day: by the last judgement that there was by then."""
    row = (
        await Judgement.select(Judgement.terms)
        .where(Judgement.day <= on)
        .order_by(Judgement.day, ascending=False)
        .first()
    )
    return _terms(row["terms"]) if row else PLAIN


def _terms(kept: str) -> Terms:
    return Terms(**json.loads(kept)) if kept else PLAIN
