"""`echeance close`: months and years of the books, closed for good."""

import argparse
from datetime import date

from app import clock
from app.accounting import queries
from app.accounting.actions import close_until
from app.core.calendar import month_end
from app.core.console import Verbs, json_out

_BY = "echeance"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser(
        "close",
        help="close the months of the books up to one, and the years they end",
        description="No entry is dated in a closed month any more: what is corrected goes to the "
        "first open day. It cannot be undone. With --dry-run, says what can be closed next.",
        epilog="example: echeance close --until 2026-10",
    )
    verb.add_argument("--until", type=_month, required=True, metavar="MONTH", help="YYYY-MM")
    verb.add_argument("--dry-run", action="store_true", help="close nothing")
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=_close)


def _month(text: str) -> date:
    return month_end(date.fromisoformat(f"{text}-01"))


async def _close(arguments: argparse.Namespace) -> None:
    if arguments.dry_run:
        periods = await queries.next_periods(clock.today())
        done = [each for each in periods if each.last <= arguments.until]
    else:
        done = await close_until(arguments.until, at=clock.now(), by=_BY)
    closed = [{"kind": p.kind.value, "from": p.first, "until": p.last} for p in done]
    if arguments.format == "json":
        json_out({"closed": closed, "closed_until": await queries.closed_until()})
        return
    for each in closed:
        print(f"{each['kind']} {each['from']} – {each['until']}")
