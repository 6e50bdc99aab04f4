"""`health`, `doctor`, `check`: how the service is, from the command line."""

import argparse

from app.adapters.queue import ping, queue_depth
from app.clock import now
from app.config import config
from app.core.console import Verbs, json_out, table_out
from app.upkeep.queries import doctor, gather_checks, health


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    well = verbs.add_parser(
        "health",
        help="whether database, queue and scheduler are well (as the page /health)",
        epilog="example: echeance health && echo well",
    )
    well.set_defaults(run=_health, without_database=True)
    part = verbs.add_parser(
        "doctor",
        help="what is configured and reachable: database, Redis, mail, IBAN, disk, versions",
        epilog="example: echeance doctor --format json",
    )
    part.set_defaults(run=_doctor, without_database=True)
    check = verbs.add_parser(
        "check",
        help="prove that the books agree: every integrity check, exit 1 when one finds something",
        epilog="example: echeance check --format json",
    )
    check.set_defaults(run=_check)
    for verb in (part, check):
        verb.add_argument("--format", choices=("table", "json"), default="table")


async def _health(arguments: argparse.Namespace) -> int:
    state = await health(await ping(), now())
    json_out(state)
    return 0 if state.is_well else 1


async def _doctor(arguments: argparse.Namespace) -> int:
    readings = await doctor(config(), await queue_depth(), now())
    if arguments.format == "json":
        shown = [{"name": r.name, "ok": r.ok, "said": str(r.said)} for r in readings]
        json_out({"readings": shown})
    else:
        table_out(("part", "state", "what"), [(r.name, r.verdict, str(r.said)) for r in readings])
    return 1 if any(reading.ok is False for reading in readings) else 0


async def _check(arguments: argparse.Namespace) -> int:
    checks = await gather_checks()
    found = sum(len(check.said) for check in checks)
    if arguments.format == "json":
        shown = [{"name": c.name, "ok": c.ok, "findings": c.said} for c in checks]
        json_out({"checks": shown, "findings": found})
        return 1 if found else 0
    table_out(("check", "findings"), [(check.name, len(check.said)) for check in checks])
    for check in checks:
        for finding in check.said:
            print(f"{check.name}: {finding}")
    return 1 if found else 0
