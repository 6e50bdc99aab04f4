"""Documents taken away: what is ticked, or all that the list's filters let through."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Any

from litestar import Response

from app.adapters.archives import Zip
from app.adapters.joining import JoinFailed
from app.clock import today
from app.config import config
from app.core.errors import refuse
from app.invoices import actions, queries
from app.invoices.actions import MOST_FILES, MOST_PRINTED, MOST_ROWS, Taken
from app.invoices.queries import Filters
from app.web.download import CSV, XLSX, parts_of, streamed
from app.web.forms import Form

_TABLES = {"xlsx": XLSX, "csv": CSV}
_FILES = {"zip": "pdf", "xml": "xml"}
_MOST = {
    **dict.fromkeys(_TABLES, MOST_ROWS),
    **dict.fromkeys(_FILES, MOST_FILES),
    "pdf": MOST_PRINTED,
}


async def taken_away(form: Form, filters: Filters, sort: str) -> Response[Any]:
    """The file asked for by `as`. Refused: an unknown one, or more documents than it may hold."""
    wanted, ticked = form.typed["as"], form.ids("id")
    form.check()
    if wanted not in _MOST:
        raise refuse("download.form", "“%(form)s” is not a form of table.", "as", form=wanted[:20])
    if "ticked" in form.typed and not ticked:
        raise refuse("invoices.none_ticked", "Tick the invoices first.")
    most = _MOST[wanted]
    ids = ticked or await queries.matching(filters, sort, most)
    if len(ids) > most:
        raise refuse(
            "invoices.too_many",
            "At most %(most)s documents at once this way: narrow the list, by days for example.",
            most=most,
        )
    name = f"factures-{today()}"
    if wanted in _TABLES:
        out = _file()
        await actions.write_table(ids, wanted, out, today())
        return streamed(parts_of(out), f"{name}.{wanted}", _TABLES[wanted])
    if wanted in _FILES:
        kind = _FILES[wanted]
        return streamed(_zipped(ids, kind), f"{name}-{kind}.zip", "application/zip")
    return streamed(parts_of(await _printed(ids)), f"{name}.pdf", "application/pdf", "inline")


async def _zipped(ids: Sequence[int], kind: str) -> AsyncIterator[bytes]:
    out = Zip()
    async for _ in actions.write_files(ids, kind, out, today(), Taken()):
        if part := out.take():
            yield part
    yield out.end()


async def _printed(ids: Sequence[int]) -> IO[bytes]:
    """The joined file, open and without a name any more."""
    folder = config().data_dir / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"print-{secrets.token_hex(8)}.pdf"
    try:
        await actions.print_together(ids, target, today())
        return target.open("rb")
    except JoinFailed as problem:
        raise refuse(
            "invoices.print_failed",
            "They could not be joined into one PDF: %(reason)s",
            reason=str(problem),
        ) from problem
    finally:
        target.unlink(missing_ok=True)


def _file() -> IO[bytes]:
    return tempfile.TemporaryFile()
