"""`echeance export archive`: what a stranger can check in ten years, in a folder."""

import argparse
import asyncio
import sys
import time
from datetime import date
from pathlib import Path

from app.adapters import pdf
from app.adapters.archives import Folder, Sealed
from app.clock import now
from app.core.console import Progress, Verbs, json_out
from app.core.errors import refuse
from app.invoices import actions
from app.invoices.queries import waiting_documents
from app.invoices.rules.archive import Period, period

_PAUSE, _PATIENCE = 1.0, 600.0


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("export", help="write documents out: an archive")
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
