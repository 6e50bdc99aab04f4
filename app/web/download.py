"""Files handed to the browser: to keep, to look at in a frame of ours, or a table."""

import re
import unicodedata
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import IO
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream

from app.adapters.spreadsheets import Column, Row, write_csv, write_xlsx
from app.core.errors import refuse
from app.web.security import FRAMED_POLICY

_PART = 1 << 16
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, filename: str, media_type: str) -> Response[bytes]:
    """A file to keep."""
    return _file(content, filename, media_type, "attachment")


def inline_pdf(content: bytes, filename: str) -> Response[bytes]:
    """A PDF to look at, which our own pages may frame."""
    answer = _file(content, filename, "application/pdf", "inline")
    answer.headers["Content-Security-Policy"] = FRAMED_POLICY
    return answer


def streamed(
    parts: AsyncIterator[bytes] | Iterator[bytes],
    filename: str,
    media_type: str,
    how: str = "attachment",
) -> Stream:
    """A file to keep (or "inline" to look at), handed on part by part as it is made."""
    headers = {"Content-Disposition": _disposition(how, filename)}
    return Stream(parts, media_type=media_type, headers=headers)


def parts_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, part by part; closed at the end."""
    with file:
        file.seek(0)
        while part := file.read(_PART):
            yield part


def table(
    form: str, filename: str, title: str, columns: Sequence[Column], rows: Iterable[Row]
) -> Response[bytes]:
    """A table as `form` "xlsx" or "csv"; `filename` without its ending."""
    if form == "xlsx":
        return attachment(write_xlsx(title, columns, rows), f"{filename}.xlsx", XLSX)
    if form == "csv":
        return attachment(write_csv(columns, rows), f"{filename}.csv", CSV)
    raise refuse("download.form", "“%(form)s” is not a form of table.", "as", form=form[:20])


def _file(content: bytes, filename: str, media_type: str, how: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": _disposition(how, filename)},
    )


def _disposition(how: str, filename: str) -> str:
    """RFC 6266: a plain name for old programs, the exact one beside it."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "-", filename).strip() or "file"
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._ -]", "-", folded).strip() or "file"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
