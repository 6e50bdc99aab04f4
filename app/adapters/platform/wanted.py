"""What is asked of a platform. Its faults are told by a code and what it concerns."""

from typing import Protocol


class PlatformAway(Exception):
    """It cannot be used now: "missing" (no such folder), "closed" (no right to it), "full" (no
    room), or "broken" (what the system says, in `said`). It is tried again later."""

    def __init__(self, fault: str, place: str, said: str = "") -> None:
        super().__init__(f"{place}: {said or fault}")
        self.fault, self.place, self.said = fault, place, said


class NameTaken(Exception):
    """Something else has this name there: nothing is written over."""


class Platform(Protocol):
    """A place where files are handed over and messages come in. `token` names one try."""

    def stage(self, name: str, data: bytes, token: str) -> None:
        """Bring the bytes near, whole and on the disk, where the platform does not look yet."""

    def publish(self, name: str, token: str) -> bool:
        """Show what was staged under its name, in one step. False: neither is there any more, it
        was shown before and taken. NameTaken: another file has the name."""

    def forget(self, name: str, token: str) -> None:
        """Take away what was staged and is not to be shown."""

    def incoming(self, limit: int) -> list[str]:
        """Names of the messages that wait, in their order."""

    def fetch(self, name: str) -> bytes:
        """A message's bytes; FileNotFoundError when somebody else has taken it."""

    def put_away(self, name: str, is_good: bool) -> None:
        """A message that was dealt with: out of the way, the good apart from the others."""
