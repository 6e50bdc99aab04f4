"""Many rows by one statement, handed over as JSON: ten times as fast as a value at a time."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.adapters.database import is_postgres

Values = Sequence[Sequence[Any]]


def insert_sql(table: str, columns: Mapping[str, str]) -> str:
    """An INSERT of the rows of its one placeholder, in their order; each column with its type:
    "bigint", "boolean", "date" or "text"."""
    return f"INSERT INTO {table} ({', '.join(columns)}) {rows_sql(columns)}"


def rows_sql(columns: Mapping[str, str]) -> str:
    """A SELECT of the rows of its one placeholder, in their order, with these columns."""
    if is_postgres:
        cells = ", ".join(
            f"{f'(r.v->>{at})::{kind}' if kind != 'text' else f'r.v->>{at}'} AS {name}"
            for at, (name, kind) in enumerate(columns.items())
        )
        source = "jsonb_array_elements({}::jsonb) WITH ORDINALITY AS r(v, n) ORDER BY r.n"
    else:
        cells = ", ".join(f"value->>{at} AS {name}" for at, name in enumerate(columns))
        source = "json_each({})"
    return f"SELECT {cells} FROM {source}"


def one_of_sql(column: str) -> str:
    """The condition that a text column has one of the values of its one placeholder."""
    if is_postgres:
        return f"{column} IN (SELECT jsonb_array_elements_text({{}}::jsonb))"
    return f"{column} IN (SELECT value FROM json_each({{}}))"


def as_json(values: Values | Sequence[str]) -> str:
    """What the placeholder of these takes."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
