"""`echeance debits export`: the files for the bank, made when they are due, put into a folder."""

import argparse
from pathlib import Path

from app import clock
from app.adapters import files
from app.core.console import Verbs, json_out, table_out
from app.core.errors import refuse
from app.core.formats import money_plain
from app.debits import actions, queries
from app.debits.queries import BatchView

_BY = "echeance"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("debits", help="files of direct debits for the bank")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    export = acts.add_parser(
        "export",
        help="make the files that are due and write them to a folder",
        description="Make a file for each scheme and day that the bank takes now (at most 14 days "
        "ahead) and write it; the same debits are the same file, so that a second run makes and "
        "writes nothing. --again writes every file whose day is still to come, with the bytes it "
        "had. What is out of a file is told with its reason by the page of direct debits.",
        epilog="example: echeance debits export /srv/bank/out --format json",
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="a folder that is there")
    export.add_argument(
        "--again", action="store_true", help="also the files made before, byte for byte"
    )
    export.add_argument("--format", choices=("table", "json"), default="table")
    export.set_defaults(run=_export)


async def _export(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    if not folder.is_dir():
        raise refuse("debits.no_folder", "There is no folder %(path)s.", path=str(folder))
    at, on = clock.now(), clock.today()
    before = {each.id for each in await queries.batches()}
    for file in (await queries.preview(at.astimezone(clock.ZONE))).files:
        if not file.is_early:
            scheme = file.scheme.value
            await actions.make_batch(scheme, file.collect_on, file.ids, at=at, by=_BY)
    wanted = [
        each
        for each in await queries.batches()
        if each.id not in before or (arguments.again and each.collect_on >= on)
    ]
    for each in wanted:
        _write(folder / each.filename, files.read(each.sha256))
    _say(wanted, before, arguments.format)
    return 0


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a program that empties the folder never sees half a file."""
    if path.exists() and path.read_bytes() == data:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _say(wanted: list[BatchView], before: set[int], form: str) -> None:
    if form == "json":
        names = ("filename", "scheme", "collect_on", "pieces", "total", "sha256")
        rows = [{name: getattr(each, name) for name in names} for each in wanted]
        json_out({"files": rows})
        return
    table_out(
        ("file", "collect on", "debits", "total", ""),
        [
            (
                each.filename,
                each.collect_on.isoformat(),
                each.pieces,
                money_plain(each.total),
                "made before" if each.id in before else "new",
            )
            for each in wanted
        ],
    )
