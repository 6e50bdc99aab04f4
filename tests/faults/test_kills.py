"""Killed -9 before and after every commit and every outside call of the main path: the same end.

Here a choice of the points; all of them with ECHEANCE_FAULTS=all, which takes half an hour and
prints its table (`-s`).
"""

import os
import re

import pytest

from tests.faults.actors import Fault
from tests.faults.play import ACTS, Act
from tests.faults.theatre import NOT_PASSED, Theatre

pytestmark = pytest.mark.slow

EVERYTHING = os.environ.get("ECHEANCE_FAULTS") == "all"
# After which something is done and nowhere noted yet.
HARD = re.compile(
    r"commit \S+\.(bill_batch|issue_and_send|_keep|record|propose|approve_all) #1 after"
    r"|(write|mail-deliver) \S+\.(begin|_send_one) #1 after"
    # The file for the bank and the sale, at each commit: before it too.
    r"|(commit|store) (debits|counter)\.\S+ #\d+ (before|after)"
)
# Where the sweep notes that it ran, and the start of a worker: one of each is enough.
DULL = re.compile(r"(upkeep\.signs\.note_run|nudge itself|forget_sessions)")


def occurrence(point: str) -> int:
    """The how-manieth passing of its place a point is."""
    found = re.search(r"#(\d+)", point)
    assert found, point
    return int(found[1])


def chosen(points: list[str]) -> list[str]:
    """Every point, or those after which something is done and not yet noted."""
    every = [p for p in dict.fromkeys(points) if not DULL.search(p) or " #1 " in p]
    every.sort(key=occurrence)
    if EVERYTHING:
        return every
    return [point for point in every if HARD.search(point)]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
async def test_killed_at_each_point(theatre: Theatre, act: Act) -> None:
    if act.name == "sending" and not EVERYTHING:
        pytest.skip("the same work as that of `billing`")
    failed = []
    for point in chosen(theatre.known[act.name].points):
        wrong = await theatre.play(act, Fault(point))
        # How often a sweep comes by depends on the clock: a third passing may stay away.
        if occurrence(point) > 2 and wrong == [NOT_PASSED]:
            print(f"{act.name} | {point} | not reached", flush=True)
            continue
        print(f"{act.name} | {point} | {'FAILED' if wrong else 'survived'}", flush=True)
        failed += [(point, wrong)] if wrong else []
    assert failed == []
