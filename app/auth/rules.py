"""Who someone is, what a role may do, what a password must be, when guessing is slowed down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import N_, Refused, refuse

PASSWORD_LEAST = 12
PASSWORD_MOST = 256
SESSION_LIFE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_EMAIL = 5
FAILURES_PER_ADDRESS = 20
FAILURES_KEPT = timedelta(days=1)


# In the order in which they must be looked for: Edge also says Chrome, and Chrome Safari.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class Role(StrEnum):
    """What someone may do: everything; everything but settings and users; only look."""

    OWNER = "owner"
    ASSISTANT = "assistant"
    ACCOUNTANT = "accountant"


class Language(StrEnum):
    """What someone reads the pages in."""

    FRENCH = "fr"
    ENGLISH = "en"


ROLE_LABELS = {
    Role.OWNER: N_("Owner"),
    Role.ASSISTANT: N_("Assistant"),
    Role.ACCOUNTANT: N_("Accountant"),
}


@dataclass(frozen=True)
class Actor:
    """Whoever is signed in; `language` is "fr" or "en"."""

    id: int
    email: str
    name: str
    role: Role
    language: str

    @property
    def is_owner(self) -> bool:
        return self.role is Role.OWNER

    @property
    def may_change(self) -> bool:
        """Whether buttons that change something are of use to them."""
        return self.role is not Role.ACCOUNTANT


@dataclass(frozen=True)
class SignedIn:
    """The session of a request: its row, and a word of confirmation that waits in it."""

    session_id: int
    flash: str


@dataclass(frozen=True)
class SessionView:
    """A signed-in browser, as its list shows it."""

    id: int
    user_id: int
    name: str
    email: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str

    @property
    def browser(self) -> str:
        """Browser and system, as far as its own words tell: "Firefox, Android"."""
        return ", ".join(
            next((name for mark, name in marks if mark in self.agent), "?")
            for marks in (_BROWSERS, _SYSTEMS)
        )


@dataclass(frozen=True)
class UserView:
    """Someone who may sign in, or could once."""

    id: int
    email: str
    name: str
    role: Role
    is_active: bool


@dataclass(frozen=True)
class TimelineItem:
    """One line of a timeline; `act` is like "invoice.issued", `detail` holds the facts of it."""

    at: datetime
    by: str
    act: str
    subject_kind: str
    subject_id: int
    detail: Mapping[str, object]


def email_key(text: str) -> str:
    """The address as accounts are known by: without outer spaces, in lower case."""
    return text.strip().casefold()


def check_password(password: str, email: str, field: str = "password") -> None:
    """Refused: shorter than 12 characters, longer than 256, or the address itself."""
    if len(password) < PASSWORD_LEAST:
        raise refuse(
            "auth.password_short",
            "A password has at least %(least)s characters: three or four words will do.",
            field,
            least=PASSWORD_LEAST,
        )
    if len(password) > PASSWORD_MOST:
        raise refuse("form.too_long", "Too long: at most %(max)s characters.", field, max=256)
    if password.casefold() in (email_key(email), email_key(email).split("@")[0]):
        raise refuse("auth.password_email", "The password may not be the e-mail address.", field)
    if len(set(password)) < 4:
        raise refuse("auth.password_plain", "This password is too easy to guess.", field)


def try_again_at(
    of_email: Sequence[datetime], of_address: Sequence[datetime], at: datetime
) -> datetime | None:
    """When a sign-in may be tried again, or None when it may be now.

    Both are moments of failures; 5 within 15 minutes for an e-mail, or 20 for an address, close
    the door until the oldest of them is 15 minutes old.
    """
    ends = []
    for moments, limit in ((of_email, FAILURES_PER_EMAIL), (of_address, FAILURES_PER_ADDRESS)):
        recent = sorted((m for m in moments if m > at - FAILURE_WINDOW), reverse=True)
        if len(recent) >= limit:
            ends.append(recent[limit - 1] + FAILURE_WINDOW)
    return max(ends, default=None)


def throttled(until: datetime) -> Refused:
    """The refusal that says when to try again."""
    return refuse(
        "auth.throttled",
        "Too many attempts. Try again after %(time)s.",
        time=f"{until + timedelta(minutes=1):%H:%M}",
    )


def local_path(text: str) -> str:
    """Where to go after signing in: a path of this application, else "/" (no open redirect)."""
    plain = (
        text.startswith("/")
        and not text.startswith(("//", "/\\"))
        and len(text) <= 1000
        and text.isprintable()
        and "\\" not in text
        and not text.startswith(("/sign-in", "/sign-out", "/setup"))
    )
    return text if plain else "/"
