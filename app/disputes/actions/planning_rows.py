"""Steps of plans of payments: rows written, what gives way to a plan, the client told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from app.adapters import templating
from app.adapters.database import Tx
from app.auth.actions import record
from app.clients.queries import address_for, client
from app.config import config
from app.core.errors import N_
from app.core.i18n import gettext
from app.disputes import queries, rules
from app.disputes.actions.holding import HeldInvoice
from app.disputes.actions.promising import withdraw
from app.disputes.queries import PlanView
from app.disputes.rules import Part, PlanStanding, Standing
from app.disputes.tables import PaymentPlan, PaymentPlanPart
from app.invoices.queries import maybe_invoice
from app.invoices.rules import Origin
from app.links.actions import ensure
from app.messages.actions import enqueue
from app.settings.queries import business

_SUBJECTS = {
    "granted": N_("Plan of payments for your invoice %(number)s"),
    "declined": N_("Your request about invoice %(number)s"),
    "ended": N_("End of the plan of payments for invoice %(number)s"),
}


@dataclass(frozen=True)
class Verdict:
    """A plan about to be granted, on the invoice as it is held; `asked` is what it answers."""

    there: HeldInvoice
    answer_id: int
    asked: PlanView | None
    parts: tuple[Part, ...]
    patience: int
    reason: str
    key: str


async def write_parts(
    tx: Tx, plan_id: int, parts: Sequence[Part], *, patience: int, is_granted: bool
) -> None:
    """Step: the payments of a plan, in their order."""
    await PaymentPlanPart.insert(
        *(
            PaymentPlanPart(
                plan=plan_id,
                is_granted=is_granted,
                position=place,
                amount=part.amount,
                due_on=part.due_on,
                holds_until=rules.last_in_time(part.due_on, patience),
            )
            for place, part in enumerate(parts, 1)
        )
    )


async def write_granted(tx: Tx, verdict: Verdict, on: date, at: datetime, by: str) -> int:
    """Step: the plan granted, with its payments and, where it was asked for, its act; its id."""
    values: dict[Column | str, Any] = {
        PaymentPlan.noted: PlanStanding.RUNNING.value,
        PaymentPlan.open: verdict.there.open,
        PaymentPlan.after_allocation: verdict.there.last_allocation,
        PaymentPlan.patience: verdict.patience,
        PaymentPlan.reason: verdict.reason,
        PaymentPlan.key: verdict.key,
        PaymentPlan.granted_on: on,
        PaymentPlan.decided_at: at,
        PaymentPlan.decided_by: by,
    }
    if verdict.asked:
        plan_id = verdict.asked.id
        await PaymentPlan.update(values).where(PaymentPlan.id == plan_id)
        await _note(tx, "payplan.granted", verdict, at, by)
    else:
        row = PaymentPlan(
            answer=verdict.answer_id, client=verdict.there.client_id, invoice=verdict.there.id
        )
        for column, value in values.items():
            setattr(row, column._meta.name if isinstance(column, Column) else column, value)
        made = await PaymentPlan.insert(row).returning(PaymentPlan.id)
        plan_id = int(made[0]["id"])
    await write_parts(tx, plan_id, verdict.parts, patience=verdict.patience, is_granted=True)
    return plan_id


async def replace_plan(tx: Tx, plan: PlanView, at: datetime, by: str) -> None:
    """Step: a plan gives way to another of the same invoice."""
    await PaymentPlan.update({PaymentPlan.noted: PlanStanding.WITHDRAWN.value}).where(
        PaymentPlan.id == plan.id
    )
    await record(
        tx,
        act="payplan.replaced",
        subject_kind="answer",
        subject_id=plan.answer_id,
        client_id=plan.client_id,
        at=at,
        by=by,
        detail={"number": plan.number},
    )


async def take_back_promises(tx: Tx, invoice_id: int, on: date, at: datetime, by: str) -> None:
    """Step: a promise about this invoice alone gives way to a plan."""
    for each in await queries.unsettled(on, [invoice_id]):
        if each.standing in (Standing.RUNNING, Standing.BROKEN) and len(each.invoices) == 1:
            await withdraw(tx, each.id, at, by)


async def tell_client(
    tx: Tx, plan_id: int, kind: str, word: str, parts: Sequence[Part], at: datetime, by: str
) -> int | None:
    """Step: owe the client one message of what was decided; None without an e-mail address."""
    row = await PaymentPlan.select().where(PaymentPlan.id == plan_id).first()
    assert row is not None
    to, whom, shop = await address_for(row["client"]), await client(row["client"]), await business()
    if not to:
        return None
    view, base = await maybe_invoice(row["invoice"]), config().base_url
    assert view is not None
    link = None
    # What was taken over has no page of its own.
    if base and view.origin is Origin.OWN:
        token = await ensure(tx, subject_kind="invoice", subject_id=view.id, at=at)
        link = f"{base}/p/{token}"
    context = {
        "kind": kind,
        "number": view.number,
        "open": view.open,
        "parts": parts,
        "word": word,
        "shop": shop,
        "link": link,
    }
    return await enqueue(
        tx,
        subject_key=f"plan:{plan_id}:{kind}",
        cause_kind="answer",
        cause_id=row["answer"],
        to=to,
        subject=gettext(_SUBJECTS[kind], whom.language) % {"number": view.number},
        text=templating.render("messages/plan.txt", whom.language, **context),
        html=templating.render("messages/plan.html", whom.language, **context),
        client_id=row["client"],
        at=at,
        by=by,
    )


async def _note(tx: Tx, act: str, verdict: Verdict, at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="answer",
        subject_id=verdict.answer_id,
        client_id=verdict.there.client_id,
        at=at,
        by=by,
        detail={
            "number": verdict.there.number,
            "amount": verdict.there.open,
            "parts": len(verdict.parts),
            "day": verdict.parts[-1].due_on,
            "text": verdict.reason,
        },
    )
