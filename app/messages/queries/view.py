"""A message as it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import ZONE
from app.messages.rules import State


@dataclass(frozen=True)
class FileView:
    """A file of a message; `sha256` is None while it is being made."""

    id: int
    filename: str
    media_type: str
    sha256: str | None


@dataclass(frozen=True)
class MessageView:
    """One message with its files. Moments are in the business's zone.

    `error` is the last thing the mail server said, in its own words, or a message id of ours.
    """

    id: int
    state: State
    cause_kind: str
    cause_id: int
    client_id: int | None
    to: str
    cc: str
    subject: str
    text: str
    html: str
    attempts: int
    error: str
    created_at: datetime
    created_by: str
    not_before: datetime
    next_try_at: datetime
    begun_at: datetime | None
    sent_at: datetime | None
    files: tuple[FileView, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every file that goes with it is there."""
        return all(file.sha256 for file in self.files)

    @property
    def can_retry(self) -> bool:
        """Whether a person may have it tried again now."""
        return self.state is State.FAILED or (self.state is State.WAITING and self.attempts > 0)

    @property
    def can_cancel(self) -> bool:
        """Whether it may still be held back for good."""
        return self.state in (State.WAITING, State.FAILED)


def message_view(row: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> MessageView:
    """A row of the outbox and its attachments, as they are shown."""
    return MessageView(
        id=row["id"],
        state=State(row["state"]),
        cause_kind=row["cause_kind"],
        cause_id=row["cause_id"],
        client_id=row["client_id"],
        to=row["to_address"],
        cc=row["cc_address"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        attempts=row["attempts"],
        error=row["error"],
        created_at=row["created_at"].astimezone(ZONE),
        created_by=row["created_by"],
        not_before=row["not_before"].astimezone(ZONE),
        next_try_at=row["next_try_at"].astimezone(ZONE),
        begun_at=_local(row["begun_at"]),
        sent_at=_local(row["sent_at"]),
        files=tuple(
            FileView(file["id"], file["filename"], file["media_type"], file["sha256"])
            for file in files
        ),
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZONE) if moment else None
