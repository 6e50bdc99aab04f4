"""`echeance demo`: fill an empty installation with a believable business."""

import argparse
from dataclasses import replace
from random import Random
from typing import Any

from app import clock
from app.auth import actions as auth
from app.auth.rules import Role
from app.core.errors import refuse
from app.demo import cast, epilogue, play
from app.demo.scene import Play, moment
from app.schema.migrate import migrate
from app.settings import actions as settings
from app.settings import queries
from app.settings.actions import Owner
from app.settings.rules import blank_business

_WELCOME = f"sign in: {cast.OWNER_EMAIL} / {cast.OWNER_PASSWORD}"


def register(verbs: Any) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "demo",
        help="fill an empty installation with a believable business",
        description=(
            "Fill an empty installation with a workshop in Lyon and 18 months of history up to "
            "today, the same for the same seed and day. Where the demonstration is already, it is "
            "left as it is; refused where another business is. "
            "Addresses end in .example: no message can reach anyone."
        ),
        epilog="example: echeance demo --seed 7 --clients 300 --contracts 200 --invoices 5000",
    )
    verb.add_argument("--seed", type=int, default=7, metavar="N")
    verb.add_argument("--clients", type=int, default=24, metavar="N")
    verb.add_argument("--contracts", type=int, default=24, metavar="N")
    verb.add_argument(
        "--invoices",
        type=int,
        default=120,
        metavar="N",
        help="invoices for works, besides those of the contracts",
    )
    verb.set_defaults(run=demo)


async def demo(args: argparse.Namespace) -> int:
    await migrate()
    there = await queries.maybe_business()
    if there is not None and there.siren == cast.BUSINESS["siren"]:
        print(_WELCOME)
        return 0
    if there is not None:
        raise refuse(
            "demo.not_empty",
            "There is a business here already; the demonstration wants an empty data folder.",
        )
    scene = Play(Random(args.seed), clock.today())
    await _open(scene)
    players = cast.players(scene.random, args.clients)
    await play.perform(scene, players, args.contracts, args.invoices)
    await epilogue.leave_things_to_do(scene)
    print(_WELCOME)
    return 0


async def _open(scene: Play) -> None:
    at = moment(scene.first_day, 7)
    await settings.set_up(
        replace(blank_business(at), **cast.BUSINESS),
        Owner(cast.OWNER_NAME, cast.OWNER_EMAIL, cast.OWNER_PASSWORD),
        address="",
        agent="demo",
        at=at,
        by=cast.OWNER_EMAIL,
    )
    for email, name, role in cast.TEAM:
        await auth.add_user(
            email,
            name=name,
            role=Role(role),
            password=cast.OWNER_PASSWORD,
            at=at,
            by=cast.OWNER_EMAIL,
        )
