"""`echeance remind`: propose as of a day, send what may leave, say who was held back and why."""

import argparse
import json
from datetime import date, datetime, time
from typing import Any

from app import clock
from app.core.sentences import sentence
from app.messages import actions as messages
from app.messages import queries as outbox
from app.reminders import actions, queries

OPERATOR = "echeance"


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "remind",
        help="propose reminders as of a day and send those approved or automatic",
        description=(
            "Propose reminders as of a day, then send what is approved or automatic, if the hour "
            "is one allowed. With --dry-run nothing is written or sent."
        ),
        epilog="example: echeance remind --on 2026-11-30 --dry-run --format json",
    )
    verb.add_argument("--on", type=date.fromisoformat, default=None, metavar="DAY")
    verb.add_argument("--at", type=time.fromisoformat, default=time(10, 0), metavar="HH:MM")
    verb.add_argument("--dry-run", action="store_true", help="say what would happen, do nothing")
    verb.add_argument(
        "--approve-all", action="store_true", help="approve every proposal before sending"
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.set_defaults(run=remind)


async def remind(args: argparse.Namespace) -> int:
    on = args.on or clock.today()
    at = datetime.combine(on, args.at, tzinfo=clock.ZONE)
    proposed = await actions.propose(on=on, at=at, dry_run=args.dry_run)
    sent = failed = 0
    if not args.dry_run:
        if args.approve_all:
            waiting = [view.id for view in await queries.open_reminders()]
            await actions.approve_all(waiting, at=at, by=OPERATOR)
        await actions.recall(at=at)
        ids = await actions.send_approved(at=at)
        await _empty_outbox(at)
        states = (await outbox.states(ids)).values()
        sent = sum(state == "sent" for state in states)
        failed = sum(state in ("failed", "uncertain") for state in states)
    _print(args.format, on, proposed, sent, failed)
    return 0


async def _empty_outbox(at: datetime) -> None:
    """Send round after round: one round stops after some seconds, to leave room to others."""
    while (await messages.send_due(at=at)).sent:
        pass


def _print(form: str, on: date, proposed: actions.Proposed, sent: int, failed: int) -> None:
    held = [
        {"client": proposed.names[one.client_id], "reason": sentence(one.reason)}
        for one in proposed.held
    ]
    if form == "json":
        result = {
            "on": on.isoformat(),
            "proposed": len(proposed.proposals),
            "sent": sent,
            "failed": failed,
            "held": held,
        }
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"{on}: {len(proposed.proposals)} proposed, {sent} sent, {failed} failed")
    for one in held:
        print(f"  held: {one['client']}: {one['reason']}")
