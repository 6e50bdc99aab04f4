"""Under which mandate a client may be debited now."""

from datetime import date

from app.debits.tables import Debit
from app.mandates.queries import MandateView, maybe_mandate, of_client
from app.mandates.rules import Ending, Recurrence, Standing


async def usable(client_id: int, on: date) -> MandateView | None:
    """The newest mandate in force on a day. One for one debit only is taken by the debit that has
    it, unless that one was given up or came back."""
    for each in await of_client(client_id):
        if each.standing(on) is Standing.ACTIVE and not await is_taken(each):
            return each
    return None


async def is_taken(mandate: MandateView) -> bool:
    """Whether a mandate is for one debit only and has it."""
    if mandate.recurrence is not Recurrence.ONCE:
        return False
    live = Debit.state.is_in(["announced", "handed", "collected"])
    return bool(await Debit.exists().where(Debit.mandate == mandate.id, live))


async def served(mandate_id: int) -> MandateView | None:
    """The mandate of a debit that came back, when it has ended with that debit (one-off or final):
    it has not served, and the same debit may be presented under it once more, as what it was. None:
    it ended for another reason, or did not end."""
    found = await maybe_mandate(mandate_id)
    return found if found is not None and found.ending is Ending.USED else None
