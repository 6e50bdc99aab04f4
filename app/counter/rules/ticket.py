"""How long a ticket is: a roll is cut where the ticket ends. Pure."""

from collections.abc import Sequence

_LABEL_LETTERS = 30
_SMALL_LETTERS = 46
_AROUND, _LABEL, _ROW, _SMALL, _CODE = 86, 6, 6, 4, 52


def ticket_height(labels: Sequence[str], rows: int, small: str, has_code: bool) -> int:
    """Millimetres, never too few: labels broken over lines, rows of VAT and means, small print.

    >>> ticket_height(["Badge"], 2, "", False)
    104
    """
    broken = sum(1 + len(label) // _LABEL_LETTERS for label in labels)
    print_lines = (len(small) + _SMALL_LETTERS - 1) // _SMALL_LETTERS
    code = _CODE if has_code else 0
    return _AROUND + broken * _LABEL + rows * _ROW + print_lines * _SMALL + code
