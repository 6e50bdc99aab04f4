"""The words of reminders as they will leave; in an e-mail each invoice has its link."""

from collections.abc import Iterable
from datetime import date, datetime

from app.adapters.database import Tx
from app.config import config
from app.law.rules import Law
from app.links import actions as links
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Channel, Proposal, words
from app.settings.rules import Business


def compose(
    proposal: Proposal,
    to: Addressed,
    step: PlanStepView,
    business: Business,
    law: Law,
    addresses: dict[int, str],
    *,
    on: date,
) -> tuple[str, str]:
    """The subject and body of a proposal; `addresses` are those of `page_addresses`."""
    return words(
        step.texts(to.language),
        proposal,
        to.situation,
        to.language,
        business.name,
        law,
        on,
        addresses if proposal.channel is Channel.EMAIL else {},
    )


async def page_addresses(tx: Tx, proposals: Iterable[Proposal], at: datetime) -> dict[int, str]:
    """Step: the address of the page of each invoice that e-mails will name, by invoice; none while
    the product does not know its own address."""
    base = config().base_url
    named = {
        item.invoice_id
        for proposal in proposals
        if proposal.channel is Channel.EMAIL
        for item in proposal.items
    }
    if base is None or not named:
        return {}
    tokens = await links.ensure_many(tx, subject_kind="invoice", subject_ids=named, at=at)
    return {invoice: f"{base}/p/{token}" for invoice, token in tokens.items()}
