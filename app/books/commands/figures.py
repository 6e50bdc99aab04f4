"""`echeance books balance|vat|dso`: figures of any day, as they were known on any day."""

import argparse
from datetime import date

from app.books import queries, rules
from app.books.queries import Span, Total
from app.books.rules import Chart
from app.clock import today
from app.core.console import Verbs, json_out, table_out
from app.core.formats import money_plain
from app.receivables.queries import dso


def register(verbs: Verbs) -> None:
    """Add the verb and its acts."""
    verb = verbs.add_parser("books", help="balances, VAT due and days outstanding, of any day")
    acts = verb.add_subparsers(dest="act", required=True, metavar="WHAT")
    balance = acts.add_parser(
        "balance",
        help="the trial balance of a period, by account or by client",
        epilog="example: echeance books balance --from 2026-01-01 --to 2026-12-31 --by client",
    )
    _add_days(balance)
    balance.add_argument("--by", choices=("account", "client"), default="account")
    balance.set_defaults(run=_balance)
    vat = acts.add_parser(
        "vat",
        help="VAT due in a period, by the boxes of the return",
        epilog="example: echeance books vat --from 2026-07-01 --to 2026-09-30 --format json",
    )
    _add_days(vat)
    vat.set_defaults(run=_vat)
    outstanding = acts.add_parser(
        "dso",
        help="days of sales outstanding as of a day, in tenths",
        epilog="example: echeance books dso --on 2026-09-30 --known-on 2026-10-05",
    )
    outstanding.add_argument("--on", type=date.fromisoformat, metavar="D", default=None)
    _add_known(outstanding)
    outstanding.set_defaults(run=_dso)


def _add_days(verb: argparse.ArgumentParser) -> None:
    for name, target in (("--from", "first"), ("--to", "last")):
        verb.add_argument(name, dest=target, type=date.fromisoformat, metavar="D", required=True)
    _add_known(verb)


def _add_known(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--known-on",
        type=date.fromisoformat,
        metavar="D",
        default=None,
        help="only what was recorded by the end of that day",
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")


def _span(arguments: argparse.Namespace) -> Span:
    rules.check_days(arguments.first, arguments.last)
    return Span(arguments.first, arguments.last, arguments.known_on)


async def _balance(arguments: argparse.Namespace) -> None:
    of_clients = arguments.by == "client"
    wanted = queries.client_totals if of_clients else queries.trial_balance
    chart = await queries.chart()
    rows = await wanted(_span(arguments))
    if not of_clients:
        rows = [_named(each, chart) for each in rows]
    if arguments.format == "json":
        json_out([{**vars(each), "after": each.after} for each in rows])
        return
    heads = ["account", "name", "before", "debit", "credit", "balance"]
    table_out(heads, [(e.key, e.name, *map(_told, _cents(e))) for e in rows])


def _named(each: Total, chart: Chart) -> Total:
    number, name = chart.number(each.key), chart.label(each.key)
    return Total(number, name, each.before, each.debit, each.credit)


def _cents(each: Total) -> tuple[int, int, int, int]:
    return each.before, each.debit, each.credit, each.after


def _told(cents: int) -> str:
    return money_plain(cents).rjust(14)


async def _vat(arguments: argparse.Namespace) -> None:
    due = [each async for part in queries.vat_due(_span(arguments)) for each in part]
    boxes = rules.boxes(due)
    if arguments.format == "json":
        json_out(boxes)
        return
    rows = [(e.box, e.label, _told(e.base), "" if e.vat is None else _told(e.vat)) for e in boxes]
    table_out(["box", "what", "base", "VAT"], rows)


async def _dso(arguments: argparse.Namespace) -> None:
    found = await dso(arguments.on or today(), arguments.known_on)
    if arguments.format == "json":
        json_out(found)
        return
    rows = [(name, getattr(found, name)) for name in ("simple", "count_back", "mean_delay")]
    table_out(["in tenths of a day", ""], rows)
