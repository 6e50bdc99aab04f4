"""What the page of an invoice tells of what its client said there, and what may still be said."""

import secrets
from datetime import date
from typing import Any

from app.core.i18n import gettext
from app.disputes import queries, rules
from app.disputes.rules import Kind, Origin, Outcome, Standing
from app.invoices.queries import InvoiceView


async def said_context(view: InvoiceView, on: date) -> dict[str, Any]:
    """`said` is what was said by this page, `running` the promise that holds, by whomever it was
    noted, `may_promise` and `may_dispute` what may still be said here."""
    about = await queries.answers_about(view.id, on)
    running = [
        each.promise for each in about if each.promise and each.promise.standing is Standing.RUNNING
    ]
    by_page = [each for each in about if each.origin is Origin.PAGE]
    promised = sum(each.kind is Kind.PROMISE for each in by_page)
    return {
        "said": by_page,
        "said_kinds": rules.KIND_LABELS,
        "running": running[0].facts if running else None,
        "may_promise": not running and promised < rules.MOST,
        "reasons": [(each.value, gettext(label)) for each, label in rules.REASON_LABELS.items()],
        "may_dispute": not any(
            each.dispute and each.dispute.outcome is Outcome.OPEN for each in about
        ),
        "outcomes": rules.OUTCOME_LABELS,
        "promise_until": rules.latest(view.next_due, on),
        "key": secrets.token_urlsafe(18),
    }
