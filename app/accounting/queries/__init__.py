"""What the books say, as of a day and as known on a day; what is closed; that they agree."""

from app.accounting.queries.balances import (
    FOREVER,
    account_balance,
    balances_by_client,
    balances_on,
    clients_balance,
    known_until,
    moves_by_client,
)
from app.accounting.queries.closures import (
    PeriodClosed,
    check_periods,
    check_periods_chained,
    closed_until,
    closed_years,
    first_open_day,
    fiscal_years,
    next_periods,
    period_closures,
    period_totals,
)
from app.accounting.queries.ledger import CHECKS as _LEDGER
from app.accounting.queries.ledger import (
    Taken,
    check_auxiliaries,
    check_balanced,
    check_chain,
    check_closures,
    check_ledger,
    check_totals,
    last_closure,
    linked_payloads,
    taken_since,
    till_closed_on,
)
from app.accounting.queries.years import (
    YearEntered,
    check_years,
    years_entered,
)
from app.core.located import IntegrityCheck

CHECKS: list[IntegrityCheck] = [
    *_LEDGER,
    ("closed months and years", check_periods),
    ("closures in the chain", check_periods_chained),
    ("closed years are fiscal years", check_years),
]

__all__ = [
    "CHECKS",
    "FOREVER",
    "PeriodClosed",
    "Taken",
    "YearEntered",
    "account_balance",
    "balances_by_client",
    "balances_on",
    "check_auxiliaries",
    "check_balanced",
    "check_chain",
    "check_closures",
    "check_ledger",
    "check_periods",
    "check_periods_chained",
    "check_totals",
    "check_years",
    "clients_balance",
    "closed_until",
    "closed_years",
    "first_open_day",
    "fiscal_years",
    "known_until",
    "last_closure",
    "linked_payloads",
    "moves_by_client",
    "next_periods",
    "period_closures",
    "period_totals",
    "taken_since",
    "till_closed_on",
    "years_entered",
]
