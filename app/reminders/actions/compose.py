"""The words of a reminder, in the client's language."""

from datetime import date, datetime, timedelta

from app.adapters.database import Tx
from app.config import config
from app.core import formats
from app.core.errors import N_
from app.core.sentences import spoken
from app.law.rules import Law
from app.links import actions as links
from app.reminders import rules
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import OpenItem, Proposal
from app.settings.rules import Business

NOTICE_DAYS = 8


async def compose(
    tx: Tx,
    proposal: Proposal,
    to: Addressed,
    step: PlanStepView,
    business: Business,
    law: Law,
    *,
    on: date,
    at: datetime,
) -> tuple[str, str]:
    """The subject and body of a proposal; each invoice is named with its link."""
    language = to.language
    lines = [await _line(tx, item, on, at, language) for item in proposal.items]
    facts = {
        "client": to.situation.name,
        "invoices": "\n".join(lines),
        "total": formats.money(proposal.amount, language),
        "indemnity": _indemnity(proposal, to, step, law, on),
        "business": business.name,
        "deadline": formats.day(on + timedelta(days=NOTICE_DAYS), language),
    }
    subject = rules.fill(step.subject(language), facts)[:250]
    return subject, rules.fill(step.body(language), facts)


async def _line(tx: Tx, item: OpenItem, on: date, at: datetime, language: str) -> str:
    facts = {
        "number": item.number,
        "issued": item.issued_on,
        "due": item.due_on,
        "amount": formats.money(item.open, language),
    }
    line = "– " + spoken(
        N_("%(number)s of %(issued)s, due on %(due)s: %(amount)s"), facts, language
    )
    base = config().base_url
    if base is None:
        return line
    token = await links.ensure(tx, subject_kind="invoice", subject_id=item.invoice_id, at=at)
    return f"{line}\n  {base}/p/{token}"


def _indemnity(proposal: Proposal, to: Addressed, step: PlanStepView, law: Law, on: date) -> str:
    """The 40 € of C. com. D441-5, once per late invoice, asked of companies only."""
    if not step.claims_indemnity or to.situation.kind != "company":
        return ""
    late = {item.invoice_id for item in proposal.items if item.age(on) > 0}
    each = law.number("indemnity.amount")
    facts = {
        "total": formats.money(each * len(late), to.language),
        "each": formats.money(each, to.language),
    }
    return spoken(
        N_(
            "The fixed compensation for recovery costs is due as well: %(total)s "
            "(%(each)s per late invoice, article D441-5 of the French commercial code)."
        ),
        facts,
        to.language,
    )
