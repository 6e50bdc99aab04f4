"""The mailbox tried on the spot: opened, its newest letters looked at, nothing kept."""

from collections import Counter
from dataclasses import replace

from app.adapters import imap
from app.core.errors import refuse
from app.mailbox import queries
from app.mailbox.actions.sorting import Sort, sort
from app.mailbox.rules import Found, Settings, read_letter, server_of

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
    ours, sorts, servers = await queries.our_addresses(), Counter[Sort](), Counter[str]()
    for each in letters:
        letter = read_letter(each.data)
        sorts[(await sort(letter, ours)).sort] += 1
        servers[server_of(letter.results[0]) if letter.results else ""] += 1
    del servers[""]
    receiver, signed = next(iter(servers.most_common(1)), ("", 0))
    return Found(
        place.count,
        len(letters),
        sorts[Sort.ANSWER],
        sorts[Sort.BOUNCE],
        sorts[Sort.AUTO],
        letters[-1].received_at if letters else None,
        receiver,
        signed,
    )
