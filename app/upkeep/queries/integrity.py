"""Every capability's integrity checks, gathered."""

import asyncio
import logging
from collections.abc import Sequence

from app.accounting.queries import CHECKS as ACCOUNTING
from app.alerts.queries import CHECKS as ALERTS
from app.auth.queries import CHECKS as AUTH
from app.bank.queries import CHECKS as BANK
from app.books.queries import CHECKS as BOOKS
from app.catalogue.queries import CHECKS as CATALOGUE
from app.clock import ZONE
from app.contracts.queries import CHECKS as CONTRACTS
from app.core.located import IntegrityCheck
from app.counter.queries import CHECKS as COUNTER
from app.debits.queries import CHECKS as DEBITS
from app.disputes.queries import CHECKS as DISPUTES
from app.doubtful.queries import CHECKS as DOUBTFUL
from app.einvoicing.queries import CHECKS as EINVOICING
from app.imports.queries import CHECKS as IMPORTS
from app.invoices.queries import CHECKS as INVOICES
from app.lateness.queries import CHECKS as LATENESS
from app.law.queries import CHECKS as LAW
from app.links.queries import CHECKS as LINKS
from app.mailbox.queries import CHECKS as MAILBOX
from app.mandates.queries import CHECKS as MANDATES
from app.messages.queries import CHECKS as MESSAGES
from app.papers.queries import CHECKS as PAPERS
from app.payments.queries import CHECKS as PAYMENTS
from app.quotes.queries import CHECKS as QUOTES
from app.receivables.queries import CHECKS as RECEIVABLES
from app.reminders.queries import CHECKS as REMINDERS
from app.risk.queries import CHECKS as RISK
from app.settings.queries import CHECKS as SETTINGS
from app.tills.queries import CHECKS as TILLS
from app.today.queries import CHECKS as TODAY
from app.upkeep.queries.soundness import CHECKS as SOUNDNESS
from app.upkeep.rules import Check, IntegrityRun, kept
from app.upkeep.tables import IntegrityRun as Row

# Beyond so many links of the chain, a run takes longer than a page should.
_LARGE = 5_000
_AT_ONCE = 2

log = logging.getLogger("echeance.check")

CHECKS: list[IntegrityCheck] = [
    *RECEIVABLES,
    *ACCOUNTING,
    *BOOKS,
    *TILLS,
    *INVOICES,
    *EINVOICING,
    *PAYMENTS,
    *PAPERS,
    *DISPUTES,
    *MAILBOX,
    *DOUBTFUL,
    *CONTRACTS,
    *QUOTES,
    *MANDATES,
    *DEBITS,
    *MESSAGES,
    *REMINDERS,
    *LATENESS,
    *RISK,
    *COUNTER,
    *CATALOGUE,
    *IMPORTS,
    *BANK,
    *LINKS,
    *LAW,
    *SETTINGS,
    *AUTH,
    *TODAY,
    *ALERTS,
    *SOUNDNESS,
]


async def gather_checks(checks: Sequence[IntegrityCheck] | None = None) -> list[Check]:
    """Run every check; one that cannot run says why, and hides no other.

    Two at a time: while one waits for the disk or the database, another compares.
    """
    turn = asyncio.Semaphore(_AT_ONCE)

    async def run(named: IntegrityCheck) -> Check:
        name, check = named
        async with turn:
            try:
                findings = tuple(await check())
            except Exception as problem:
                log.exception("the check %s could not run", name)
                return Check(name, problem=f"{type(problem).__name__}: {problem}")
            return Check(name, findings, count=len(findings))

    asked = CHECKS if checks is None else checks
    return await asyncio.gather(*(run(each) for each in asked))


async def last_run() -> IntegrityRun | None:
    """The last run that was kept; None before the first."""
    row = await Row.select().order_by(Row.id, ascending=False).first()
    if row is None:
        return None
    return IntegrityRun(row["ran_at"].astimezone(ZONE), row["ran_by"], kept(row["checks"]))


async def is_large() -> bool:
    """Whether a run takes longer than somebody should wait for a page."""
    rows = await Row.raw("SELECT n FROM chain_head WHERE id = 1")
    return bool(rows) and int(rows[0]["n"]) > _LARGE
