"""Trials: the client told before the end, once, and the contract stopped before it is billed."""

from datetime import date, datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.clients.queries import address_for
from app.contracts.actions.ending import terminate_in
from app.contracts.actions.laying import held
from app.contracts.actions.letters import forget_letter
from app.contracts.actions.writing import note
from app.contracts.queries.trials import ending_trials, trial
from app.contracts.tables import Contract
from app.core.errors import N_, Refused, refuse
from app.core.i18n import gettext
from app.messages.actions import enqueue
from app.settings.queries import maybe_business


async def inform_trials(*, on: date, at: datetime, by: str) -> int:
    """Owe the letter of every trial that is about to end; how many were owed. Again, or twice at
    once, owes nothing; a trial that is over is told to nobody."""
    owed = 0
    for each in await ending_trials(on):
        if each.trial.tells and each.told_on is None and await address_for(each.client_id):
            try:
                async with transaction() as tx:
                    owed += await _inform(tx, each.contract_id, on, at, by)
            except Refused:
                # An address that is none: the first page still speaks of this trial.
                continue
    return owed


async def _inform(tx: Tx, contract_id: int, on: date, at: datetime, by: str) -> int:
    await held(tx, contract_id)
    view, shop = await trial(contract_id), await maybe_business()
    if view is None or shop is None or view.told_on is not None or not view.is_ending(on):
        return 0
    subject = gettext(N_("Your trial is about to end"), view.language)
    context = {"contract": view, "shop": shop}
    message_id = await enqueue(
        tx,
        subject_key=f"trial:{contract_id}:{view.last}",
        cause_kind="contract",
        cause_id=contract_id,
        client_id=view.client_id,
        to=await address_for(view.client_id),
        subject=f"{subject} – {view.label}",
        text=templating.render("messages/trial.txt", view.language, **context),
        html=templating.render("messages/trial.html", view.language, **context),
        at=at,
        by=by,
    )
    await Contract.update(
        {Contract.trial_told_on: on, Contract.trial_message_id: message_id}
    ).where(Contract.id == contract_id)
    facts = {"last_day": view.last.isoformat()}
    await note(tx, "contract.trial_told", contract_id, view.client_id, at, by, facts)
    return 1


async def stop_trial(contract_id: int, *, on: date, at: datetime, by: str) -> None:
    """End a contract with its trial: nothing that comes after is billed, what was billed of it
    already is credited, and a letter that waits does not go. Twice is once; refused: it is over."""
    async with transaction() as tx:
        await held(tx, contract_id)
        view = await trial(contract_id)
        if view is None:
            return
        if on > view.last:
            raise refuse(
                "contracts.trial_over",
                "The trial ended on %(day)s: end the contract instead.",
                day=view.last,
            )
        await forget_letter(tx, contract_id, at=at, by=by)
        await terminate_in(tx, contract_id, view.last, credit=True, on=on, at=at, by=by)
