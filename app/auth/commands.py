"""`user add`, `user list`: accounts from the command line, for when nobody can sign in."""

import argparse
import getpass
import sys
from dataclasses import asdict

from app.auth import actions, queries
from app.auth.rules import Role
from app.clock import now
from app.core import identifiers
from app.core.console import Verbs, json_out, table_out
from app.core.errors import refuse


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    user = verbs.add_parser(
        "user",
        help="accounts: add, list",
        epilog="example: echeance user add odile@example.fr --role owner",
    )
    deeds = user.add_subparsers(dest="deed", required=True, metavar="add|list")
    add = deeds.add_parser(
        "add",
        help="make an account; asks for its password",
        epilog="example: pwgen 20 1 | echeance user add amin@example.fr --role assistant"
        " --password-stdin",
    )
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--name", default="", help="as the pages show it (the address by default)")
    add.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    add.set_defaults(run=_add)
    listing = deeds.add_parser(
        "list", help="every account", epilog="example: echeance user list --format json"
    )
    listing.add_argument("--format", choices=("table", "json"), default="table")
    listing.set_defaults(run=_list)


async def _add(arguments: argparse.Namespace) -> None:
    email = identifiers.email(arguments.email)
    await actions.add_user(
        email,
        name=arguments.name,
        role=Role(arguments.role),
        password=_password(arguments.password_stdin),
        at=now(),
        by="echeance",
    )
    print(f"added: {email} ({arguments.role})")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise refuse("auth.password_differs", "The two passwords differ.")
    return password


async def _list(arguments: argparse.Namespace) -> None:
    users = await queries.users()
    if arguments.format == "json":
        json_out([asdict(user) for user in users])
        return
    table_out(
        ("e-mail", "name", "role", "active"),
        [(user.email, user.name, user.role, "yes" if user.is_active else "no") for user in users],
    )
