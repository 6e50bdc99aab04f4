"""`echeance bill`: invoice what the contracts' schedules say, as of a day."""

import argparse
from collections.abc import Iterator
from datetime import date

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.contracts import actions
from app.contracts.rules import BillSummary
from app.core.console import Verbs, json_out, progress, table_out


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "bill",
        help="invoice every contract entry due by a day; again invoices nothing",
        description="Invoice every contract entry due by a day, dated that day, each once.",
        epilog="example: echeance bill --on 2026-12-31 --dry-run --format json",
    )
    verb.add_argument(
        "--on", type=date.fromisoformat, default=None, metavar="DAY", help="YYYY-MM-DD (today)"
    )
    verb.add_argument(
        "--dry-run", action="store_true", help="tell what would happen, also on a day to come"
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=_bill)


async def _bill(arguments: argparse.Namespace) -> None:
    at = clock.now()
    on = arguments.on or at.date()
    summary = await actions.bill(
        on=on, at=at, by="echeance", dry_run=arguments.dry_run, progress=_Bar()
    )
    if summary.issued and not arguments.dry_run:
        await queue.nudge(Job.RENDER_DOCUMENTS)
    (_as_json if arguments.format == "json" else _as_table)(summary)


def _as_json(summary: BillSummary) -> None:
    json_out(
        {
            "on": summary.on,
            "due": summary.due,
            "issued": summary.issued,
            "drafted": summary.drafted,
            "refused": [
                {"contract": each.contract, "period": each.period, "reason": each.reason}
                for each in summary.refused
            ],
        }
    )


def _as_table(summary: BillSummary) -> None:
    counted = (summary.due, summary.issued, summary.drafted, len(summary.refused))
    table_out(("on", "due", "issued", "drafted", "refused"), [(summary.on, *counted)])
    for each in summary.refused:
        print(f"refused: {each.contract}, {each.period}: {each.reason}")


class _Bar:
    """Draws the progress of a run that reports itself, on a terminal."""

    def __init__(self) -> None:
        self._steps: Iterator[int] | None = None
        self._drawn = 0

    def __call__(self, done: int, total: int) -> None:
        if self._steps is None:
            self._steps = progress(range(total + 1), total, "billing")
        while self._drawn <= done:
            next(self._steps, None)
            self._drawn += 1
