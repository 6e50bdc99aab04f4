"""A file that came by the page: kept, its columns and account chosen, confirmed or put aside."""

import json
from dataclasses import asdict
from datetime import datetime

from app.adapters import files
from app.adapters.database import transaction
from app.auth.actions import record
from app.bank import queries
from app.bank.queries import Wish
from app.bank.rules import Layout, Outcome
from app.bank.tables import BankFile
from app.core.errors import Refused, refuse


async def receive(content: bytes, filename: str, *, at: datetime, by: str) -> int:
    """Keep a file that somebody sent; gives back its id. Looking it through is owed from now on."""
    digest = files.store(content)
    row = BankFile(
        filename=filename[:200],
        sha256=digest,
        size=len(content),
        source="page",
        state="reading",
        recorded_at=at,
        recorded_by=by,
    )
    async with transaction():
        [made] = await BankFile.insert(row)
    return int(made["id"])


async def choose(file_id: int, account: int | None, layout: Layout | None) -> None:
    """Keep the account and the columns that somebody chose; what they give is owed to be looked at.
    Refused once it has been confirmed."""
    async with transaction():
        changed = (
            await BankFile.update(
                {
                    BankFile.account: account,
                    BankFile.layout: layout.kept() if layout else "",
                    BankFile.state: "reading",
                    BankFile.wish: "",
                }
            )
            .where(BankFile.id == file_id, BankFile.state.is_in(["prepared", "refused"]))
            .returning(BankFile.id)
        )
    if not changed:
        raise _begun()


async def confirm(file_id: int, wish: Wish, *, at: datetime, by: str) -> None:
    """Hand a file over to be taken; again (a double click) changes nothing. Refused: unknown
    accounts that nobody said to add, doubtful movements about which nothing was said."""
    view = await queries.file(file_id)
    if view.state == "prepared" and view.summary is not None:
        _check_wish(view.summary, wish)
    async with transaction() as tx:
        changed = (
            await BankFile.update(
                {
                    BankFile.state: "running",
                    BankFile.wish: json.dumps(asdict(wish)),
                    BankFile.recorded_at: at,
                    BankFile.recorded_by: by,
                }
            )
            .where(BankFile.id == file_id, BankFile.state == "prepared")
            .returning(BankFile.id)
        )
        if changed:
            await record(
                tx,
                act="bank.confirmed",
                subject_kind="bank_file",
                subject_id=file_id,
                at=at,
                by=by,
                detail={"filename": view.filename},
            )
        elif view.state not in ("running", "done"):
            raise _begun()


async def discard(file_id: int, *, at: datetime, by: str) -> None:
    """Put a file aside that brought nothing; again changes nothing. Refused once it was taken."""
    async with transaction() as tx:
        gone = (
            await BankFile.delete()
            .where(BankFile.id == file_id, BankFile.state.is_in(["prepared", "refused"]))
            .returning(BankFile.filename)
        )
        if gone:
            await record(
                tx,
                act="bank.discarded",
                subject_kind="bank_file",
                subject_id=file_id,
                at=at,
                by=by,
                detail={"filename": gone[0]["filename"]},
            )
        elif await queries.maybe_file(file_id) is not None:
            raise _begun()


def _check_wish(summary: Outcome, wish: Wish) -> None:
    new = [each for each in summary.accounts if each.is_new]
    if new and not wish.add:
        raise refuse(
            "bank.unknown_account",
            "The account %(account)s is not known yet: say that it is to be added.",
            "add",
            account=new[0].key,
        )
    if summary.undecided and wish.doubtful not in ("known", "new"):
        raise refuse(
            "bank.doubtful",
            "%(count)s movements look like lines that are there already: say whether they are the "
            "same.",
            "doubtful",
            count=summary.undecided,
        )


def _begun() -> Refused:
    return refuse("bank.begun", "This file has been taken already: look at what it brought.")
