"""The mailbox as it is set, and how its reading went."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.imap import MailboxAccess, Security
from app.auth.queries import names
from app.clock import ZONE
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.mailbox.rules import Settings
from app.mailbox.tables import Mailbox, MailboxLetter
from app.settings.queries import business


@dataclass(frozen=True)
class Box:
    """The mailbox: its settings, how far it is read, and why the last reading failed ("" when it
    did not)."""

    settings: Settings
    validity: int | None
    last_uid: int
    since: datetime
    read_at: datetime | None
    error: str


async def mailbox() -> Box | None:
    """The mailbox; None when there is none to read."""
    row = await Mailbox.select().first()
    if row is None:
        return None
    settings = Settings(
        row["host"],
        row["port"],
        row["security"],
        row["user_name"],
        row["password"],
        row["folder"],
        row["receiver"],
    )
    read_at = row["read_at"].astimezone(ZONE) if row["read_at"] else None
    since = row["since"].astimezone(ZONE)
    return Box(settings, row["validity"], row["last_uid"], since, read_at, row["error"])


def access(settings: Settings) -> MailboxAccess:
    """How the adapter reaches it."""
    return MailboxAccess(
        settings.host,
        settings.port,
        settings.user,
        settings.password,
        Security(settings.security),
        settings.folder,
    )


async def our_addresses() -> frozenset[str]:
    """The addresses that we write from and at which we read: nobody of these is a client."""
    shop = await business()
    ours = [shop.email, shop.mail_from, *(await names())]
    return frozenset(each.casefold() for each in ours if each)


async def check_answers() -> list[Finding]:
    """Answers by e-mail that no letter of the mailbox stands behind, or of another client."""
    rows = await MailboxLetter.raw(
        "SELECT a.id AS answer, c.name AS client FROM client_answer a"
        " JOIN client c ON c.id = a.client LEFT JOIN mailbox_letter l ON l.answer = a.id"
        " WHERE a.origin = 'mail' AND (l.id IS NULL OR l.client_id IS NULL"
        " OR l.client_id <> a.client) ORDER BY a.id"
    )
    return located(
        N_("answer %(answer)s of %(client)s: no letter of the mailbox stands behind it"), rows
    )


CHECKS: list[IntegrityCheck] = [("answers by e-mail have their letter", check_answers)]
