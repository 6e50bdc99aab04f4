"""Segments of clients by how late they pay, as measured; pure.

A client is in the segment of its expected delay: the day by which it has paid one time in two. It
leaves it only once the delay is two days past the bound, so that one who pays around a bound does
not go back and forth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_


class Segment(StrEnum):
    """From those who pay in time to those who pay very late."""

    PUNCTUAL = "punctual"
    SLOW = "slow"
    LATE = "late"
    VERY_LATE = "very_late"


SEGMENT_LABELS: Mapping[Segment, str] = {
    Segment.PUNCTUAL: N_("Punctual"),
    Segment.SLOW: N_("A little late"),
    Segment.LATE: N_("Well late"),
    Segment.VERY_LATE: N_("Very late"),
}
SEGMENT_MEANINGS: Mapping[Segment, str] = {
    Segment.PUNCTUAL: N_("up to 2 days of delay"),
    Segment.SLOW: N_("from 3 to 15 days of delay"),
    Segment.LATE: N_("from 16 to 45 days of delay"),
    Segment.VERY_LATE: N_("more than 45 days of delay"),
}

# The most tenths of a day that each segment but the last one holds, to the whole day: 2.4 is 2.
BOUNDS = (24, 154, 454)
_MARGIN = 20


def measured_segment(tenths: int, now: Segment | None = None) -> Segment:
    """The segment of an expected delay (tenths of a day), for a client that is in `now`."""
    found = _of(tenths)
    if now is None or found is now:
        return found
    nearer = _of(tenths - _MARGIN) if _rank(found) > _rank(now) else _of(tenths + _MARGIN)
    return now if nearer is now else found


def _of(tenths: int) -> Segment:
    return tuple(Segment)[sum(tenths > bound for bound in BOUNDS)]


def _rank(segment: Segment) -> int:
    return tuple(Segment).index(segment)


@dataclass(frozen=True)
class Place:
    """Where a client is: the last line of its history (its id), and what was measured then."""

    move_id: int
    segment: Segment
    measured: Segment | None


def proposed(tenths: int | None, place: Place | None) -> Segment | None:
    """The segment to which a client is proposed to move; None: it is where it belongs, nothing is
    measured, or the very same was turned down when it was last decided."""
    if tenths is None:
        return None
    if place is None:
        return measured_segment(tenths)
    found = measured_segment(tenths, place.segment)
    return None if found in (place.segment, place.measured) else found
