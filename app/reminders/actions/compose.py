"""The words of a reminder as they will leave; in an e-mail each invoice has its link."""

from datetime import date, datetime

from app.adapters.database import Tx
from app.config import config
from app.law.rules import Law
from app.links import actions as links
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Channel, Proposal, words
from app.settings.rules import Business


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
    """The subject and body of a proposal (a step)."""
    return words(
        step.texts(to.language),
        proposal,
        to.situation,
        to.language,
        business.name,
        law,
        on,
        await _links(tx, proposal, at) if proposal.channel is Channel.EMAIL else {},
    )


async def _links(tx: Tx, proposal: Proposal, at: datetime) -> dict[int, str]:
    base = config().base_url
    if base is None:
        return {}
    return {
        item.invoice_id: f"{base}/p/"
        + await links.ensure(tx, subject_kind="invoice", subject_id=item.invoice_id, at=at)
        for item in proposal.items
    }
