"""`echeance invoice list|show|pdf|xml|judge`: documents on the command line."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from app import clock
from app.adapters import files
from app.core.console import json_out, table_out
from app.core.errors import refuse
from app.invoices import actions, queries
from app.invoices.queries import Filters, InvoiceView, Listed
from app.invoices.rules import Situation

_SHOWN = ("number", "client", "issued_on", "due_on", "total", "open", "state")
_JUDGED = ("number", "opinion", "broken", "reason")
_INNER = ("version", "source", "withdrawn")

# What capabilities above know of a document that is shown, by the name it is shown under.
ALSO_SHOWN: dict[str, Callable[[InvoiceView], Awaitable[dict[str, Any] | None]]] = {}


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("invoice", help="list, show or write out invoices and credit notes")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser(
        "list",
        help="every document, or those in one state",
        epilog="example: echeance invoice list --state late --format json",
    )
    listing.add_argument("--state", choices=[each.value for each in Situation])
    listing.add_argument("--search", default="", metavar="TEXT")
    listing.add_argument("--format", choices=("table", "json"), default="table")
    listing.set_defaults(run=_list)
    show = acts.add_parser(
        "show",
        help="the whole of one document",
        epilog="example: echeance invoice show F2026-000123 --format json",
    )
    show.add_argument("number", metavar="NUMBER")
    show.add_argument("--format", choices=("table", "json"), default="table")
    show.set_defaults(run=_show)
    _register_files(acts)


def _register_files(acts: Any) -> None:
    pdf = acts.add_parser(
        "pdf",
        help="write the kept PDF of one document to a file",
        epilog="example: echeance invoice pdf F2026-000123 -o invoice.pdf",
    )
    pdf.add_argument("number", metavar="NUMBER")
    pdf.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    pdf.set_defaults(run=_pdf)
    xml = acts.add_parser(
        "xml",
        help="write the kept XML of one document (Factur-X) to a file",
        epilog="example: echeance invoice xml F2026-000123 -o invoice.xml",
    )
    xml.add_argument("number", metavar="NUMBER")
    xml.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    xml.set_defaults(run=_xml)
    judged = acts.add_parser(
        "judge",
        help="have the official schematrons judge the documents that they have not judged yet",
        epilog="example: echeance invoice judge --limit 200",
    )
    judged.add_argument("--limit", type=int, default=100, metavar="N")
    judged.add_argument("--format", choices=("table", "json"), default="table")
    judged.set_defaults(run=_judge)


async def _list(arguments: argparse.Namespace) -> None:
    wanted = Situation(arguments.state) if arguments.state else None
    filters = Filters(on=clock.today(), text=arguments.search, situation=wanted)
    listing = await queries.list_invoices(filters, "number", limit=None)
    rows = [_row(each) for each in listing.rows]
    if arguments.format == "json":
        json_out(rows)
    else:
        table_out(_SHOWN, [[row[name] for name in _SHOWN] for row in rows])


def _row(listed: Listed) -> dict[str, object]:
    return {
        "number": listed.number,
        "kind": listed.kind.value,
        "client": listed.client,
        "issued_on": listed.issued_on,
        "due_on": listed.due_on,
        "net": listed.net,
        "vat": listed.vat,
        "total": listed.total,
        "open": listed.open,
        "state": listed.situation.value,
    }


async def _show(arguments: argparse.Namespace) -> None:
    view = await queries.by_number(arguments.number)
    whole = _whole(view)
    also = {name: await told(view) for name, told in ALSO_SHOWN.items()}
    if arguments.format == "json":
        json_out(whole | also)
    else:
        table_out(
            ("what", "value"),
            [(name, value) for name, value in whole.items() if not isinstance(value, list | dict)],
        )
        lines = [(line.label, line.quantity, line.unit_price, line.net) for line in view.lines]
        table_out(("line", "quantity (1e-4)", "price (1e-6 €)", "net (cents)"), lines)
        for name, told in also.items():
            _also_out(name, told or {})


def _also_out(name: str, told: dict[str, Any]) -> None:
    """Single facts as one table, each list of rows as another."""
    single = [(key, value) for key, value in told.items() if not isinstance(value, list)]
    if single:
        table_out((name, "value"), single)
    for key, rows in told.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            table_out((f"{name}: {key}", *rows[0]), [("", *row.values()) for row in rows])


def _whole(view: InvoiceView) -> dict[str, object]:
    plain = asdict(view)
    shown = {each.name: plain[each.name] for each in fields(view) if each.name not in _INNER}
    shown["state"] = view.situation(clock.today()).value
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()
    }


async def _pdf(arguments: argparse.Namespace) -> None:
    view = await queries.by_number(arguments.number)
    if view.rendering is None or view.rendering.sha256 is None:
        raise refuse(
            "invoices.no_pdf",
            "%(number)s has no PDF yet. The worker makes it within minutes of its issue.",
            number=view.number,
        )
    arguments.output.write_bytes(files.read(view.rendering.sha256))
    print(f"written: {arguments.output}", file=sys.stderr)


async def _xml(arguments: argparse.Namespace) -> None:
    view = await queries.by_number(arguments.number)
    kept = await queries.electronic(view.id)
    if kept is None or kept.sha256 is None:
        raise refuse(
            "invoices.no_xml",
            "%(number)s has no XML: it was issued without one, or its PDF is not made yet.",
            number=view.number,
        )
    arguments.output.write_bytes(files.read(kept.sha256))
    print(f"written: {arguments.output}", file=sys.stderr)


async def _judge(arguments: argparse.Namespace) -> None:
    said = await actions.judge_owed(clock.now(), arguments.limit, again=True)
    rows: list[dict[str, object]] = [
        {
            "number": number,
            "opinion": each.opinion.value,
            "broken": list(each.rules),
            "reason": each.reason,
        }
        for number, each in said
    ]
    if arguments.format == "json":
        json_out(rows)
    else:
        table_out(tuple(_JUDGED), [[row[name] for name in _JUDGED] for row in rows])
    invalid = [number for number, each in said if each.rules]
    if invalid:
        raise refuse(
            "invoices.judged_invalid",
            "The schematrons find these wrong: %(numbers)s.",
            numbers=invalid,
        )
