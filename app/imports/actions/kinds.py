"""What each kind of file does with its lines: cut into items, planned and written in batches."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.imports.actions import amounts, clients, contracts, history, products
from app.imports.actions.work import Work
from app.imports.rules import Kind, Tally


class Planned(Protocol):
    """What a batch will do, whatever the kind of file."""

    tally: Tally


@dataclass(frozen=True)
class Steps:
    """`items` cuts the file into what is taken together; `remember` passes over what was handled
    before the worker was cut off, so that a line said twice is still known as such."""

    size: int
    items: Callable[[Iterable[Line], Work], Iterator[Any]]
    plan: Callable[[Sequence[Any], Work], Awaitable[Any]]
    write: Callable[[Tx, Any, Work], Awaitable[None]]
    remember: Callable[[Iterable[Any], Work], None]
    cells: Callable[[Sequence[Any]], dict[int, tuple[str, ...]]]


def _lines(lines: Iterable[Line], work: Work) -> Iterator[Any]:
    return iter(lines)


def _periods(lines: Iterable[Line], work: Work) -> Iterator[Any]:
    return iter(amounts.grouped(lines, work))


def _groups(lines: Iterable[Line], work: Work) -> Iterator[Any]:
    return iter(contracts.grouped(lines, work))


def _cells_of_lines(items: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    return {line.number: line.cells for line in items}


def _cells_of_groups(
    items: Sequence[contracts.Group | amounts.Group],
) -> dict[int, tuple[str, ...]]:
    return {number: cells for group in items for number, cells in group.cells.items()}


def _pass_over(items: Iterable[Any], work: Work) -> None:
    for _ in items:
        pass


STEPS = {
    Kind.CLIENTS: Steps(
        500, _lines, clients.plan, clients.write, clients.remember, _cells_of_lines
    ),
    Kind.CONTRACTS: Steps(
        50, _groups, contracts.plan, contracts.write, _pass_over, _cells_of_groups
    ),
    Kind.AMOUNTS: Steps(50, _periods, amounts.plan, amounts.write, _pass_over, _cells_of_groups),
    Kind.HISTORY: Steps(
        500, _lines, history.plan, history.write, history.remember, _cells_of_lines
    ),
    Kind.PRODUCTS: Steps(
        500, _lines, products.plan, products.write, products.remember, _cells_of_lines
    ),
}
