"""Redis killed, wiped, hung while the path is played: what is owed is not there, but in rows."""

import re

import pytest

from tests.faults.actors import Fault
from tests.faults.play import ACTS
from tests.faults.test_kills import EVERYTHING
from tests.faults.theatre import Theatre

pytestmark = pytest.mark.slow

# Before the first of each kind of call; the web's own are those of paying.
PLACES = r"commit \S+\.(bill_batch|record) #1 after" if not EVERYTHING else r" #1 "
DULL = re.compile(r"(upkeep\.note_run|nudge itself|forget_sessions|typesetter|fsync)")


@pytest.mark.parametrize("what", ["redis-kill", "redis-flush", "redis-hang"])
@pytest.mark.parametrize("name", ["billing", "paying"])
async def test_redis_lost_on_the_way(theatre: Theatre, name: str, what: str) -> None:
    act = next(act for act in ACTS if act.name == name)
    failed = []
    for point in dict.fromkeys(theatre.known[name].points):
        if re.search(PLACES, point) and not DULL.search(point) and point.endswith("after"):
            wrong = await theatre.play(act, Fault(point, what))
            print(f"{name} | {what} at {point} | {'FAILED' if wrong else 'survived'}", flush=True)
            failed += [(point, wrong)] if wrong else []
    assert failed == []
