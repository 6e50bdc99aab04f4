"""A mandate after its signature: another account, known by the client's bank, used, ended."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.links.actions import revoke
from app.mandates import rules
from app.mandates.actions.asking import hold
from app.mandates.queries import MandateView
from app.mandates.rules import Ending, Recurrence, Scheme, Standing
from app.mandates.tables import Mandate, MandateAmendment


async def amend(mandate_id: int, iban: str, *, on: date, at: datetime, by: str) -> None:
    """Another account of the same client under a signed mandate; the next file tells it to the
    bank. Refused: not signed, ended, the same account, an IBAN that is wrong."""
    kept = rules.sepa_iban(iban)
    async with transaction() as tx:
        view = await hold(tx, mandate_id)
        _signed(view, on)
        if not kept or kept == view.iban:
            raise refuse("mandates.same", "This is the account of the mandate already.", "iban")
        await Mandate.update({Mandate.iban: kept}).where(Mandate.id == mandate_id)
        await MandateAmendment.insert(
            MandateAmendment(
                mandate=mandate_id,
                old_iban=view.iban,
                new_iban=kept,
                amended_on=on,
                recorded_at=at,
                recorded_by=by,
            )
        )
        await _note(tx, view, "mandate.amended", at, by)


async def register(mandate_id: int, *, on: date, at: datetime, by: str) -> None:
    """The client's bank knows a B2B mandate from this day. Refused: not B2B, not signed, ended."""
    async with transaction() as tx:
        view = await hold(tx, mandate_id)
        _signed(view, on)
        if view.scheme is not Scheme.B2B:
            raise refuse("mandates.core", "Only a B2B mandate is registered at the client’s bank.")
        await Mandate.update({Mandate.registered_on: on}).where(Mandate.id == mandate_id)
        await _note(tx, view, "mandate.registered", at, by)


async def end(mandate_id: int, reason: Ending, *, on: date, at: datetime, by: str) -> None:
    """End a mandate from a day; its link opens nothing any more. Refused when it has ended."""
    async with transaction() as tx:
        if not await end_in(tx, mandate_id, reason, on=on, at=at, by=by):
            raise refuse("mandates.ended", "This mandate has ended.")


async def end_in(
    tx: Tx, mandate_id: int, reason: Ending, *, on: date, at: datetime, by: str
) -> bool:
    """Step: the same; False when it has ended already."""
    view = await hold(tx, mandate_id)
    if view.ended_on is not None:
        return False
    await Mandate.update({Mandate.ended_on: on, Mandate.ending: reason.value}).where(
        Mandate.id == mandate_id
    )
    await revoke(tx, subject_kind="mandate", subject_id=mandate_id, at=at)
    await _note(tx, view, "mandate.ended", at, by, reason=[rules.ENDINGS[reason]])
    return True


async def mark_last(mandate_id: int, is_last: bool, *, on: date, at: datetime, by: str) -> None:
    """The next debit is the last one under a recurring mandate, or not after all: the bank is told,
    and the mandate ends with it. Refused: not signed, ended, for one debit only."""
    async with transaction() as tx:
        view = await hold(tx, mandate_id)
        _signed(view, on)
        if view.recurrence is Recurrence.ONCE:
            raise refuse("mandates.once", "This mandate is for one debit only: it ends with it.")
        if view.is_last is is_last:
            return
        await Mandate.update({Mandate.is_last: is_last}).where(Mandate.id == mandate_id)
        await _note(tx, view, "mandate.last" if is_last else "mandate.not_last", at, by)


async def note_used(
    tx: Tx, mandate_id: int, *, on: date, at: datetime, by: str, is_last: bool = False
) -> None:
    """Step: a debit under this mandate is handed over, to be collected on a day: it does not lapse
    for 36 months more, its account has been told; one for one debit only, or whose last debit the
    bank was told of, has served."""
    view = await hold(tx, mandate_id)
    last = max(view.last_used_on or on, on)
    await Mandate.update({Mandate.last_used_on: last, Mandate.told_iban: view.iban}).where(
        Mandate.id == mandate_id
    )
    if is_last or view.recurrence is Recurrence.ONCE:
        await end_in(tx, mandate_id, Ending.USED, on=on, at=at, by=by)


def _signed(view: MandateView, on: date) -> None:
    stands = view.standing(on)
    if stands is Standing.UNSIGNED:
        raise refuse("mandates.unsigned", "This mandate is not signed yet.")
    if stands is Standing.ENDED:
        raise refuse("mandates.ended", "This mandate has ended.")
    if stands is Standing.LAPSED:
        raise refuse(
            "mandates.lapsed",
            "This mandate has not served for 36 months and has lapsed: ask for a new one.",
        )


async def _note(
    tx: Tx, view: MandateView, act: str, at: datetime, by: str, **facts: object
) -> None:
    await record(
        tx,
        act=act,
        subject_kind="mandate",
        subject_id=view.id,
        client_id=view.client_id,
        at=at,
        by=by,
        detail={"reference": view.reference, **facts},
    )
