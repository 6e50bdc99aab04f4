"""What the provider is asked of card payments whose calls have not come: each comes to an end."""

import logging
from datetime import datetime, timedelta

from app.adapters.card_payments import CardError, CardPayments
from app.payments.actions.card_backs import take_back
from app.payments.actions.card_settling import give_up, run_out
from app.payments.actions.cards import looked
from app.payments.queries.cards import (
    checkout_by_key,
    checkout_by_payment,
    forgotten,
    never_begun,
    paid_since,
    unsettled,
)
from app.payments.rules.cards import CardState, Checkout

# A payment is looked at when its call should have come; money may be contested for months.
_PATIENCE = timedelta(minutes=5)
_WEEK = timedelta(days=7)
_CONTESTABLE = timedelta(days=180)
log = logging.getLogger("echeance.cards")


async def sweep(provider: CardPayments, *, at: datetime, limit: int = 50) -> int:
    """Ask what became of payments begun some minutes ago whose call has not come; gives back how
    many are settled now. One whose page has run out unpaid ends, once the provider has said so or
    has closed it; one whose page was never had, without asking. One of which the provider says
    nothing for a week is given up, once it has been asked a last time. Were any of them told as
    paid later, it would be received all the same."""
    settled = 0
    for key in await never_begun(provider.name, at - _PATIENCE, limit):
        there = await checkout_by_key(key)
        settled += there is not None and await run_out(there, at)
    for key in await unsettled(provider.name, at - _WEEK, at - _PATIENCE, limit):
        settled += await _is_over(provider, key, at)
    for key in await unsettled(provider.name, None, at - _WEEK, limit):
        if not await _is_over(provider, key, at):
            there = await checkout_by_key(key)
            assert there is not None
            await give_up(there, at)
        settled += 1
    return settled


async def forget(provider: str, *, at: datetime, limit: int = 50) -> int:
    """End what was begun a week ago with a provider that the business has left (`provider`: the one
    it has now, "" for none): nobody can be asked any more. Gives back how many."""
    keys = await forgotten(provider, at - _WEEK, limit)
    for key in keys:
        there = await checkout_by_key(key)
        assert there is not None
        await give_up(there, at)
    return len(keys)


async def _is_over(provider: CardPayments, key: str, at: datetime) -> bool:
    """Whether a payment has come to an end, asked of its provider; False when it is away."""
    there = await checkout_by_key(key)
    assert there is not None
    try:
        there = await looked(provider, there, at)
    except CardError as fault:
        log.warning("a payment by card could not be looked at: %s", fault)
        return False
    if there.state is not CardState.OPEN:
        return True
    return at >= there.until + _PATIENCE and await _closed(provider, there, at)


async def _closed(provider: CardPayments, there: Checkout, at: datetime) -> bool:
    """Its time is over and nothing was paid: nobody shall pay on its page any more. Not closed: it
    was paid in this very moment, or the provider is away, and is asked again."""
    if there.session is None or not await provider.close(there.session):
        return False
    return await run_out(there, at)


async def sweep_back(provider: CardPayments, *, at: datetime) -> int:
    """Ask for all the money that went back of late, whose calls may not have come; gives back how
    many of them are new. Nothing is asked where nothing was paid by card."""
    since = at - _CONTESTABLE
    if not await paid_since(provider.name, since):
        return 0
    try:
        found = await provider.taken_back(since, at)
    except CardError as fault:
        log.warning("money that went back could not be asked for: %s", fault)
        return 0
    done = 0
    for told in found:
        there = await checkout_by_payment(told.payment)
        done += there is not None and await take_back(told, there, at=at)
    return done
