"""What is done with the mailbox: set, tried, read."""

from app.mailbox.actions.reading import Reading, read
from app.mailbox.actions.setting import remove, set_up
from app.mailbox.actions.trying import look_into

__all__ = ["Reading", "look_into", "read", "remove", "set_up"]
