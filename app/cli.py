"""`echeance`: the operator's command line, made of each capability's verbs.

Exit 0 done, 1 refused (the reason on stderr), 2 usage. A capability's `commands.register` adds its
verbs and gives each `set_defaults(run=async_function)`; `run(arguments)` gives back an exit code,
or None for 0.
"""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from app.accounting import commands as accounting
from app.adapters.database import close_engine, is_full, open_engine
from app.adapters.queue import close_queue
from app.auth import commands as auth
from app.bank import commands as bank
from app.books import commands as books
from app.config import VERSION, config
from app.contracts import commands as contracts
from app.core.errors import Refused, refuse
from app.core.sentences import sentence
from app.debits import commands as debits
from app.demo import commands as demo
from app.imports import commands as imports
from app.invoices import commands as invoices
from app.lateness import commands as lateness
from app.receivables import commands as receivables
from app.reminders import commands as reminders
from app.risk import commands as risk
from app.schema.migrate import migrate
from app.upkeep import commands as upkeep
from app.upkeep.actions import finish_interrupted

CAPABILITIES = (
    demo,
    auth,
    imports,
    bank,
    contracts,
    invoices,
    receivables,
    debits,
    books,
    accounting,
    reminders,
    lateness,
    risk,
    upkeep,
)

Verb = Callable[[argparse.Namespace], Awaitable[int | None]]


def main(argv: list[str] | None = None) -> int:
    """Run one verb; gives back the exit code."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["serve"]:
        _become("app.supervisor", given[1:])
    arguments = parser().parse_args(given)
    if arguments.verb == "worker":
        _become("app.worker", [])
    # What was loaded stays: the collector need not walk it through during a long verb.
    gc.freeze()
    try:
        code = asyncio.run(_run(arguments))
        sys.stdout.flush()
        return code
    except Refused as refusal:
        for reason in refusal.findings:
            print(f"echeance: {sentence(reason, 'en')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (head, less) has enough: nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        if not is_full(problem):
            raise
        print("echeance: There is no room left on the disk; make some.", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Every verb of the command line."""
    top = argparse.ArgumentParser(prog="echeance", description="The receivables desk, by command.")
    top.add_argument("--version", action="version", version=f"echeance {VERSION}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("serve", help="run everything: pages, worker, private Redis", add_help=False)
    verbs.add_parser(
        "worker",
        help="run one more worker beside those of `serve`",
        epilog="example: REDIS_URL=redis://queue:6379 echeance worker",
    )
    up = verbs.add_parser(
        "migrate",
        help="bring the database up to date; again changes nothing",
        epilog="example: echeance migrate",
    )
    up.set_defaults(run=_migrate)
    for capability in CAPABILITIES:
        capability.register(verbs)
    return top


async def _run(arguments: Any) -> int:
    """Run the verb with the database open, and close all that would keep the process alive."""
    verb: Verb = arguments.run
    try:
        if not getattr(arguments, "without_database", False):
            await _open_database()
        return await verb(arguments) or 0
    finally:
        await close_queue()
        await close_engine()


async def _open_database() -> None:
    # A restore that was killed half-way is finished before anything is read.
    await finish_interrupted(config())
    try:
        await open_engine()
    except Exception as problem:
        # The driver's own words; they never hold the password.
        reason = str(problem) or type(problem).__name__
        raise refuse(
            "cli.database", "The database cannot be reached: %(reason)s", reason=reason
        ) from problem


async def _migrate(arguments: argparse.Namespace) -> None:
    for name in await migrate():
        print(f"migrated: {name}")


def _become(module: str, arguments: list[str]) -> None:
    """Become another process of the service, so that this one's memory is given back."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])


if __name__ == "__main__":
    sys.exit(main())
