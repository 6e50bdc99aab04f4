"""Whose letter it is, and what it is: read from what is known of clients and of what was sent."""

from dataclasses import dataclass
from enum import StrEnum

from app.clients.queries import clients_at
from app.mailbox.rules import Letter, proves
from app.messages.queries import Sent, last_written_to, sent_as


class Sort(StrEnum):
    """What a letter is to us."""

    BOUNCE = "bounce"
    ANSWER = "answer"
    AUTO = "auto"
    OTHER = "other"


@dataclass(frozen=True)
class Sorted:
    """A letter with what it answers or reports on, and the client it comes from."""

    letter: Letter
    sort: Sort
    sent: Sent | None = None
    client_id: int | None = None

    def is_proven(self, receiver: str) -> bool:
        """Whether the client wrote it as far as can be known: it answers a message that only its
        readers know the Message-ID of, or the server that receives our mail says so."""
        if self.sent is not None and self.sent.client_id == self.client_id:
            return True
        one = self.letter
        return one.is_by_one and proves(one.results, receiver, one.sender)


async def sort(letter: Letter, ours: frozenset[str]) -> Sorted:
    """Report of a letter of ours, answer of a client, automatic reply of one, or nobody's business.

    A client is known by the message that is answered, else by the address; an address that several
    clients share is of the one who was last written to.
    """
    sent = await sent_as(letter.about)
    if letter.returned:
        # One that is only late is still on its way.
        tells = sent is not None and any(each.is_final for each in letter.returned)
        return Sorted(letter, Sort.BOUNCE if tells else Sort.OTHER, sent)
    if not letter.sender or letter.sender in ours:
        return Sorted(letter, Sort.OTHER)
    client_id = sent.client_id if sent else None
    if client_id is None:
        if letter.is_list:
            return Sorted(letter, Sort.OTHER)
        at = await clients_at(letter.sender)
        client_id = await last_written_to(at) if len(at) > 1 else None
        client_id = client_id or next(iter(at), None)
    if client_id is None:
        return Sorted(letter, Sort.OTHER)
    kind = Sort.AUTO if letter.is_automatic else Sort.ANSWER
    return Sorted(letter, kind, sent, client_id)
