"""By which channel a client can be reached: the step's own, else the next one, and why."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.core.errors import N_, Finding, Refused, finding
from app.messages.rules import addresses
from app.reminders.rules.facts import Channel, Person, Recipient, Situation

# What comes next where a channel does not reach the client, in this order.
_NEXT: Mapping[Channel, tuple[Channel, ...]] = {
    Channel.EMAIL: (Channel.LETTER, Channel.CALL),
    Channel.LETTER: (Channel.EMAIL, Channel.CALL),
    Channel.CALL: (Channel.EMAIL, Channel.LETTER),
    Channel.TEXT: (Channel.EMAIL, Channel.LETTER),
}
# A formal notice leaves a proof: it is never a call nor a short text.
_SPOKEN = (Channel.CALL, Channel.TEXT)


def reach(
    channel: Channel, situation: Situation, is_formal: bool = False
) -> tuple[Channel | None, Finding | None]:
    """The channel that reaches a client, and why it is not the step's; None when none does, with
    what the step's own lacks. What is formal falls to no call; where only one would do, it says so.
    """
    lack = obstacle(channel, situation)
    if lack is None:
        return channel, None
    for other in _NEXT[channel]:
        if obstacle(other, situation) is None and not (is_formal and other in _SPOKEN):
            return other, lack
    if is_formal and not situation.email and obstacle(Channel.CALL, situation) is None:
        return None, finding(
            "reminders.not_by_phone",
            "A formal notice is not given by phone: an e-mail or a complete postal address is"
            " needed.",
        )
    return None, lack


def towards(recipient: Recipient, situation: Situation) -> Situation:
    """The client as reached through whom a step chose: that person's address and number where they
    have one that works, else the usual ones."""
    own = situation.people.get(recipient)
    if own is None:
        return situation
    to = replace(situation, phone=own.phone or situation.phone)
    return replace(to, email=own.email, is_refused=False) if _works(own) else to


def own_address(
    channel: Channel, recipient: Recipient, situation: Situation
) -> tuple[str, Finding | None]:
    """Where a step goes by this channel when it chose whom, and why it goes to the usual one all
    the same ("" then). A letter goes to the client's postal address, whoever was chosen."""
    if recipient is Recipient.USUAL or channel is Channel.LETTER:
        return "", None
    own = situation.people.get(recipient, Person())
    if channel is not Channel.EMAIL:
        return (own.phone, None) if own.phone else ("", finding(*_UNKNOWN[recipient]))
    if _works(own):
        return own.email, None
    if not own.email:
        return "", finding(*_UNKNOWN[recipient])
    return "", finding(
        "reminders.own_refused",
        "%(address)s cannot be written to: it goes to the usual address.",
        address=own.email,
    )


_UNKNOWN: Mapping[Recipient, tuple[str, str]] = {
    Recipient.CLIENT: (
        "reminders.own_client",
        N_("The card has no address of the client itself: it goes to the usual contact."),
    ),
    Recipient.BILLING: (
        "reminders.own_billing",
        N_("No contact for billing can be reached: it goes to the usual one."),
    ),
    Recipient.SITE: (
        "reminders.own_site",
        N_("No contact on site can be reached: it goes to the usual one."),
    ),
    Recipient.MANAGER: (
        "reminders.own_manager",
        N_("No contact of the management can be reached: it goes to the usual one."),
    ),
}


def _works(own: Person) -> bool:
    return (
        bool(own.email)
        and _email(Situation(0, "", "", own.email, (), is_refused=own.is_refused)) is None
    )


def obstacle(channel: Channel, situation: Situation) -> Finding | None:
    """Why a channel does not reach a client; None when it does."""
    return _OBSTACLES[channel](situation)


def _email(situation: Situation) -> Finding | None:
    if not situation.email:
        return finding("reminders.no_email", "No e-mail address is known for this client.")
    try:
        addresses(situation.email)
    except Refused as refused:
        return refused.findings[0]
    if situation.is_refused:
        return finding(
            "reminders.refused_address",
            "%(address)s refused the last message.",
            address=situation.email,
        )
    return None


def _post(situation: Situation) -> Finding | None:
    if situation.has_post:
        return None
    return finding("reminders.no_post", "The postal address of this client is not complete.")


def _phone(situation: Situation) -> Finding | None:
    if situation.phone:
        return None
    return finding("reminders.no_phone", "No phone number is known for this client.")


_OBSTACLES: Mapping[Channel, Callable[[Situation], Finding | None]] = {
    Channel.EMAIL: _email,
    Channel.LETTER: _post,
    Channel.CALL: _phone,
    Channel.TEXT: _phone,
}
