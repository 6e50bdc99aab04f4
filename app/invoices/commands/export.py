"""`echeance export archive|invoices`: what a stranger can check in ten years; plain copies."""

import argparse
import asyncio
import sys
import time
from datetime import date
from pathlib import Path

from app.adapters import pdf
from app.adapters.archives import Folder, Sealed
from app.clock import now, today
from app.core.console import Progress, Verbs, json_out
from app.core.errors import refuse
from app.invoices import actions
from app.invoices.queries import Filters, matching, waiting_documents
from app.invoices.rules.archive import Period, period

_PAUSE, _PATIENCE = 1.0, 600.0


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("export", help="write documents out: an archive, copies, a table")
    acts = verb.add_subparsers(dest="act", required=True, metavar="WHAT")
    archive = acts.add_parser(
        "archive",
        help="the kept bytes, the chain and the books, sealed, with the program that checks them",
        description="Write a folder that a stranger can check in ten years with Python alone: the "
        "kept PDF and XML of every issued document, the facts that were chained, the chain, the "
        "ledger, a sealed manifest and verify.py. It gets its name when complete. A document whose "
        "PDF is not made yet is named, and the exit code is 1; --wait makes it first.",
        epilog="example: echeance export archive /mnt/usb/2026 --from 2026-01-01 --to 2026-12-31",
    )
    archive.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    add_period(archive)
    archive.add_argument("--wait", action="store_true", help="until every PDF is made")
    archive.add_argument("--format", choices=("table", "json"), default="table")
    archive.set_defaults(run=_archive)
    copies = acts.add_parser(
        "invoices",
        help="the kept PDF or XML of each document issued in a period, or a table of them",
        description="Write the kept files of documents issued in a period into a folder, each "
        "named by its number, or one table of them. A document that has no such file is named "
        "and listed in MANQUANTS.txt; the exit code is 1 when it should have one.",
        epilog="example: echeance export invoices --from 2026-01-01 --to 2026-03-31 --as pdf DIR",
    )
    copies.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    add_period(copies, required=True)
    copies.add_argument("--as", dest="form", choices=("pdf", "xml", "xlsx", "csv"), required=True)
    copies.set_defaults(run=_invoices)


def add_period(verb: argparse.ArgumentParser, required: bool = False) -> None:
    """Add `--from` and `--to`: days of issue, both included."""
    verb.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="D", required=required
    )
    verb.add_argument("--to", dest="last", type=date.fromisoformat, metavar="D", required=required)


async def _archive(arguments: argparse.Namespace) -> int:
    wanted = period(arguments.first, arguments.last)
    with Folder(arguments.folder) as folder:
        if arguments.wait:
            await _wait(wanted)
        made = await actions.archive(Sealed(folder), wanted)
        bar = Progress(made.total, "archive")
        async for done in made.steps(now()):
            bar.show(done)
        bar.end()
    if arguments.format == "json":
        json_out(made.summary | {"folder": arguments.folder, "seal": made.seal})
    else:
        _tell(arguments.folder, made)
    for each in made.contents.not_checked:
        print(f"not checked: {each.number}: {each.reason}", file=sys.stderr)
    return 1 if made.contents.not_checked else 0


async def _invoices(arguments: argparse.Namespace) -> int:
    wanted, form, on = period(arguments.first, arguments.last), arguments.form, today()
    filters = Filters(on=on, issued_from=wanted.first, issued_until=wanted.last)
    ids = await matching(filters, "number", actions.MOST_ROWS)
    if len(ids) > actions.MOST_ROWS:
        raise refuse(
            "invoices.too_many",
            "At most %(most)s documents at once this way: narrow the list, by days for example.",
            most=actions.MOST_ROWS,
        )
    taken = actions.Taken()
    with Folder(arguments.folder) as folder:
        if form in ("xlsx", "csv"):
            with folder.open(f"factures-{wanted.first}-{wanted.last}.{form}") as out:
                await actions.write_table(ids, form, out, on)
            taken.files = 1
        else:
            bar = Progress(len(ids), form)
            async for seen in actions.write_files(ids, form, folder, on, taken):
                bar.show(seen)
            bar.end()
    print(f"{arguments.folder}: {len(ids)} documents, {taken.files} files")
    for number in taken.missing:
        print(f"no {form}: {number}", file=sys.stderr)
    return 1 if taken.lacking else 0


def _tell(folder: Path, made: actions.Archive) -> None:
    said = made.contents
    print(
        f"{folder}: {said.documents} documents, {said.files} files of them, {said.links} links,"
        f" {said.entries} entries"
    )
    for each in said.series.values():
        print(f"{each.kind} {each.year}: {each.first} to {each.last}, {each.count}")
    print(f"seal, to be noted elsewhere: {made.seal}")
    print(f"to check it: python3 -I {folder / 'verify.py'}")


async def _wait(wanted: Period) -> None:
    """Make what is not made yet. Refused: after ten minutes, with the first that is missing."""
    end = time.monotonic() + _PATIENCE
    try:
        while waiting := await waiting_documents(wanted):
            if (await actions.render_owed(now())).done:
                continue
            if time.monotonic() > end:
                raise refuse(
                    "archive.waiting",
                    "The PDF of %(number)s could not be made: see its page. Nothing was written.",
                    number=waiting,
                )
            await asyncio.sleep(_PAUSE)
    finally:
        pdf.close()
