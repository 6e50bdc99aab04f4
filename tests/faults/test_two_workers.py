"""Two workers at once all along, one of them killed on the way: the same end as one alone."""

import pytest

from tests.faults.actors import Fault
from tests.faults.play import ACTS
from tests.faults.test_kills import EVERYTHING, chosen
from tests.faults.theatre import NOT_PASSED, Theatre

pytestmark = pytest.mark.slow

BY_WORKERS = {act.name: act for act in ACTS if act.by_hand is None}


@pytest.mark.parametrize("name", ["billing", "chasing"])
async def test_two_at_once(theatre: Theatre, name: str) -> None:
    assert await theatre.play(BY_WORKERS[name], None, workers=2) == []


@pytest.mark.parametrize("name", ["billing", "chasing"])
async def test_two_at_once_and_one_is_killed(theatre: Theatre, name: str) -> None:
    failed = []
    points = [point for point in chosen(theatre.known[name].points) if " #1 after" in point]
    for point in points if EVERYTHING else points[-1:]:
        wrong = await theatre.play(BY_WORKERS[name], Fault(point), workers=2)
        # The other may have done all of it already: then there was nothing to strike at.
        wrong = [each for each in wrong if each != NOT_PASSED]
        print(f"two · {name} | {point} | {'FAILED' if wrong else 'survived'}", flush=True)
        failed += [(point, wrong)] if wrong else []
    assert failed == []
