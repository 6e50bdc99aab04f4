"""Files as spreadsheets write them, and the verb that reads them.

`app` is imported inside the fixtures: this file is read before the database is chosen.
"""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a file: `write("name;town", "Régie;Lyon", encoding="cp1252")`."""

    def _write(
        *lines: str, encoding: str = "utf-8", end: str = "\r\n", name: str = "f.csv"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    return _write


@pytest.fixture
def take(write: Any) -> Any:
    """Write a file and import it: `take("clients", "name;town", "Régie;Lyon")`."""
    from app.adapters.spreadsheet_files import open_sheet
    from app.imports.actions import import_file
    from app.imports.rules import Kind
    from tests.cast import ODILE
    from tests.imports.files import NOW

    async def _take(kind: str, *lines: str, dry_run: bool = False, **how: str) -> Any:
        sheet = open_sheet(write(*lines, **how))
        return await import_file(
            Kind(kind), sheet, on=NOW.date(), at=NOW, by=ODILE, dry_run=dry_run
        )

    return _take
