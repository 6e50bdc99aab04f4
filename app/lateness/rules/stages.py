"""The legal stages of a case: what may follow what, on which day. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import N_, Message, refuse


class Stage(StrEnum):
    """Where a case stands: the notice written, posted; an amicable attempt, a request filed, an
    order made, served, opposed, without opposition, enforced; settled or given up."""

    WRITTEN = "written"
    POSTED = "posted"
    AMICABLE = "amicable"
    FILED = "filed"
    ORDERED = "ordered"
    REJECTED = "rejected"
    SERVED = "served"
    OPPOSED = "opposed"
    ENFORCED = "enforced"
    CLOSED = "closed"


LABELS = {
    Stage.WRITTEN: N_("Formal notice written"),
    Stage.POSTED: N_("Formal notice posted"),
    Stage.AMICABLE: N_("Amicable settlement attempted"),
    Stage.FILED: N_("Request filed in court"),
    Stage.ORDERED: N_("Order for payment made"),
    Stage.REJECTED: N_("Request rejected"),
    Stage.SERVED: N_("Order served"),
    Stage.OPPOSED: N_("Order opposed"),
    Stage.ENFORCED: N_("Order enforced"),
    Stage.CLOSED: N_("Case closed"),
}
# Closing is possible from everywhere: the client may pay at any time.
FOLLOWING = {
    Stage.WRITTEN: (Stage.POSTED, Stage.CLOSED),
    Stage.POSTED: (Stage.AMICABLE, Stage.FILED, Stage.CLOSED),
    Stage.AMICABLE: (Stage.FILED, Stage.CLOSED),
    Stage.FILED: (Stage.ORDERED, Stage.REJECTED, Stage.CLOSED),
    Stage.ORDERED: (Stage.SERVED, Stage.CLOSED),
    Stage.REJECTED: (Stage.FILED, Stage.CLOSED),
    Stage.SERVED: (Stage.OPPOSED, Stage.ENFORCED, Stage.CLOSED),
    Stage.OPPOSED: (Stage.ENFORCED, Stage.CLOSED),
    Stage.ENFORCED: (Stage.CLOSED,),
    Stage.CLOSED: (),
}
# An order may be opposed within a month of its service (CPC 1416).
OPPOSITION_MONTHS = 1


@dataclass(frozen=True)
class Reached:
    """A stage and its day."""

    stage: Stage
    happened_on: date


def check_stage(last: Reached, stage: Stage, happened_on: date, today: date) -> None:
    """Refuse what cannot follow (lateness.stage_order), what lies before the last stage
    (lateness.stage_before) or in the future (lateness.stage_future)."""
    if stage not in FOLLOWING[last.stage]:
        raise refuse(
            "lateness.stage_order",
            "“%(stage)s” does not follow “%(last)s”.",
            "stage",
            stage=Message(LABELS[stage]),
            last=Message(LABELS[last.stage]),
        )
    if happened_on < last.happened_on:
        raise refuse(
            "lateness.stage_before",
            "That is before the stage it follows, of %(day)s.",
            "happened_on",
            day=last.happened_on,
        )
    if happened_on > today:
        raise refuse("lateness.stage_future", "That day is still to come.", "happened_on")


def waits_until(last: Reached) -> date | None:
    """The last day on which an order that was served can be opposed; None at other stages."""
    if last.stage is not Stage.SERVED:
        return None
    return add_months(last.happened_on, OPPOSITION_MONTHS)
