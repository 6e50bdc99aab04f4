"""Debits announced to clients, each once; given up when they have no reason any more."""

from collections.abc import Mapping
from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.queries import address_for
from app.clock import ZONE
from app.core.i18n import gettext
from app.debits import queries, rules
from app.debits.actions.collecting import wait_again
from app.debits.queries import Candidate, ToHand
from app.debits.tables import Debit
from app.mandates.queries import MandateView, creditor
from app.mandates.rules import collection, earliest
from app.messages.actions import cancel, enqueue
from app.messages.tables import Message
from app.settings.queries import business

SYSTEM = "system"


async def announce(at: datetime, limit: int = 200) -> int:
    """Give up what has no reason any more, then tell the clients whose documents are to be debited;
    gives back how many were told. Killed or run twice, each is told once."""
    here = at.astimezone(ZONE)
    await wait_again()
    await _give_up(here)
    told = 0
    for candidate in (await queries.candidates())[:limit]:
        async with transaction() as tx:
            told += await tell(tx, candidate, here, SYSTEM) is not None
    return told


async def _give_up(at: datetime) -> None:
    for each in await queries.announced(at.date()):
        reason = rules.must_drop(each.facts)
        if reason:
            async with transaction() as tx:
                await drop(tx, each, reason, at, SYSTEM)


async def tell(
    tx: Tx, each: Candidate, at: datetime, by: str, served: MandateView | None = None
) -> int | None:
    """Step: announce one debit; gives back its id, None when it is on its way already, or when
    there is no mandate or no address. `served` is the mandate under which it came back, when that
    one ended with it: it serves where no other is in force."""
    on = at.date()
    mandate = await queries.usable(each.client_id, on) or served
    to = await address_for(each.client_id)
    if mandate is None or not to:
        return None
    terms = await creditor()
    first = earliest(at, terms.lead_days, terms.cutoff)
    day = collection(each.due_on, on, mandate.notice_days, first)
    attempt = await queries.next_attempt(each.instalment)
    row = Debit(
        instalment=each.instalment,
        attempt=attempt,
        invoice_id=each.invoice_id,
        client=each.client_id,
        mandate=mandate.id,
        amount=each.open,
        due_on=each.due_on,
        collect_on=day.on,
        notice_days=mandate.notice_days,
        end_to_end_id=rules.end_to_end_id(each.number, each.instalment, attempt),
        created_at=at,
        created_by=by,
    )
    made = await Debit.insert(row).on_conflict(action="DO NOTHING").returning(Debit.id)
    if not made:
        return None
    debit_id = int(made[0]["id"])
    await _write(tx, debit_id, row, each, mandate, to, at, by)
    facts = {"amount": each.open, "collect_on": day.on.isoformat()}
    await _note(tx, "debit.announced", each.invoice_id, each.client_id, facts, at, by)
    return debit_id


async def drop(tx: Tx, each: ToHand, reason: str, at: datetime, by: str) -> bool:
    """Step: give an announced debit up; its message does not leave any more, if it has not yet."""
    dropped = (
        await Debit.update({Debit.state: "dropped", Debit.reason: reason})
        .where(Debit.id == each.id, Debit.state == "announced")
        .returning(Debit.id)
    )
    if not dropped:
        return False
    key = f"debit:{each.id}:notice"
    waiting = await Message.select(Message.id).where(Message.subject_key == key).first()
    if waiting:
        await cancel(tx, waiting["id"], at=at, by=by)
    facts = {"amount": each.facts.amount}
    await _note(tx, "debit.dropped", each.invoice_id, each.client_id, facts, at, by)
    return True


async def _write(
    tx: Tx,
    debit_id: int,
    row: Debit,
    each: Candidate,
    mandate: MandateView,
    to: str,
    at: datetime,
    by: str,
) -> None:
    shop, terms = await business(), await creditor()
    context = {"debit": row, "number": each.number, "mandate": mandate, "ics": terms.ics}
    context |= {"shop": shop}
    subject = gettext("Direct debit announced: %(number)s – %(shop)s", each.language)
    await enqueue(
        tx,
        subject_key=f"debit:{debit_id}:notice",
        cause_kind="debit",
        cause_id=debit_id,
        to=to,
        subject=subject % {"number": each.number, "shop": shop.name},
        text=templating.render("messages/debit.txt", each.language, **context),
        html=templating.render("messages/debit.html", each.language, **context),
        client_id=each.client_id,
        at=at,
        by=by,
    )


async def _note(
    tx: Tx,
    act: str,
    invoice_id: int,
    client_id: int,
    facts: Mapping[str, object],
    at: datetime,
    by: str,
) -> None:
    await record(
        tx,
        act=act,
        subject_kind="invoice",
        subject_id=invoice_id,
        client_id=client_id,
        at=at,
        by=by,
        detail=facts,
    )
