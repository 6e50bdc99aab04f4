"""Legal values, read as of a day."""

from dataclasses import fields
from datetime import date
from typing import Any

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.law import tables
from app.law.rules import Law, LegalValue

_COLUMNS = [field.name for field in fields(LegalValue)]


async def law_on(on: date) -> Law:
    """Every legal value in force on `on`; where two overlap, the later one holds."""
    rows = (
        await tables.LegalValue.select()
        .where(tables.LegalValue.valid_from <= on)
        .order_by(tables.LegalValue.valid_from)
    )
    in_force = (row for row in rows if row["valid_to"] is None or row["valid_to"] >= on)
    return Law(on, {row["key"]: _value(row) for row in in_force})


async def one(value_id: int) -> LegalValue | None:
    """One row."""
    row = await tables.LegalValue.select().where(tables.LegalValue.id == value_id).first()
    return _value(row) if row else None


async def all_values() -> list[LegalValue]:
    """Every row, by key, the latest first."""
    rows = (
        await tables.LegalValue.select()
        .order_by(tables.LegalValue.key)
        .order_by(tables.LegalValue.valid_from, ascending=False)
    )
    return [_value(row) for row in rows]


def _value(row: dict[str, Any]) -> LegalValue:
    return LegalValue(**{name: row[name] for name in _COLUMNS})


async def check_overlaps() -> list[Finding]:
    """Two values of one key in force on the same day."""
    rows = await tables.LegalValue.raw(
        "SELECT a.key AS key, b.valid_from AS day, a.id AS first, b.id AS second"
        " FROM legal_value a JOIN legal_value b ON b.key = a.key AND b.id <> a.id"
        " AND (b.valid_from > a.valid_from OR (b.valid_from = a.valid_from AND b.id > a.id))"
        " WHERE a.valid_to IS NULL OR a.valid_to >= b.valid_from ORDER BY a.id, b.id"
    )
    message = N_("%(key)s: rows %(first)s and %(second)s both hold on %(day)s")
    return located(message, rows)


CHECKS: list[IntegrityCheck] = [("legal values do not overlap", check_overlaps)]
