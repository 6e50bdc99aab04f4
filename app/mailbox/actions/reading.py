"""New letters read, each once: what it says is kept in the transaction that moves the watermark.

A crash before it leaves the letter to be read again, and nothing of it; nothing in the mailbox is
marked or moved. Of letters that are nobody's business nothing is kept.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.adapters import imap
from app.adapters.database import Tx, transaction
from app.adapters.imap import Fetched, MailboxError, Place
from app.auth.actions import record
from app.clock import ZONE
from app.disputes.actions import CLIENT, note_mail
from app.disputes.rules import MAX_NAME, MAX_TEXT, Origin, Words
from app.mailbox import queries
from app.mailbox.actions.sorting import Sort, Sorted, sort
from app.mailbox.queries import Box
from app.mailbox.rules import Letter, read_letter
from app.mailbox.tables import Mailbox, MailboxLetter
from app.messages.actions import note_bounce, note_returned
from app.messages.rules import refuses_mailbox

_AT_ONCE = 25
_SECONDS = 60.0
# How far back letters are met again when the server has numbered its folder anew.
_BACK = timedelta(days=7)
_SHOWN = 200


@dataclass
class Reading:
    """What a reading did, in letters; `error` is what kept it from going on."""

    answers: int = 0
    returned: int = 0
    automatic: int = 0
    others: int = 0
    error: str = ""


async def read(*, at: datetime) -> Reading:
    """Read what is new. The first time nothing is: only where the folder ends is noted."""
    done, until = Reading(), time.monotonic() + _SECONDS
    while time.monotonic() < until:
        box = await queries.mailbox()
        if box is None:
            return done
        try:
            if box.validity is None:
                await _begin(box, await imap.look(queries.access(box.settings)), at)
                return done
            since = _since(box)
            place, letters = await imap.fetch(
                queries.access(box.settings), box.validity, box.last_uid, since.date(), _AT_ONCE
            )
        except MailboxError as problem:
            done.error = str(problem)
            await _note(box, {Mailbox.error: done.error})
            return done
        if not await _keep_all(box, place, letters, since, at, done) or len(letters) < _AT_ONCE:
            await _note(box, {Mailbox.error: "", Mailbox.read_at: at})
            return done
    return done


def _since(box: Box) -> datetime:
    return max(box.since, (box.read_at or box.since) - _BACK)


async def _begin(box: Box, place: Place, at: datetime) -> None:
    """From the next letter on."""
    start: dict[Any, Any] = {
        Mailbox.validity: place.validity,
        Mailbox.last_uid: place.next_uid - 1,
    }
    await _note(box, start | {Mailbox.error: "", Mailbox.read_at: at})


async def _note(box: Box, changes: dict[Any, Any]) -> None:
    """How it went, unless another mailbox was set meanwhile."""
    async with transaction():
        await Mailbox.update(changes).where(
            Mailbox.id == 1,
            Mailbox.host == box.settings.host,
            Mailbox.user_name == box.settings.user,
            Mailbox.folder == box.settings.folder,
        )


async def _keep_all(
    box: Box, place: Place, letters: list[Fetched], since: datetime, at: datetime, done: Reading
) -> bool:
    """Each letter by itself; False when somebody else reads, or set another mailbox."""
    if box.validity != place.validity:
        async with transaction():
            moved = (
                await Mailbox.update({Mailbox.validity: place.validity, Mailbox.last_uid: 0})
                .where(Mailbox.id == 1, Mailbox.validity == box.validity)
                .returning(Mailbox.id)
            )
        if not moved:
            return False
    ours = await queries.our_addresses()
    for each in letters:
        is_old = each.received_at is not None and each.received_at < since
        letter = None if is_old else read_letter(each.data)
        async with transaction() as tx:
            moved = (
                await Mailbox.update({Mailbox.last_uid: each.uid})
                .where(
                    Mailbox.id == 1,
                    Mailbox.validity == place.validity,
                    Mailbox.last_uid < each.uid,
                )
                .returning(Mailbox.id)
            )
            if not moved:
                return False
            if letter is not None:
                await _keep(tx, box, await sort(letter, ours), each, at, done)
    return True


async def _keep(
    tx: Tx, box: Box, found: Sorted, fetched: Fetched, at: datetime, done: Reading
) -> None:
    letter = found.letter
    if found.sort is Sort.OTHER:
        done.others += 1
        return
    if await MailboxLetter.exists().where(MailboxLetter.key == letter.key):
        return
    answer = None
    if found.sort is Sort.BOUNCE:
        await _returned(tx, found, at)
        done.returned += 1
    elif found.sort is Sort.AUTO:
        await _automatic(tx, found, at)
        done.automatic += 1
    else:
        is_proven = found.is_proven(box.settings.receiver)
        answer = await _answer(tx, found, is_proven, min(fetched.received_at or at, at))
        done.answers += 1
    await MailboxLetter.insert(
        MailboxLetter(
            key=letter.key,
            kind=found.sort.value,
            client_id=found.client_id or (found.sent.client_id if found.sent else None),
            answer=answer,
            message=found.sent.id if found.sent else None,
            read_at=at,
        )
    )


async def _returned(tx: Tx, found: Sorted, at: datetime) -> None:
    """What was refused for good did not arrive; an address that does not exist is marked."""
    for one in found.letter.returned:
        if found.sent is None or not one.is_final or one.address not in found.sent.addresses:
            continue
        if refuses_mailbox(one.status):
            await note_bounce(tx, one.address, one.said, message_id=found.sent.id, at=at)
        await note_returned(tx, found.sent.id, one.said, at=at)


async def _automatic(tx: Tx, found: Sorted, at: datetime) -> None:
    """On the timeline, and nothing is asked of anybody."""
    letter = found.letter
    await record(
        tx,
        act="answer.automatic",
        subject_kind="client",
        subject_id=found.client_id or 0,
        client_id=found.client_id,
        at=at,
        by=CLIENT,
        detail={"name": letter.sender_name or letter.sender, "text": letter.text[:_SHOWN]},
    )


async def _answer(tx: Tx, found: Sorted, is_proven: bool, received_at: datetime) -> int:
    sent, letter = found.sent, found.letter
    is_of_invoice = sent is not None and sent.cause_kind == "invoice"
    words = Words(
        name=(letter.sender_name or letter.sender)[:MAX_NAME],
        text=_text(letter),
        key=f"mail:{letter.key}",
        by=CLIENT,
        origin=Origin.MAIL,
        address=letter.sender,
        agent=letter.message_id,
        is_proven=is_proven,
    )
    here = received_at.astimezone(ZONE)
    invoice_id = sent.cause_id if sent and is_of_invoice else None
    return await note_mail(
        tx, found.client_id or 0, invoice_id, words, on=here.date(), at=received_at
    )


def _text(letter: Letter) -> str:
    """The words, and the names of the files, which stay in the mailbox."""
    files = "".join(f"\n[{name}]" for name in letter.files)
    return f"{letter.text}\n{files}"[:MAX_TEXT].rstrip() if files else letter.text[:MAX_TEXT]
