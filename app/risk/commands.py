"""`echeance score`: what each client's history says as of a day, and how good that is."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from app import clock
from app.adapters.spreadsheet_files import open_sheet
from app.core.console import json_out, progress, table_out
from app.core.errors import refuse
from app.imports.rules import Kind, match
from app.risk import queries, rules

_SHOWN = 20


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "score",
        help="score clients by their payment history as of a day",
        description=(
            "Probability of paying late, with an 80 % interval, as of a day. With --backtest: how "
            "good it would have been. Each invoice is foreseen on its day of issue by what was "
            "known then, and judged by what came, beside three naive ways."
        ),
        epilog=(
            "example: echeance score --on 2026-11-30 --format json\n"
            "example: echeance score --backtest --history factures.csv --format json"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("--on", type=date.fromisoformat, default=None, metavar="DAY")
    verb.add_argument(
        "--known-on",
        type=date.fromisoformat,
        default=None,
        metavar="DAY",
        help="only what was recorded by the end of that day",
    )
    verb.add_argument("--backtest", action="store_true", help="judge the score on the past")
    verb.add_argument(
        "--history",
        type=Path,
        default=None,
        metavar="FILE",
        help="with --backtest: judge it on a file as `import history` reads it, not on the books",
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=score)


async def score(args: argparse.Namespace) -> int:
    on = args.on or clock.today()
    if args.history and not args.backtest:
        print("echeance score: --history goes with --backtest", file=sys.stderr)
        return 2
    if args.backtest:
        return await _backtest(args, on)
    past = await queries.outcomes(on, known_on=args.known_on)
    terms = await queries.terms(min(on, args.known_on or on))
    scored = rules.score_all(past, on, terms)
    names = await queries.names()
    clients = [_entry(one, names[one.client_id]) for _, one in sorted(scored.items())]
    if args.format == "json":
        print(json.dumps({"on": on.isoformat(), "clients": clients}, ensure_ascii=False))
    else:
        for one in clients:
            print(_line(one))
    return 0


async def _backtest(args: argparse.Namespace, on: date) -> int:
    past = (
        _of_file(args.history, on)
        if args.history
        else await queries.outcomes(on, known_on=args.known_on)
    )
    done = rules.judged(rules.rolled(past, on))
    if args.format == "json":
        json_out(done.as_json())
    else:
        _tell(done)
    return 0


def _of_file(path: Path, on: date) -> list[rules.Outcome]:
    """The outcomes of a file; what is refused is told on stderr. Refused when every line is."""
    sheet = open_sheet(path)
    columns = match(Kind.HISTORY, sheet.header)
    lines = ((line.number, line.cells) for line in progress(sheet.lines(), sheet.count, "history"))
    told = rules.filed(lines, columns, on)
    for number, reason in told.refused[:_SHOWN]:
        print(f"line {number}: {reason}", file=sys.stderr)
    if len(told.refused) > _SHOWN:
        print(f"and {len(told.refused) - _SHOWN} more refused lines", file=sys.stderr)
    if told.refused and len(told.refused) == told.read:
        raise refuse("risk.no_line", "No line of this file can be read.")
    return told.outcomes


def _tell(done: rules.Backtest) -> None:
    print(f"{done.n} invoices foreseen on their day of issue")
    ways = [("score", done.model), *done.baselines.items()]
    table_out(
        ("way", "auc", "brier", "log loss", "days off"),
        [
            (name, _cut(m.auc, 3), _cut(m.brier, 4), _cut(m.log_loss, 4), _cut(m.mae_days, 1))
            for name, m in ways
        ],
    )
    table_out(
        ("foreseen", "invoices", "said", "came"),
        [
            (f"{b.start:.0%}-{b.end:.0%}", b.n, f"{b.predicted:.1%}", f"{b.observed:.1%}")
            for b in done.calibration
        ],
    )


def _cut(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _entry(score: rules.Score, name: str) -> dict[str, Any]:
    def short(value: float | None, digits: int) -> float | None:
        return None if value is None else round(value, digits)

    return {
        "id": score.client_id,
        "client": name,
        "outcomes": score.outcomes,
        "p_late": short(score.p_late, 4),
        "low": short(score.low, 4),
        "high": short(score.high, 4),
        "expected_days_late": short(score.expected_days_late, 1),
        "grade": score.grade,
    }


def _line(one: dict[str, Any]) -> str:
    if one["grade"] is None:
        return f"-  {one['client']:<40.40}  not enough history ({one['outcomes']})"
    return (
        f"{one['grade']}  {one['client']:<40.40}  {one['p_late']:6.1%}"
        f"  ({one['low']:.0%}-{one['high']:.0%})  {one['expected_days_late']:5.1f} days"
        f"  {one['outcomes']} outcomes"
    )
