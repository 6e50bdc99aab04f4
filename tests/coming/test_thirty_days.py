"""Thirty days announced, then played by the clock: what happened is what was said, to the day.

Nothing that was announced failed to happen, and nothing happened that stood nowhere: each invoice,
each draft, each message of the outbox and each proposal of these days is looked up in what the page
had said on the first morning, and in the middle of the play for what was left of it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.coming.queries import ahead
from app.coming.rules import DAYS, Kind
from tests import cast
from tests.coming.world import FIRST, announced, business, day, happened, live, waiting

LAST = FIRST + timedelta(days=DAYS)


async def test_what_happened_in_thirty_days_is_what_was_announced(
    database: None, smtp_sink: Any, at: Callable[[str], None]
) -> None:
    at("2027-01-03T20:00")
    await business(smtp_sink.url)

    said = await ahead(cast.at(FIRST, 5))
    kinds = {each.kind for each in said.happenings}
    assert kinds >= set(Kind) - {Kind.ENTRIES, Kind.DEBIT, Kind.DEADLINE, Kind.ALERTS}
    middle = day("2027-01-15")
    await live(FIRST, middle - timedelta(days=1), at)
    at(f"{middle}T05:00")
    again, waited = await ahead(cast.at(middle, 5)), await waiting()
    await live(middle, LAST, at)

    assert announced(said.happenings, LAST) == await happened(FIRST, LAST)
    assert waited
    assert announced(again.happenings, LAST) == await happened(middle, LAST) + waited
