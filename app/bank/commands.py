"""`echeance bank import FILE`, `echeance bank match` and `echeance bank accounts`."""

import argparse
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from app import clock
from app.bank import actions, queries
from app.bank.actions import Way
from app.bank.queries import Tally
from app.bank.rules import AccountOutcome, Outcome
from app.core import identifiers
from app.core.console import Progress, Verbs, json_out, table_out
from app.core.errors import Finding, Refused, refuse
from app.core.formats import money_plain
from app.core.sentences import sentence

_BY = "echeance"
# What may be typed besides, by the code of a refusal.
_HINTS = {
    "bank.unknown_account": "add it with --account %(account)s",
    "bank.which_account": "say it with --account IBAN",
    "bank.columns": "see what they give with --accept-columns --dry-run; --accept-columns says yes",
}
_COLUMNS = ("id", "account", "name", "balance_cents", "balance_on", "known_until", "age_days")


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add_parser("bank", help="import bank statements, list bank accounts")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    _register_import(acts)
    matching = acts.add_parser(
        "match",
        help="point the lines that are sure, propose what the others could be",
        epilog="example: echeance bank match --format json",
    )
    matching.add_argument("--format", choices=("table", "json"), default="table")
    matching.set_defaults(run=_match)
    listing = acts.add_parser(
        "accounts",
        help="each account with its balance and how fresh its statements are",
        epilog="example: echeance bank accounts --format json",
    )
    listing.add_argument("--on", type=date.fromisoformat, default=None, metavar="DAY")
    listing.add_argument("--format", choices=("table", "json"), default="table")
    listing.set_defaults(run=_accounts)


def _register_import(acts: Any) -> None:
    taking = acts.add_parser(
        "import",
        help="read a statement: CAMT.053/054, OFX, CFONB120, CSV, XLSX, or a ZIP of them",
        description="Take the lines that are new; the same file again, or one that overlaps it, "
        "adds nothing twice. A file that cannot be read, or does not add up, changes nothing: "
        "exit 1, with its lines and reasons.",
        epilog="example: echeance bank import november.xml --account "
        "'FR76 3000 6000 0112 3456 7890 189' --format json",
    )
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.add_argument(
        "--account",
        default="",
        metavar="IBAN",
        help="the account of a file that names none; needed the first time for an account; of a "
        "file with several, only this one is taken",
    )
    taking.add_argument(
        "--doubtful",
        choices=("known", "new"),
        default="",
        help="what lines are that look like kept ones (same day and amount, other words or "
        "number) where no balance tells",
    )
    taking.add_argument(
        "--accept-columns",
        action="store_true",
        help="take a CSV or XLSX by its guessed columns (--dry-run tells them), and remember them",
    )
    taking.add_argument("--dry-run", action="store_true", help="tell what it would bring")
    taking.add_argument("--format", choices=("table", "json"), default="table")
    taking.set_defaults(run=_import)


async def _import(arguments: argparse.Namespace) -> int:
    as_json = arguments.format == "json"
    path: Path = arguments.file
    last = await queries.last_line()
    try:
        done = await _taken(arguments, path)
        tally = Tally() if arguments.dry_run else await _pointed(after=last)
    except Refused as refused:
        if not as_json:
            _hint(refused)
            return 1
        json_out(_refusal(refused))
        return 1
    if as_json:
        told = {"refused": [], "dry_run": arguments.dry_run}
        json_out(done.as_json() | told | asdict(tally))
    else:
        _tell(done, arguments.dry_run)
        if not arguments.dry_run:
            _tell_pointed(tally)
    return 0


def _hint(refused: Refused) -> None:
    """Every reason, with the words of this command by which the file would be taken."""
    for finding in refused.findings:
        print(f"echeance: {sentence(finding, 'en')}", file=sys.stderr)
        if finding.code in _HINTS:
            account = "".join(str(finding.facts.get("account", "")).split())
            # An account that has no IBAN in its file is said by the one that it is.
            given = {"account": account if account[:2].isalpha() else "and its IBAN"}
            print(f"echeance: {_HINTS[finding.code] % given}", file=sys.stderr)


