"""A cell as it is understood, to be shown beside the column that it stands in."""

from collections.abc import Callable, Mapping

from app.core.money import Euros
from app.imports.rules.reading import Cells

_DAYS = frozenset({"issued_on", "due_on", "paid_on", "start_on", "end_on", "bill_from"})
_AMOUNTS = frozenset({"amount", "paid_amount", "net", "gross"})


def understood(field: str, cells: Mapping[str, str]) -> tuple[object, bool]:
    """What a cell says (a day, Euros or text), and whether it can be read."""
    reader = Cells(cells)
    read: Callable[[str], object] = reader.text
    if field in _DAYS:
        read = reader.day
    elif field in _AMOUNTS:
        read = reader.amount
    value = read(field)
    if reader.findings:
        return cells.get(field, "")[:60], False
    if field in _AMOUNTS and isinstance(value, int):
        return Euros(value), True
    return ("" if value is None else value), True
