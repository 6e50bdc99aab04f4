"""What the chain proves of a document; the same from the rows at any later time."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from app.accounting.rules import canonical

_COLUMNS = (
    "origin",
    "kind",
    "client",
    "number",
    "credits",
    "issued_on",
    "due_on",
    "service_from",
    "service_to",
    "order_number",
    "language",
    "note",
    "net",
    "vat",
    "total",
    "seller",
    "buyer",
    "mentions",
    "disputed",
)
_LINE = (
    "position",
    "label",
    "detail",
    "quantity",
    "unit",
    "unit_price",
    "discount",
    "vat_rate",
    "vat_category",
    "net",
)
_VAT = ("category", "rate", "base", "vat")
_INSTALMENT = ("position", "due_on", "amount")

Rows = Sequence[Mapping[str, object]]


def payload(
    invoice: Mapping[str, object], lines: Rows, parts: Rows, instalments: Rows
) -> dict[str, object]:
    """The facts of a document from its rows (column: value), whatever order they come in."""
    return {
        "invoice": {name: _plain(invoice[name]) for name in _COLUMNS},
        "lines": _sorted(lines, _LINE),
        "vat": _sorted(parts, _VAT),
        "instalments": _sorted(instalments, _INSTALMENT),
    }


def fingerprint(invoice: Mapping[str, object], lines: Rows) -> str:
    """The version of a draft: it changes with anything that a person can edit."""
    facts = payload(invoice, lines, (), ())
    facts["terms_days"] = invoice["terms_days"]
    return hashlib.sha256(canonical(facts).encode()).hexdigest()[:16]


def _sorted(rows: Rows, names: Sequence[str]) -> list[list[object]]:
    return sorted(([_plain(row[name]) for name in names] for row in rows), key=repr)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
