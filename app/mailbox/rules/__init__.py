"""What a letter that came back, or came in, says; pure."""

from app.mailbox.rules.authentication import proves, server_of
from app.mailbox.rules.letters import Letter, read_letter
from app.mailbox.rules.returned import Returned
from app.mailbox.rules.settings import SECURITIES, Found, Settings, check
from app.mailbox.rules.words import own_words

__all__ = [
    "SECURITIES",
    "Found",
    "Letter",
    "Returned",
    "Settings",
    "check",
    "own_words",
    "proves",
    "read_letter",
    "server_of",
]
