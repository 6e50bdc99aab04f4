"""What is handed to the platform, under which name, and when it is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePath

from app.core.errors import N_, Finding, Refused, finding

# Longer than handing one over may take: a worker that dies leaves it to another after this.
CLAIM = timedelta(minutes=2)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


class State(StrEnum):
    """Of a file for the platform. Staged: near, not shown yet; uncertain: shown or lost, a person
    decides, or the platform by speaking of it."""

    OWED = "owed"
    STAGED = "staged"
    DONE = "done"
    UNCERTAIN = "uncertain"


class Form(StrEnum):
    """How an invoice is handed over: the PDF with its XML inside (Factur-X), or the XML (CII)."""

    PDF = "pdf"
    XML = "xml"


AWAY = {
    "missing": N_("The platform’s folder is not there: %(place)s"),
    "closed": N_("Échéance has no right to the platform’s folder: %(place)s"),
    "full": N_("There is no room left in the platform’s folder: %(place)s"),
    "broken": N_("The platform’s folder does not work: %(place)s (%(said)s)"),
}
PUT_OFF = {
    "missing": N_("The platform’s folder is not there."),
    "closed": N_("Échéance has no right to the platform’s folder."),
    "full": N_("There is no room left in the platform’s folder."),
    "broken": N_("The platform’s folder does not work."),
}
TAKEN = N_("Another file has this name in the platform’s folder: take it away.")
LOST = N_("The document is not on the disk any more: restore it from a backup.")


def filename(number: str, form: Form) -> str:
    """One name for each number: “/” is allowed in numbers and not in names, “=” the reverse."""
    return f"{number.replace('/', '=')}.{form.value}"


def next_try(attempts: int, at: datetime) -> datetime:
    """After 1, 5, 15, 60, 240 minutes, then every 4 hours."""
    return at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def judge_folders(outbox: str, inbox: str, ours: tuple[str, ...]) -> None:
    """Refused, each with its field: a folder that is not absolute, the same twice or one within
    the other, one of our own (`ours`), in it or around it."""
    faults: list[Finding] = []
    pairs = (("outbox", outbox), ("inbox", inbox))
    for field, text in pairs:
        path = PurePath(text)
        if not path.is_absolute() or ".." in path.parts:
            faults.append(
                finding(
                    "einvoicing.folder",
                    "Give the whole path of a folder on this machine, as /srv/platform/in.",
                    field,
                )
            )
        elif any(_overlap(path, PurePath(each)) for each in ours):
            faults.append(
                finding(
                    "einvoicing.ours",
                    "Échéance keeps its own files there: choose another folder.",
                    field,
                )
            )
    if not faults and _overlap(PurePath(outbox), PurePath(inbox)):
        faults.append(
            finding("einvoicing.same", "The two folders must lie apart from each other.", "inbox")
        )
    if faults:
        raise Refused(faults)


def _overlap(one: PurePath, other: PurePath) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)
