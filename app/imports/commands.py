"""`echeance import clients|contracts|history|amounts|products FILE`."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from app import clock
from app.adapters.queue import Job, nudge
from app.adapters.spreadsheet_files import Line, open_sheet
from app.core.console import Verbs, json_out, progress
from app.imports import actions
from app.imports.rules import Kind, Report, fields_of

_SHOWN = 50
_BY = "echeance"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "import",
        help="take over clients, contracts, history, amounts or products from a CSV or XLSX file",
        description=(
            "Lines that are refused are told with their number and reason; the others go in. "
            "The same file again adds nothing, and completes an import that was cut off. Exit 0 "
            "when lines were taken (or there were none), 1 when the file or every line of it is "
            "refused."
        ),
        epilog=_columns() + "\n\nexample: echeance import history factures.csv --dry-run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("kind", choices=[kind.value for kind in Kind])
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.add_argument(
        "--dry-run", action="store_true", help="tell what would be done, write nothing"
    )
    verb.add_argument("--sheet", default="", help="of a workbook: the sheet of this name")
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=run)


async def run(arguments: argparse.Namespace) -> int:
    """Import the file and tell what was done."""
    sheet = open_sheet(arguments.file, sheet=arguments.sheet)

    def watch(lines: Iterator[Line]) -> Iterable[Line]:
        return progress(lines, sheet.count, arguments.kind)

    report = await actions.import_file(
        Kind(arguments.kind),
        sheet,
        on=clock.today(),
        at=clock.now(),
        by=_BY,
        dry_run=arguments.dry_run,
        watch=watch,
    )
    if arguments.format == "json":
        json_out(report.as_json())
    else:
        _tell(report)
    if report.tally.added and not report.is_dry:
        await nudge(Job.RESCORE)
    return 1 if report.nothing_taken else 0


def _tell(report: Report) -> None:
    done = report.tally
    would = "would be " if report.is_dry else ""
    separated = f", separated by {report.separator!r}" if report.separator else ""
    print(f"{report.filename}: {report.encoding}{separated}")
    print(
        f"{done.read} lines read: {done.added} {would}added, {done.unchanged} there already, "
        f"{len(done.refused)} {would}refused"
    )
    for name, number in done.more.items():
        print(f"{name.replace('_', ' ')}: {number}")
    if done.more.get("begun_before"):
        print(
            "Contracts that began before today will be billed from their start. A column "
            "bill_from says from which day."
        )
    if report.noted:
        print(f"kept as notes: {', '.join(report.noted)}")
    for each in report.refusals()[:_SHOWN]:
        print(f"line {each['line']}: {each['reason']}", file=sys.stderr)
    if len(done.refused) > _SHOWN:
        left = len(done.refused) - _SHOWN
        print(f"and {left} more refused lines: --format json lists them all", file=sys.stderr)


def _columns() -> str:
    return "\n".join(f"{kind.value}: {', '.join(fields_of(kind))}" for kind in Kind)
