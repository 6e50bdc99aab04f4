"""`echeance export entries`: the entries of some days as a file that accounting software takes."""

import argparse
import sys
from datetime import date
from pathlib import Path

from app.adapters.archives import Folder
from app.books.actions import Days, Made, export_entries, inspection
from app.books.rules import Layout
from app.clock import now, today
from app.core.console import Progress, Verbs, acts_of, json_out
from app.core.formats import money_plain


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = acts_of(verbs, "export").add_parser(
        "entries",
        help="the entries of a period, in FEC format or as an accounting program takes them",
        description="Write SIRENFECYYYYMMDD.txt, named by the fiscal year’s end, and its "
        "description into a folder; or, with --as, a table for Sage, Cegid or Pennylane. The same "
        "entries give the same bytes; the SHA-256 is kept, and what is new since the last file of "
        "the same days is told. --known-on gives the file as it was at the end of that day, and "
        "keeps nothing.",
        epilog="example: echeance export entries --from 2026-01-01 --to 2026-12-31 /mnt/usb/fec",
    )
    verb.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    for name, target in (("--from", "first"), ("--to", "last")):
        verb.add_argument(name, dest=target, type=date.fromisoformat, metavar="D", required=True)
    verb.add_argument("--known-on", type=date.fromisoformat, metavar="D", default=None)
    verb.add_argument(
        "--with-openings", action="store_true", help="with the history taken over (journal AN)"
    )
    verb.add_argument("--as", dest="layout", type=Layout, choices=list(Layout), default=Layout.FEC)
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=_entries)


def register_inspection(verbs: Verbs) -> None:
    """Add the verb of a tax control."""
    verb = acts_of(verbs, "export").add_parser(
        "inspection",
        help="for a tax control: the entries of each fiscal year, the documents, the chain",
        description="Write a sealed folder with what an inspector asks for: the entries of each "
        "fiscal year in FEC format (in fec/), the kept PDF and XML of every document issued, the "
        "chain that proves them, and verify.py, which checks it with Python alone. The exit code "
        "is 1 when a document is missing.",
        epilog="example: echeance export inspection --from 2024-01-01 --to 2026-12-31 /mnt/dgfip",
    )
    verb.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    for name, target in (("--from", "first"), ("--to", "last")):
        verb.add_argument(name, dest=target, type=date.fromisoformat, metavar="D", required=True)
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=_inspection)


async def _inspection(arguments: argparse.Namespace) -> int:
    with Folder(arguments.folder) as folder:
        made, steps = await inspection(
            arguments.first,
            arguments.last,
            folder,
            on=today(),
            at=now(),
            by="echeance export",
        )
        bar = Progress(made.archive.total, "inspection")
        async for done in steps:
            bar.show(done)
        bar.end()
    if arguments.format == "json":
        files = [{"file": each.filename, "sha256": each.sha256} for each in made.entries]
        said = made.archive.summary | {"fec": files, "seal": made.archive.seal}
        json_out(said | {"folder": str(arguments.folder)})
    else:
        for each in made.entries:
            print(f"{each.filename}: {each.entries} entries, SHA-256 {each.sha256}")
        print(f"{arguments.folder}: {made.archive.contents.documents} documents")
        print(f"seal, to be noted elsewhere: {made.archive.seal}")
    missing = made.archive.contents.not_checked
    for one in missing:
        print(f"not checked: {one.number}: {one.reason}", file=sys.stderr)
    return 1 if missing else 0


async def _entries(arguments: argparse.Namespace) -> None:
    days = Days(
        *(arguments.first, arguments.last, arguments.with_openings, arguments.known_on),
        arguments.layout,
    )
    with Folder(arguments.folder) as folder:
        made = await export_entries(days, folder, on=today(), at=now(), by="echeance export")
    if arguments.format == "json":
        json_out(made)
    else:
        _tell(arguments.folder, made)


def _tell(folder: Path, made: Made) -> None:
    print(f"{folder / made.filename}: {made.entries} entries, {made.lines} lines")
    print(f"debit {money_plain(made.debit)}, credit {money_plain(made.credit)}")
    print(f"SHA-256 {made.sha256}")
    if made.before is None:
        return
    if made.is_same:
        print("to the byte the file made before")
        return
    print(f"differs from the file of {made.before.made_at:%Y-%m-%d %H:%M}:", file=sys.stderr)
    for each in made.added:
        print(
            f"  added: {each.journal} {each.day} {each.piece} {each.label}"
            f" {money_plain(each.cents)}",
            file=sys.stderr,
        )
    if not made.added:
        print("  no entry was added: lettering or names of clients changed", file=sys.stderr)
