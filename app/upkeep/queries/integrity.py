"""Every capability's integrity checks, gathered."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from app.accounting.queries import CHECKS as ACCOUNTING
from app.contracts.queries import CHECKS as CONTRACTS
from app.counter.queries import CHECKS as COUNTER
from app.imports.queries import CHECKS as IMPORTS
from app.invoices.queries import CHECKS as INVOICES
from app.messages.queries import CHECKS as MESSAGES
from app.payments.queries import CHECKS as PAYMENTS
from app.receivables.queries import CHECKS as RECEIVABLES
from app.upkeep.rules import Check

log = logging.getLogger("echeance.check")

IntegrityCheck = tuple[str, Callable[[], Awaitable[list[str]]]]

CHECKS: list[IntegrityCheck] = [
    *ACCOUNTING,
    *CONTRACTS,
    *IMPORTS,
    *INVOICES,
    *MESSAGES,
    *PAYMENTS,
    *RECEIVABLES,
    *COUNTER,
]


async def gather_checks(checks: Sequence[IntegrityCheck] | None = None) -> list[Check]:
    """Run every check, one after the other; one that cannot run is itself a finding."""
    done = []
    for name, check in CHECKS if checks is None else checks:
        try:
            findings = await check()
        except Exception as problem:
            log.exception("the check %s could not run", name)
            findings = [f"not checked: {type(problem).__name__}: {problem}"]
        done.append(Check(name, tuple(findings)))
    return done
