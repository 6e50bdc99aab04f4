"""The mailbox tried on the spot: opened, its newest letters looked at, nothing kept."""

from collections import Counter
from dataclasses import replace

from app.adapters import imap
from app.core.errors import refuse
from app.mailbox import queries
from app.mailbox.actions.sorting import Sort, sort
from app.mailbox.rules import Found, Settings, read_letter

_NEWEST = 30


async def look_into(settings: Settings) -> Found:
    """What the newest letters are. Refused (mailbox.away): it cannot be read, in the server's
    words."""
    try:
        place, letters = await imap.last(replace(queries.access(settings), seconds=10.0), _NEWEST)
    except imap.MailboxError as problem:
        raise refuse(
            "mailbox.away", "The mailbox cannot be read: %(said)s.", said=str(problem)
        ) from problem
    ours, sorts = await queries.our_addresses(), Counter[Sort]()
    for each in letters:
        sorts[(await sort(read_letter(each.data), ours)).sort] += 1
    return Found(
        place.count,
        len(letters),
        sorts[Sort.ANSWER],
        sorts[Sort.BOUNCE],
        sorts[Sort.AUTO],
        letters[-1].received_at if letters else None,
    )
