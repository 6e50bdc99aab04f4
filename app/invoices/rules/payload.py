"""What the chain proves of a document; the same from the rows at any later time."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

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

# What the second version of a payload proves besides, with what each was before there was any of
# it: a document chained by the first version must still hold these.
_MORE: dict[str, object] = {
    "purpose": "ordinary",
    "corrects": None,
    "basis": None,
    "allowances": 0,
    "charges": 0,
    "prepaid": 0,
    "prepaid_vat": 0,
    "rounding": 0,
    "waiting": None,
    "operation": "",
    "detail": "lines",
    "discount_rate": None,
    "discount_days": None,
    "delivered_on": None,
    "delivery": "",
}
_MORE_LINE: dict[str, object] = {
    "discount_amount": 0,
    "nature": "",
    "exemption": "",
    "credits_line": None,
}
_MORE_VAT: dict[str, object] = {"reason_code": "", "reason": ""}
_EVERY = (*_COLUMNS, *_MORE)
_DAYS = {"issued_on", "due_on", "service_from", "service_to", "delivered_on"}
_ADJUSTMENT = (
    *("position", "kind", "reason", "reason_code", "percent", "base", "amount", "vat_rate"),
    *("vat_category", "exemption", "credits_adjustment"),
)
_DEDUCTION = ("deposit", "number", "issued_on", "vat", "total")
_PLAN = ("position", "due_on", "amount", "percent")
VERSION = 2

# The columns that are proved, of a document and of each of its parts.
PROVED: Mapping[str, tuple[str, ...]] = {
    "invoice": _EVERY,
    "lines": (*_LINE, *_MORE_LINE),
    "parts": (*_VAT, *_MORE_VAT),
    "instalments": _INSTALMENT,
    "adjustments": _ADJUSTMENT,
    "deductions": _DEDUCTION,
    "plan": _PLAN,
}

Rows = Sequence[Mapping[str, object]]


class Parts(Protocol):
    """A document's rows with those of its parts."""

    invoice: dict[str, Any]
    lines: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    instalments: list[dict[str, Any]]
    adjustments: list[dict[str, Any]]
    deductions: list[dict[str, Any]]
    plan: list[dict[str, Any]]


def payload(whole: Parts, version: int = VERSION) -> dict[str, object]:
    """The facts of a document from its rows (column: value), whatever order they come in.

    Version 1 is what was chained before documents had allowances, deposits and plans.
    """
    if version == 1:
        return {
            "invoice": _facts(whole.invoice, _COLUMNS),
            "lines": _sorted(whole.lines, _LINE),
            "vat": _sorted(whole.parts, _VAT),
            "instalments": _sorted(whole.instalments, _INSTALMENT),
        }
    return {
        "v": version,
        "invoice": _facts(whole.invoice, _EVERY),
        "lines": _sorted(whole.lines, PROVED["lines"]),
        "vat": _sorted(whole.parts, PROVED["parts"]),
        "instalments": _sorted(whole.instalments, _INSTALMENT),
        "adjustments": _sorted(whole.adjustments, _ADJUSTMENT),
        "deductions": _sorted(whole.deductions, _DEDUCTION),
        "plan": _sorted(whole.plan, _PLAN),
    }


def unchanged(whole: Parts, chained: str) -> bool:
    """Whether the rows still say what was chained, by the version that it was chained with."""
    if canonical(payload(whole)) == chained:
        return True
    return canonical(payload(whole, 1)) == chained and _as_before(whole)


def _as_before(whole: Parts) -> bool:
    more = [whole.adjustments, whole.deductions, whole.plan]
    known = [
        ([whole.invoice], _MORE),
        (whole.lines, _MORE_LINE),
        (whole.parts, _MORE_VAT),
    ]
    return not any(more) and all(
        row[name] == value
        for rows, columns in known
        for row in rows
        for name, value in columns.items()
    )


def fingerprint(whole: Parts) -> str:
    """The version of a draft: it changes with anything that a person can edit."""
    facts = payload(whole)
    facts |= {"vat": [], "instalments": [], "terms_days": whole.invoice["terms_days"]}
    facts["products"] = _sorted(whole.lines, ("position", "product", "account"))
    return hashlib.sha256(canonical(facts).encode()).hexdigest()[:16]


def _facts(row: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    facts = {name: row[name] for name in names}
    for name in _DAYS & facts.keys():
        facts[name] = _plain(facts[name])
    return facts


def _sorted(rows: Rows, names: Sequence[str]) -> list[list[object]]:
    if len(rows) == 1:
        return [[_plain(rows[0][name]) for name in names]]
    return sorted(([_plain(row[name]) for name in names] for row in rows), key=repr)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