async def _pointed(after: int) -> Tally:
    """Point what is sure, all of it; what became of the lines after one."""
    swept = await actions.sweep(at=clock.now(), by=_BY)
    while not swept.is_done:
        swept = await actions.sweep(at=clock.now(), by=_BY, after=swept)
    return await queries.tally(after)


def _tell_pointed(tally: Tally) -> None:
    print(
        f"{tally.matched} lines matched, {tally.suggested} with a suggestion to confirm, "
        f"{tally.unknown} of which nothing is known"
    )


async def _match(arguments: argparse.Namespace) -> None:
    tally = await _pointed(after=0)
    if arguments.format == "json":
        json_out(asdict(tally))
    else:
        _tell_pointed(tally)


async def _taken(arguments: argparse.Namespace, path: Path) -> Outcome:
    if not path.is_file():
        raise refuse(
            "bank.no_file", "%(file)s is not a file that can be read.", None, file=str(path)
        )
    bar = Progress(path.stat().st_size // 250 + 1, path.name)
    way = Way(
        source="command",
        account=identifiers.iban(arguments.account, "--account"),
        doubtful=arguments.doubtful,
        accepts_columns=arguments.accept_columns,
        dry_run=arguments.dry_run,
    )
    done = await actions.import_file(path, path.name, way, bar.show, at=clock.now(), by=_BY)
    bar.end()
    return done


def _refusal(refused: Refused) -> dict[str, Any]:
    """The stable form of a file that was not taken: nothing read, every reason with its line."""
    reasons = [{"line": _line(each), "reason": sentence(each, "en")} for each in refused.findings]
    nothing = {"read": 0, "added": 0, "unchanged": 0, **asdict(Tally())}
    return nothing | {"refused": reasons}


def _line(finding: Finding) -> int | None:
    line = finding.facts.get("line")
    return line if isinstance(line, int) else None


def _tell(done: Outcome, is_dry: bool) -> None:
    would = "would be " if is_dry else ""
    print(f"{done.read} lines read: {done.added} {would}added, {done.unchanged} there already")
    if done.columns:
        told = ", ".join(f"{name} = “{title}”" for name, title in done.columns.items())
        print(f"columns: {told}; decimals after “{done.decimal}”, days written {done.days}")
    for account in done.accounts:
        _tell_account(account)
    if done.pending:
        print(f"{done.pending} entries are announced and not booked yet: left out")
    if done.left_out:
        print(f"{done.left_out} lines are of other accounts: left out")
    if done.undecided:
        print(f"{done.undecided} lines look like kept ones: --doubtful says what they are")
        for each in done.doubtful:
            amount = money_plain(each.amount_cents, "en")
            print(f"  {each.booked_on} {amount} “{each.label}” / “{each.other_label}”")


def _tell_account(account: AccountOutcome) -> None:
    new = " (not known yet: --account adds it)" if account.is_new else ""
    print(f"{account.key}{new}: {len(account.statements)} statements")
    for after, before, closing, opening in account.gaps:
        print(
            f"  something is missing between {after} ({money_plain(closing, 'en')}) and {before} "
            f"({money_plain(opening, 'en')})",
            file=sys.stderr,
        )


async def _accounts(arguments: argparse.Namespace) -> None:
    on = arguments.on or clock.today()
    found = [
        {
            "id": each.id,
            "account": each.key,
            "name": each.name,
            "balance_cents": each.now_cents,
            "balance_on": each.balance_on,
            "known_until": each.known_until,
            "age_days": each.age(on),
        }
        for each in await queries.account_views()
    ]
    if arguments.format == "json":
        json_out({"on": on, "accounts": found})
        return
    table_out(_COLUMNS, [[each[name] for name in _COLUMNS] for each in found])
