"""Somebody's word that the client wrote an e-mail of which that is not proven."""

from app.adapters.database import transaction
from app.core.errors import refuse
from app.disputes.actions.handling import Deed, held_answer, write_step
from app.disputes.queries import maybe_answer
from app.disputes.rules import Kind, StepKind


async def vouch(answer_id: int, deed: Deed) -> bool:
    """Give one's word that the client wrote it (`deed.kind` THEIRS): it holds reminders as a proven
    e-mail does, until it is dealt with; or take that word back (DOUBT). `deed.text` is how it is
    known, as typed. The same form again, or a word that stands as it is asked, changes nothing:
    False then. Refused: what is no e-mail or needs no word; what another did meanwhile.
    """
    view = await maybe_answer(answer_id, deed.at.date())
    if view is None:
        raise refuse("disputes.no_answer", "There is no such answer.")
    if view.kind is not Kind.MAIL or view.is_proven:
        raise refuse("disputes.no_word", "Nobody need confirm who said this.")
    async with transaction() as tx:
        if not await held_answer(tx, view, deed):
            return False
        if (view.word is not None) is (deed.kind is StepKind.THEIRS):
            return False
        await write_step(tx, view, deed, None)
    return True
