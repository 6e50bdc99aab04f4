"""Messages read: the outbox by state, one message, those of a client or a cause."""

from app.messages.queries.bounces import BounceView, refusing_addresses
from app.messages.queries.integrity import CHECKS
from app.messages.queries.outbox import (
    Sent,
    counts,
    last_written_to,
    listed,
    message,
    needing_someone,
    of_cause,
    of_client,
    sent_as,
    server_trouble,
    states,
)
from app.messages.queries.server import mail_server, sender_of
from app.messages.queries.view import FileView, MessageView

__all__ = [
    "CHECKS",
    "BounceView",
    "FileView",
    "MessageView",
    "Sent",
    "counts",
    "last_written_to",
    "listed",
    "mail_server",
    "message",
    "needing_someone",
    "of_cause",
    "of_client",
    "refusing_addresses",
    "sender_of",
    "sent_as",
    "server_trouble",
    "states",
]
