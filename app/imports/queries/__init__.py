"""What is read about imports: what is there already, the imports themselves, what they hold."""

from app.imports.queries.built import Obstacle, built_on, number_of
from app.imports.queries.checks import CHECKS
from app.imports.queries.known import contracts_by_reference, directory, known_openings
from app.imports.queries.periods import KnownContract, variable_contracts
from app.imports.queries.runs import (
    RefusedView,
    RunView,
    columns_of,
    maybe_run,
    owed_run,
    refusals,
    run,
    runs,
)

__all__ = [
    "CHECKS",
    "KnownContract",
    "Obstacle",
    "RefusedView",
    "RunView",
    "built_on",
    "columns_of",
    "contracts_by_reference",
    "directory",
    "known_openings",
    "maybe_run",
    "number_of",
    "owed_run",
    "refusals",
    "run",
    "runs",
    "variable_contracts",
]
