"""Files put into the watched folder: each taken in once, whole, and its number kept beside it.

Taking in is three steps, each safe to repeat: the bytes are kept, a row owes the look, the file is
put away under the row's number. Killed in between, the file still lies there, and its bytes tell
the row that it has already.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.adapters import files, locks, watched_folder
from app.adapters.database import transaction
from app.adapters.watched_folder import WatchedFolder
from app.bank import queries
from app.bank.actions.files import confirm
from app.bank.queries import FileView, Wish
from app.bank.rules import titles_mark
from app.bank.tables import BankFile
from app.config import config

SOURCE, BY = "inbox", "echeance"


@dataclass
class TakenIn:
    """How many files were taken in."""

    files: int = 0


def folder() -> WatchedFolder:
    """The folder that is watched."""
    return WatchedFolder(config().bank_inbox)


async def take_in(*, now: float, at: datetime) -> TakenIn:
    """Take in the files of the folder that are whole at a moment (seconds since 1970), and set
    aside those that were refused since. Of two at once, one does."""
    done = TakenIn()
    watched = folder()
    watched.prepare()
    try:
        with locks.hold(watched.place / ".verrou"):
            for refused in await queries.refused_files(SOURCE):
                watched.refuse(refused)
            for each in watched.lying(now):
                if not each.why and await _take(watched, each.name, at):
                    done.files += 1
    except locks.Held:
        return done
    return done


async def _take(watched: WatchedFolder, name: str, at: datetime) -> bool:
    path = watched.path(name)
    kept = _kept(path)
    if kept is None:
        return False
    sha256, size = kept
    there = await queries.last_file(sha256, SOURCE)
    if there is None or watched.is_taken(there.id):
        number = await _owe(name, sha256, size, at)
    else:
        number = there.id
    watched.take(name, number)
    return True


def _kept(path: Path) -> tuple[str, int] | None:
    """The hash and size of a file, its bytes being kept; None when somebody wrote to it
    meanwhile, or took it away."""
    try:
        before = watched_folder.mark(path)
        sha256 = files.store_from(path)
        return (sha256, before[1]) if watched_folder.mark(path) == before else None
    except FileNotFoundError:
        return None


async def _owe(name: str, sha256: str, size: int, at: datetime) -> int:
    row = BankFile(
        filename=name[:200],
        sha256=sha256,
        size=size,
        source=SOURCE,
        state="reading",
        recorded_at=at,
        recorded_by=BY,
    )
    async with transaction():
        [made] = await BankFile.insert(row)
    return int(made["id"])


async def confirm_unasked(view: FileView, *, at: datetime) -> None:
    """A file of the folder that was looked through is taken without a person, when there is nothing
    to ask: no unknown account, no column that is only guessed, no doubtful movement."""
    if view.source == SOURCE and view.state == "prepared" and not await _asks(view):
        await confirm(view.id, Wish(), at=at, by=BY)


async def _asks(view: FileView) -> bool:
    summary = view.summary
    if summary is None or summary.undecided or any(each.is_new for each in summary.accounts):
        return True
    layout = view.layout
    return layout is not None and titles_mark(layout.header) not in await queries.saved_layouts()
