"""The words of messages on screen: states, and what to do about each."""

from datetime import datetime

from app.core.errors import N_
from app.core.i18n import gettext
from app.core.sentences import spoken
from app.messages.queries import MessageView
from app.messages.rules import State

STATES = {
    State.WAITING: N_("Waiting to go"),
    State.SENDING: N_("On its way"),
    State.SENT: N_("Sent"),
    State.FAILED: N_("Failed"),
    State.UNCERTAIN: N_("May have gone"),
    State.CANCELLED: N_("Held back"),
}
TONES = {State.SENT: "good", State.FAILED: "late", State.UNCERTAIN: "ask"}

_REFUSED = N_("The mail server refused it. Correct the address, then send it again.")
_GIVEN_UP = N_("Six tries were not enough. Send it again, or reach the client another way.")
_UNCERTAIN = N_(
    "The line broke while it was being handed over: it may have arrived. Ask the client or look "
    "into your sent mail, then say what is to happen."
)
_NO_DOCUMENT = N_("It leaves when its document is ready.")
_NO_SERVER = N_("It waits for a mail server to be set up.")
_LATER = N_("It leaves from %(when)s.")
_AGAIN = N_("It is tried again from %(when)s.")
_SOON = N_("It leaves within a minute.")


def remedy(view: MessageView, is_configured: bool, at: datetime) -> str:
    """What happens next, or what to do, in a sentence of the current language; "" when done."""
    if view.state is State.UNCERTAIN:
        return gettext(_UNCERTAIN)
    if view.state is State.FAILED:
        # An error of ours tells the remedy by itself; a server's begins with its code.
        if view.error[:1] == "5":
            return gettext(_REFUSED)
        return gettext(_GIVEN_UP) if view.error[:1] == "4" else ""
    return _next(view, is_configured, at) if view.state is State.WAITING else ""


def _next(view: MessageView, is_configured: bool, at: datetime) -> str:
    if not is_configured:
        return gettext(_NO_SERVER)
    if not view.is_complete:
        return gettext(_NO_DOCUMENT)
    if view.next_try_at > at:
        return spoken(_AGAIN if view.error else _LATER, {"when": view.next_try_at})
    return gettext(_SOON)


def said(view: MessageView) -> str:
    """Why it has not gone: a sentence of ours translated, or the server's own words."""
    return gettext(view.error) if view.error else ""
