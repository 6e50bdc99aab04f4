"""`backup`, `restore`: everything in one file, put back, and tried without touching anything."""

import argparse
from pathlib import Path

from app.clock import now
from app.config import config
from app.core.console import Verbs, json_out, table_out
from app.core.errors import refuse
from app.upkeep import actions
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    backup = verbs.add_parser(
        "backup",
        help="write everything into one file: database, stored files, keys; checked after writing",
        description="Write the database, the stored files and the keys into one file, while the "
        "service runs. It is read back and checked before it gets its name. Whoever has it has "
        "everything: only its owner may read it (mode 0600).",
        epilog="example: echeance backup /mnt/usb/echeance.tar",
    )
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE", help="in DATA_DIR/backups")
    backup.set_defaults(run=_backup)
    restore = verbs.add_parser(
        "restore",
        help="put a backup back, or try it with --drill",
        description="Put a backup back. It is laid out and checked aside, then takes its place at "
        "once. The service must not run. With --drill nothing is changed: the backup is restored "
        "aside, every integrity check runs there, and the result is told; exit 1 on any finding.",
        epilog="example: echeance restore --drill",
    )
    restore.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the newest, to drill")
    restore.add_argument(
        "--replace", action="store_true", help="what is here is replaced; it is told before"
    )
    restore.add_argument("--drill", action="store_true", help="try it aside, change nothing")
    restore.add_argument("--format", choices=("table", "json"), default="table")
    restore.set_defaults(run=_restore)


async def _backup(arguments: argparse.Namespace) -> int:
    settings, at = config(), now()
    target = (arguments.file or settings.backups_dir / rules.name_at(at)).absolute()
    if target.is_dir() or (not target.parent.is_dir() and arguments.file):
        raise refuse(
            "backups.target", "%(target)s is no file that can be written.", "file", target=target
        )
    if arguments.file is None and await queries.has_list():
        # One of the list, like those of the nights.
        await actions.ask_backup(at=at, by="command line")
        made = await actions.back_up(settings, at=at)
        if made is None:
            raise refuse(
                "backups.busy", "No backup was made: another one runs, or nothing is here."
            )
    else:
        made = await actions.write_backup(target, settings, at=at)
    files = len(made.manifest.members) - 2
    print(f"{made.path}: {made.size} bytes, {files} stored files, read back and checked")
    for name in made.manifest.faults:
        print(f"kept as it is, damaged before: {name}")
    return 0


async def _restore(arguments: argparse.Namespace) -> int:
    if arguments.drill:
        return await _drill(arguments)
    if arguments.file is None:
        raise refuse("backups.which", "Which backup? echeance restore FILE", "file")
    settings = config()
    path = arguments.file.absolute()
    if arguments.replace:
        lost = await queries.standing(settings)
        for line in [] if lost.is_empty else lost.lines():
            print(f"replaced: {line}", flush=True)
    done = await actions.restore(
        path, settings, replace=arguments.replace, at=now(), by="command line"
    )
    holds = done.manifest.holds
    print(
        f"restored: {holds.get('business') or 'no business'} as of {done.manifest.created_at}, "
        f"{holds.get('clients', 0)} clients, {holds.get('documents', 0)} issued documents, "
        f"{len(done.manifest.members) - 2} stored files"
    )
    for name in done.migrated:
        print(f"migrated: {name}")
    if done.former:
        print(f"what was here is kept until the next restore: {done.former}")
    if done.secret_differs:
        print("SECRET_KEY differs from the backup’s: links already sent will not open")
    print("now: echeance check, then start the service")
    return 0


async def _drill(arguments: argparse.Namespace) -> int:
    report = await actions.drill(arguments.file, config(), at=now())
    if arguments.format == "json":
        json_out(
            {
                "file": report.path,
                "created_at": report.created_at,
                "seconds": report.seconds,
                "checks": [
                    {"name": c.name, "ok": c.ok, "findings": list(c.findings)}
                    for c in report.checks
                ],
                "findings": report.findings,
            }
        )
        return 1 if report.findings else 0
    print(f"{report.path}, made {report.created_at or 'unknown'}: {report.seconds} s")
    table_out(("check", "findings"), [(c.name, len(c.findings)) for c in report.checks])
    for check in report.checks:
        for found in check.findings:
            print(f"{check.name}: {found}")
    return 1 if report.findings else 0
