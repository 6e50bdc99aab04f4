"""Clients told, in time, that their contract renews itself (C. conso. L215-1): each term once."""

from datetime import date, datetime, timedelta

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.clients.queries import address_for
from app.contracts.actions.laying import held
from app.contracts.actions.writing import note
from app.contracts.queries.renewals import RenewalView, renewal_of, renewals
from app.contracts.rules import CLOSES_MONTHS, OPENS_MONTHS, Duty
from app.contracts.tables import ContractNotice
from app.core.calendar import add_months
from app.core.errors import N_, Refused, refuse
from app.core.i18n import gettext
from app.law.queries import law_on
from app.law.rules import RENEWAL
from app.messages.actions import enqueue
from app.settings.queries import maybe_business

DAY = timedelta(days=1)


async def inform_renewals(*, on: date, at: datetime, by: str) -> int:
    """Owe the letter of every contract whose client is to be told by `on`; how many were owed.

    A client without an e-mail address is left to a person, who posts the letter. Again, or twice
    at once, owes nothing.
    """
    owed = 0
    for each in await renewals(on):
        if each.duty is Duty.TELL and await address_for(each.client_id):
            try:
                async with transaction() as tx:
                    owed += await _inform(tx, each.contract_id, on, at, by)
            except Refused:
                # An address that is none: the first page still asks for it to be told.
                continue
    return owed


def following(term_end: date) -> date:
    """The day on which the next term begins."""
    return term_end + DAY


async def note_told(
    contract_id: int, deadline: date, told_on: date, *, on: date, at: datetime, by: str
) -> None:
    """Write down that the client was told by other means, by post say. Noted twice, it is once.

    Refused: a day to come; one outside the three months to one month before the last day.
    """
    async with transaction() as tx:
        await held(tx, contract_id)
        view = await renewal_of(contract_id, min(on, deadline))
        if view is None:
            raise refuse("contracts.not_renewed", "This contract does not renew itself.")
        first = add_months(deadline, -OPENS_MONTHS)
        last = min(add_months(deadline, -CLOSES_MONTHS), on)
        if not first <= told_on <= last:
            raise refuse(
                "contracts.told_on",
                "The client had to be told between %(first)s and %(last)s.",
                "told_on",
                first=first,
                last=last,
            )
        term_end = add_months(deadline + DAY, view.renewal.notice_months) - DAY
        await _note(tx, view, term_end, deadline, told_on, None, at, by)


async def _inform(tx: Tx, contract_id: int, on: date, at: datetime, by: str) -> int:
    await held(tx, contract_id)
    view = await renewal_of(contract_id, on)
    if view is None or view.duty is not Duty.TELL:
        return 0
    shop = await maybe_business()
    if shop is None:
        return 0
    law = (await law_on(on)).values.get(RENEWAL)
    context = {
        "contract": view,
        "next": view.notice.term_end + DAY,
        "law": law.shown(view.language) if law and law.is_verified else "",
        "shop": shop,
    }
    subject = gettext(N_("You may refuse the renewal of your contract"), view.language)
    message_id = await enqueue(
        tx,
        subject_key=f"renewal:{contract_id}:{view.notice.term_end}",
        cause_kind="contract",
        cause_id=contract_id,
        client_id=view.client_id,
        to=await address_for(view.client_id),
        subject=f"{subject} – {view.label}",
        text=templating.render("messages/renewal.txt", view.language, **context),
        html=templating.render("messages/renewal.html", view.language, **context),
        at=at,
        by=by,
    )
    notice = view.notice
    await _note(tx, view, notice.term_end, notice.deadline, on, message_id, at, by)
    return 1


async def _note(
    tx: Tx,
    view: RenewalView,
    term_end: date,
    deadline: date,
    told_on: date,
    message_id: int | None,
    at: datetime,
    by: str,
) -> None:
    made = (
        await ContractNotice.insert(
            ContractNotice(
                contract=view.contract_id,
                term_end=term_end,
                deadline=deadline,
                told_on=told_on,
                message_id=message_id,
                created_at=at,
                created_by=by,
            )
        )
        .on_conflict(target=(ContractNotice.contract, ContractNotice.term_end), action="DO NOTHING")
        .returning(ContractNotice.id)
    )
    if made:
        facts = {"told_on": told_on.isoformat(), "deadline": deadline.isoformat()}
        await note(tx, "contract.told", view.contract_id, view.client_id, at, by, facts)
