"""What is read about contracts and their schedule."""

from app.contracts.queries.agreements import (
    BroughtIn,
    ContractView,
    Standing,
    brought_in,
    contract,
    is_billed,
)
from app.contracts.queries.amounts import Amounts, amounts, charges_vat
from app.contracts.queries.checks import CHECKS
from app.contracts.queries.endings import Beyond, End, beyond, standing_end
from app.contracts.queries.entries import (
    EntryView,
    alerts,
    between,
    by_ids,
    entry,
    of_contract,
    refused_entries,
)
from app.contracts.queries.entries import Filters as EntryFilters
from app.contracts.queries.indexations import (
    DueIndexation,
    due_indexations,
    indexations_of,
)
from app.contracts.queries.listing import ContractRow, list_contracts, monthly_total
from app.contracts.queries.listing import Filters as ContractFilters
from app.contracts.queries.months import Month, months_of
from app.contracts.queries.offers import OfferView, offer, offers
from app.contracts.queries.renewals import (
    RenewalView,
    renewal_of,
    renewals,
    renewals_by_day,
    told_of,
)
from app.contracts.queries.revenue import Ahead, Revenue, ahead, revenue
from app.contracts.queries.rows import schedule_rows
from app.contracts.queries.salespeople import salespeople
from app.contracts.queries.trials import TrialView, ending_trials, ending_trials_by_day, trial

__all__ = [
    "CHECKS",
    "Ahead",
    "Amounts",
    "Beyond",
    "BroughtIn",
    "ContractFilters",
    "ContractRow",
    "ContractView",
    "DueIndexation",
    "End",
    "EntryFilters",
    "EntryView",
    "Month",
    "OfferView",
    "RenewalView",
    "Revenue",
    "Standing",
    "TrialView",
    "ahead",
    "alerts",
    "amounts",
    "between",
    "beyond",
    "brought_in",
    "by_ids",
    "charges_vat",
    "contract",
    "due_indexations",
    "ending_trials",
    "ending_trials_by_day",
    "entry",
    "indexations_of",
    "is_billed",
    "list_contracts",
    "monthly_total",
    "months_of",
    "of_contract",
    "offer",
    "offers",
    "refused_entries",
    "renewal_of",
    "renewals",
    "renewals_by_day",
    "revenue",
    "salespeople",
    "schedule_rows",
    "standing_end",
    "told_of",
    "trial",
]
