"""An approved platform, whatever stands for it: files are handed to it, and it says what became of
them. Handing over is told in two steps, so that a crash between them is always known from the row.

Today a pair of folders that the platform, or its program, fills and empties (`folder`).
"""

from app.adapters.platform.folder import Folder
from app.adapters.platform.said import MessageFault, Said, read_message
from app.adapters.platform.wanted import NameTaken, Platform, PlatformAway

__all__ = [
    "Folder",
    "MessageFault",
    "NameTaken",
    "Platform",
    "PlatformAway",
    "Said",
    "read_message",
]
