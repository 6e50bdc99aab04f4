"""The sweeps by the clock."""

from app.reminders import jobs
from tests.reminders.story import waiting


async def test_before_the_set_up_there_is_nothing_to_chase_and_nothing_fails(
    database: None,
) -> None:
    await jobs.propose({})
    await jobs.send_approved({})
    assert await waiting() == []
