"""`echeance score`: what each client's history says as of a day."""

import argparse
import json
from datetime import date
from typing import Any

from app import clock
from app.risk import queries, rules


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "score",
        help="score clients by their payment history as of a day",
        description="Probability of paying late, with an 80 % interval, as of a day.",
        epilog="example: echeance score --on 2026-11-30 --format json",
    )
    verb.add_argument("--on", type=date.fromisoformat, default=None, metavar="DAY")
    verb.add_argument(
        "--known-on",
        type=date.fromisoformat,
        default=None,
        metavar="DAY",
        help="only what was recorded by the end of that day",
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=score)


async def score(args: argparse.Namespace) -> int:
    on = args.on or clock.today()
    scored = rules.score_all(await queries.outcomes(on, known_on=args.known_on), on)
    names = await queries.names()
    clients = [_entry(one, names[one.client_id]) for _, one in sorted(scored.items())]
    if args.format == "json":
        print(json.dumps({"on": on.isoformat(), "clients": clients}, ensure_ascii=False))
    else:
        for one in clients:
            print(_line(one))
    return 0


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
