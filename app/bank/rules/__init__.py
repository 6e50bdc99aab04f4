"""Bank statements: how tables are read, what tells one line from another, whether all is there."""

from app.bank.rules.endings import Ending
from app.bank.rules.guessing import Looking, follows, suggested, titles_at
from app.bank.rules.layout import (
    DAY_NAMES,
    DECIMAL_NAMES,
    FIELD_NAMES,
    FIELDS,
    Days,
    Layout,
    check_layout,
    layout,
    titles_mark,
    with_place,
)
from app.bank.rules.lines import StatementLine
from app.bank.rules.movements import (
    COLUMNS,
    Movement,
    base_of,
    cells,
    fingerprint,
    movement_of,
    said_of,
    tidied,
    written_movement,
)
from app.bank.rules.outcome import AccountOutcome, Doubtful, Outcome, StatementOutcome, outcome
from app.bank.rules.rows import Rows
from app.bank.rules.statements import (
    Covered,
    Gap,
    ReadStatement,
    check_sum,
    decide,
    gaps,
    in_order,
)

__all__ = [
    "COLUMNS",
    "DAY_NAMES",
    "DECIMAL_NAMES",
    "FIELDS",
    "FIELD_NAMES",
    "AccountOutcome",
    "Covered",
    "Days",
    "Doubtful",
    "Ending",
    "Gap",
    "Layout",
    "Looking",
    "Movement",
    "Outcome",
    "ReadStatement",
    "Rows",
    "StatementLine",
    "StatementOutcome",
    "base_of",
    "cells",
    "check_layout",
    "check_sum",
    "decide",
    "fingerprint",
    "follows",
    "gaps",
    "in_order",
    "layout",
    "movement_of",
    "outcome",
    "said_of",
    "suggested",
    "tidied",
    "titles_at",
    "titles_mark",
    "with_place",
    "written_movement",
]
