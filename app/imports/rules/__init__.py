"""The rules of imports: which column is what, what a line says, what is done about it."""

from app.imports.rules.clients import ClientLine, is_bare, read_client, same_client
from app.imports.rules.columns import Columns, Kind, fields_of, match
from app.imports.rules.contracts import (
    ContractLine,
    agree,
    filled,
    read_contract,
    same_contract,
    whole_contract,
)
from app.imports.rules.history import (
    HistoryLine,
    KnownOpening,
    LaterPayment,
    judge,
    read_history,
)
from app.imports.rules.parties import Directory, Named, known_client, named_client
from app.imports.rules.report import RefusedLine, Report, Tally

__all__ = [
    "ClientLine",
    "Columns",
    "ContractLine",
    "Directory",
    "HistoryLine",
    "Kind",
    "KnownOpening",
    "LaterPayment",
    "Named",
    "RefusedLine",
    "Report",
    "Tally",
    "agree",
    "fields_of",
    "filled",
    "is_bare",
    "judge",
    "known_client",
    "match",
    "named_client",
    "read_client",
    "read_contract",
    "read_history",
    "same_client",
    "same_contract",
    "whole_contract",
]
