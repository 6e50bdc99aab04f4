"""What the page of an invoice tells of what its client said there, and what may still be said."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.i18n import gettext
from app.disputes import queries, rules
from app.disputes.queries import PlanView
from app.disputes.rules import Kind, Origin, Outcome, PlanStanding, Standing
from app.invoices.queries import InvoiceView
from app.settings.rules import Business


async def said_context(
    view: InvoiceView, shop: Business, on: date, plans: Sequence[PlanView], is_debited: bool
) -> dict[str, Any]:
    """`said` is what was said by this page, `running` the promise that holds, by whomever it was
    noted, `may_promise`, `may_dispute` and `may_plan` what may still be said here; `plan` the last
    plan of payments that was granted, unless it was kept."""
    about = await queries.answers_about(view.id, on)
    running = [
        each.promise for each in about if each.promise and each.promise.standing is Standing.RUNNING
    ]
    by_page = [each for each in about if each.origin is Origin.PAGE]
    promised = sum(each.kind is Kind.PROMISE for each in by_page)
    granted = next((each for each in plans if each.granted_on is not None), None)
    plan = granted if granted and granted.standing is not PlanStanding.KEPT else None
    runs = plan is not None and plan.standing is PlanStanding.RUNNING
    return {
        "plan": plan,
        "plan_standings": rules.PLAN_LABELS,
        "may_plan": bool(plan_counts(view, shop, plans, is_debited)),
        "said": by_page,
        "said_kinds": rules.KIND_LABELS,
        "running": running[0].facts if running else None,
        "may_promise": not running and not runs and promised < rules.MOST,
        "reasons": [(each.value, gettext(label)) for each, label in rules.REASON_LABELS.items()],
        "may_dispute": not any(
            each.dispute and each.dispute.outcome is Outcome.OPEN for each in about
        ),
        "outcomes": rules.OUTCOME_LABELS,
        "promise_until": rules.latest(view.next_due, on),
        "key": secrets.token_urlsafe(18),
    }


def plan_counts(
    view: InvoiceView, shop: Business, plans: Sequence[PlanView], is_debited: bool
) -> range:
    """In how many payments the client may ask to pay; none where that is not allowed, while a plan
    is asked for or runs, and where a debit is on its way."""
    held = (PlanStanding.ASKED, PlanStanding.RUNNING)
    if view.open <= 0 or is_debited or any(each.standing in held for each in plans):
        return range(0)
    return rules.counts(view.open, shop.plan_most, shop.plan_least)


def due_by_plan(view: InvoiceView, plans: Sequence[PlanView]) -> int | None:
    """The cents that are to be paid next by the plan that runs; None without one."""
    for each in plans:
        if each.next and view.open > 0:
            return min(each.next.amount, view.open)
    return None
