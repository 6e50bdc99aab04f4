"""The rates of every half-year that are known and confirmed."""

from collections import defaultdict
from datetime import date

from app.lateness.rules import HalfYear
from app.law.queries import all_values, law_on
from app.law.rules import LEGAL_INTEREST, PENALTY_RATE

INDEMNITY = "indemnity.amount"


async def rates() -> dict[date, HalfYear]:
    """By the first day of each half-year."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    names = {PENALTY_RATE: "penalty", LEGAL_INTEREST: "legal"}
    for value in await all_values():
        if value.key in names and value.is_verified and value.number is not None:
            found[value.valid_from][names[value.key]] = value.number
    return {first: HalfYear(**known) for first, known in found.items()}


async def indemnity_on(on: date) -> int:
    """The fixed indemnity in cents on a day (C. com. D441-5)."""
    return (await law_on(on)).number(INDEMNITY)
