"""The rules of imports: which column is what, what a line says, what is done about it."""

from app.imports.rules.amounts import (
    AmountLine,
    KnownEntry,
    entry_of,
    is_there,
    read_amount,
    typed_of,
)
from app.imports.rules.clients import ClientLine, is_bare, read_client, same_client
from app.imports.rules.columns import (
    Columns,
    chosen,
    fields_of,
    is_note,
    letters,
    match,
    named,
    required,
    suggested,
    titles_again,
    titles_at,
)
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
from app.imports.rules.labels import FIELD_NAMES, KIND_LABELS, MORE_LABELS
from app.imports.rules.layout import Layout, layout
from app.imports.rules.parties import Directory, Named, known_client, named_client
from app.imports.rules.preview import understood
from app.imports.rules.products import ProductLine, read_product, same_product
from app.imports.rules.refusals import keep, kept, reason
from app.imports.rules.report import RefusedLine, Report, Tally
from app.imports.rules.titles import LINE, REASON, Kind

__all__ = [
    "FIELD_NAMES",
    "KIND_LABELS",
    "LINE",
    "MORE_LABELS",
    "REASON",
    "AmountLine",
    "ClientLine",
    "Columns",
    "ContractLine",
    "Directory",
    "HistoryLine",
    "Kind",
    "KnownEntry",
    "KnownOpening",
    "LaterPayment",
    "Layout",
    "Named",
    "ProductLine",
    "RefusedLine",
    "Report",
    "Tally",
    "agree",
    "chosen",
    "entry_of",
    "fields_of",
    "filled",
    "is_bare",
    "is_note",
    "is_there",
    "judge",
    "keep",
    "kept",
    "known_client",
    "layout",
    "letters",
    "match",
    "named",
    "named_client",
    "read_amount",
    "read_client",
    "read_contract",
    "read_history",
    "read_product",
    "reason",
    "required",
    "same_client",
    "same_contract",
    "same_product",
    "suggested",
    "titles_again",
    "titles_at",
    "typed_of",
    "understood",
    "whole_contract",
]
