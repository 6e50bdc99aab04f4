"""Plans of payments with what came of them, from the payments as they are known now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.disputes.rules import Part, PartFacts, PlanFacts, PlanStanding, plan_standing
from app.disputes.tables import PaymentPlan, PaymentPlanPart

# Of an invoice `i`: whether a plan runs, as the payments were last followed.
PLANNED = "EXISTS (SELECT 1 FROM payment_plan u WHERE u.invoice = i.id AND u.noted = 'running')"
_PLANS = """
SELECT p.id AS id, p.answer AS answer, p.client AS client, p.invoice AS invoice,
  i.number AS number, p.noted AS noted, p.open AS open, p.patience AS patience,
  p.reason AS reason, p.granted_on AS granted_on, p.decided_by AS decided_by, p.key AS key,
  (SELECT COALESCE(SUM(b.open), 0) FROM balance b WHERE b.invoice_id = p.invoice) AS open_now
FROM payment_plan p JOIN invoice i ON i.id = p.invoice """
# What was put on the invoice of a plan since it was granted, and not taken off again.
_SINCE = """
SELECT p.id AS plan, x.amount AS amount, x.paid_on AS paid_on, x.source_kind AS source_kind
FROM payment_plan p JOIN instalment s ON s.invoice = p.invoice
JOIN allocation x ON x.instalment = s.id AND x.id > p.after_allocation AND x.reverses IS NULL
WHERE p.granted_on IS NOT NULL AND p.id IN (%s)
  AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = x.id)"""
_MONEY = ("receipt", "opening")


@dataclass(frozen=True)
class PlanView:
    """A plan as it stands: the parts that the client asked for, those that were granted (either
    may be none), and what the business said of it."""

    id: int
    answer_id: int
    client_id: int
    invoice_id: int
    number: str
    asked: tuple[Part, ...]
    facts: PlanFacts
    standing: PlanStanding
    patience: int
    reason: str
    granted_on: date | None
    decided_by: str

    @property
    def seen(self) -> str:
        """What a form says that it was shown: another plan, or another state, is another."""
        return f"{self.id}:{self.facts.noted}"

    @property
    def next(self) -> Part | None:
        """What is to be paid next by it, while it runs."""
        to_come = self.facts.to_come() if self.standing is PlanStanding.RUNNING else []
        return to_come[0] if to_come else None

    @property
    def rows(self) -> list[tuple[PartFacts, int]]:
        """Each part that was granted, with the cents of it that are still to be paid."""
        left = {part.due_on: part.amount for part in self.facts.to_come()}
        return [(part, left.get(part.due_on, 0)) for part in self.facts.parts]


async def plans_of(answer_ids: Sequence[int], on: date) -> dict[int, PlanView]:
    """The plans of these answers, by answer."""
    found = await _views(f"WHERE p.answer IN ({_ids(answer_ids)})", on) if answer_ids else []
    return {each.answer_id: each for each in found}


async def plans_about(invoice_id: int, on: date) -> list[PlanView]:
    """Every plan of an invoice, the newest first."""
    return await _views("WHERE p.invoice = {} ORDER BY p.id DESC", on, invoice_id)


async def plan_running(invoice_id: int, on: date) -> PlanView | None:
    """The plan by which an invoice is paid on a day."""
    found = await plans_about(invoice_id, on)
    return next((each for each in found if each.standing is PlanStanding.RUNNING), None)


async def planned(client_id: int) -> dict[int, int]:
    """The invoices of a client that are paid by a plan, each with its answer; as the payments were
    last followed."""
    rows = await PaymentPlan.select(PaymentPlan.invoice, PaymentPlan.answer).where(
        PaymentPlan.client == client_id, PaymentPlan.noted == PlanStanding.RUNNING.value
    )
    return {row["invoice"]: row["answer"] for row in rows}


async def unsettled_plans(on: date) -> list[PlanView]:
    """Plans that nobody has ended or declined, as they stand on a day."""
    return await _views("WHERE p.noted NOT IN ('withdrawn', 'declined') ORDER BY p.id", on)


async def plans_by_day(days: Sequence[date]) -> dict[date, dict[int, date]]:
    """The invoices that are paid by a plan on each of several days, with the day of what is to be
    paid next by it; a part that does not come ends the silence after its days of patience."""
    where = "WHERE p.granted_on IS NOT NULL AND p.noted <> 'withdrawn' AND EXISTS (SELECT 1"
    where += " FROM payment_plan_part t WHERE t.plan = p.id AND t.holds_until >= {}) ORDER BY p.id"
    views = await _views(where, min(days), min(days))
    found: dict[date, dict[int, date]] = {day: {} for day in days}
    for day, planned in found.items():
        for each in views:
            if each.granted_on is None or each.granted_on > day:
                continue
            missing = each.facts.missing
            if missing and plan_standing(each.facts, day) is PlanStanding.RUNNING:
                planned[each.invoice_id] = missing.due_on
    return found


async def running_plans(on: date) -> list[PlanView]:
    """The plans by which invoices are paid on a day."""
    return [each for each in await unsettled_plans(on) if each.standing is PlanStanding.RUNNING]


async def _views(where: str, on: date, *values: object) -> list[PlanView]:
    rows = await PaymentPlan.raw(_PLANS + where, *values)
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    parts: dict[int, list[dict[str, Any]]] = {}
    for part in (
        await PaymentPlanPart.select()
        .where(PaymentPlanPart.plan.is_in(ids))
        .order_by(PaymentPlanPart.plan, PaymentPlanPart.position)
    ):
        parts.setdefault(part["plan"], []).append(part)
    since: dict[int, list[dict[str, Any]]] = {}
    for put in await PaymentPlan.raw(_SINCE % _ids(ids)):
        since.setdefault(put["plan"], []).append(put)
    return [_view(row, parts.get(row["id"], []), since.get(row["id"], []), on) for row in rows]


def _view(
    row: dict[str, Any], parts: list[dict[str, Any]], since: list[dict[str, Any]], on: date
) -> PlanView:
    money = [(put["paid_on"], int(put["amount"])) for put in since if put["source_kind"] in _MONEY]
    granted = tuple(
        PartFacts(
            int(part["amount"]),
            part["due_on"],
            part["holds_until"],
            sum(cents for paid_on, cents in money if paid_on <= part["holds_until"]),
        )
        for part in parts
        if part["is_granted"]
    )
    facts = PlanFacts(
        parts=granted,
        noted=row["noted"],
        granted_on=row["granted_on"],
        open_then=int(row["open"] or 0),
        paid=sum(cents for _, cents in money),
        relieved=sum(int(put["amount"]) for put in since if put["source_kind"] not in _MONEY),
        open_now=int(row["open_now"]),
    )
    same = ("id", "number", "patience", "reason", "granted_on", "decided_by")
    return PlanView(
        **{name: row[name] for name in same},
        answer_id=row["answer"],
        client_id=row["client"],
        invoice_id=row["invoice"],
        asked=tuple(
            Part(int(part["amount"]), part["due_on"]) for part in parts if not part["is_granted"]
        ),
        facts=facts,
        standing=plan_standing(facts, on),
    )


def _ids(ids: Sequence[int]) -> str:
    return ", ".join(str(int(each)) for each in ids)
