"""What is typed, or imported, for an entry of which the amount changes each period."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.contracts.rules.lines import Line
from app.core.errors import Refused, finding, refuse
from app.core.money import MAX_CENTS

# A quantity in 1e-4 for each line, None where the line bills as agreed.
Quantities = tuple[int | None, ...]


@dataclass(frozen=True)
class Typed:
    """A net amount in cents for all of it, or quantities; neither: nothing is typed yet."""

    net: int | None = None
    quantities: Quantities = ()

    @property
    def is_given(self) -> bool:
        return self.net is not None or bool(self.quantities)


def keep_quantities(quantities: Quantities) -> str:
    """Quantities as they are kept; "" for none."""
    return json.dumps(list(quantities)) if quantities else ""


def kept_quantities(text: str) -> Quantities:
    return tuple(json.loads(text)) if text else ()


def same_labels(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether quantities that were typed for some lines are still those of others."""
    return [line.label for line in before] == [line.label for line in after]


def judge_typed(lines: Sequence[Line], typed: Typed) -> Typed:
    """What may be billed. Refused: nothing, less, or a negative quantity."""
    wrong = [
        finding(
            "contracts.quantity",
            "A quantity is not negative; 0 leaves the line out.",
            f"quantity-{at}",
        )
        for at, quantity in enumerate(typed.quantities)
        if quantity is not None and quantity < 0
    ]
    if wrong:
        raise Refused(wrong)
    if not typed.is_given:
        return typed
    net = _net(lines, typed.quantities) if typed.net is None else typed.net
    if not 0 < net <= MAX_CENTS:
        raise refuse(
            "contracts.amount",
            "The amount must be more than zero; leave the entry out if nothing is to be billed.",
            "net" if typed.net is not None else "quantity-0",
        )
    return typed


def _net(lines: Sequence[Line], quantities: Quantities) -> int:
    typed = [*quantities, *[None] * (len(lines) - len(quantities))]
    return sum(
        line.net if quantity is None else replace(line, quantity=quantity).net
        for line, quantity in zip(lines, typed, strict=False)
    )
