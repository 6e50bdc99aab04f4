"""`echeance aging`: who owes what, by age, as of a day."""

import argparse
import csv
import sys
from datetime import date

from app import clock
from app.core.console import Verbs, json_out, table_out
from app.core.formats import money_plain
from app.receivables.queries import aging
from app.receivables.rules import Board, Sums

_COLUMNS = ("not_due", "d1_30", "d31_60", "d61_90", "over_90", "credit", "total")


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "aging",
        help="who owes what, by age, as of a day",
        description="Receivables by client and age as of a day, and accounts 411 + 416 that day. "
        "With --known-on, as it was known at the end of that day.",
        epilog="example: echeance aging --on 2026-11-30 --format json",
    )
    verb.add_argument(
        "--on", type=date.fromisoformat, default=None, metavar="DAY", help="YYYY-MM-DD (today)"
    )
    verb.add_argument(
        "--known-on",
        type=date.fromisoformat,
        default=None,
        metavar="DAY",
        help="only what was recorded by the end of that day",
    )
    verb.add_argument("--format", choices=("table", "json", "csv"), default="table")
    verb.set_defaults(run=_aging)


async def _aging(arguments: argparse.Namespace) -> None:
    board = await aging(arguments.on or clock.today(), arguments.known_on)
    {"json": _as_json, "csv": _as_csv, "table": _as_table}[arguments.format](board)


def _figures(sums: Sums) -> dict[str, int]:
    return {name: getattr(sums, name) for name in _COLUMNS}


def _as_json(board: Board) -> None:
    """Integer cents, ISO days; scripts build on it (design §4)."""
    json_out(
        {
            "on": board.on,
            "clients": [
                {"id": row.client_id, "client": row.client, **_figures(row)} for row in board.rows
            ],
            "total": _figures(board.total),
            "ledger_411": board.ledger_411,
        }
    )


def _as_csv(board: Board) -> None:
    """Integer cents, as in JSON; the last line is the total."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("id", "client", *_COLUMNS))
    for row in board.rows:
        writer.writerow((row.client_id, row.client, *_figures(row).values()))
    writer.writerow(("", "total", *_figures(board.total).values()))


def _as_table(board: Board) -> None:
    def told(name: str, sums: Sums) -> list[str]:
        cells = (money_plain(cents) if cents else "-" for cents in _figures(sums).values())
        return [name, *(cell.rjust(13) for cell in cells)]

    heads = ["client", "not due", "1-30", "31-60", "61-90", "> 90", "credit", "total"]
    table_out(heads, [*(told(row.client, row) for row in board.rows), told("total", board.total)])
    verdict = "equal to the board" if board.is_equal else "NOT EQUAL TO THE BOARD"
    print(f"accounts 411 + 416: {money_plain(board.ledger_411)} ({verdict})")
