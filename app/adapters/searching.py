"""Searching text in SQL without case or accents, on both engines."""

from app.adapters.database import is_postgres
from app.core.text import searchable

_LATIN = [chr(code) for code in range(0xC0, 0x180) if len(searchable(chr(code))) == 1]


def folded_sql(column: str) -> str:
    """A column as `core.text.searchable` folds it, near enough to look for words in it.

    On SQLite by `folded`, which each connection knows; on PostgreSQL by the letters of Latin.
    """
    if not is_postgres:
        return f"folded({column})"
    accented, plain = "’" + "".join(_LATIN), "''" + "".join(map(searchable, _LATIN))
    joined = f"REPLACE(REPLACE(REPLACE(REPLACE({column},'œ','oe'),'Œ','oe'),'æ','ae'),'Æ','ae')"
    return f"LOWER(TRANSLATE({joined}, '{accented}', '{plain}'))"
