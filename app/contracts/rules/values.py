"""What a contract is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contracts.rules.indexation import Indexation
from app.contracts.rules.periods import (
    Billing,
    Frequency,
    Terms,
    default_anchor,
    default_second,
)
from app.contracts.rules.renewal import Renewal
from app.contracts.rules.trials import Trial
from app.core.errors import N_


class Mode(StrEnum):
    """What billing an entry does: prepare a draft, issue it, or issue it and send it."""

    DRAFT = "draft"
    ISSUE = "issue"
    SEND = "send"

    @property
    def label(self) -> str:
        return _MODES[self.value]


_MODES = {
    "draft": N_("prepare a draft"),
    "issue": N_("issue"),
    "send": N_("issue and send"),
}


@dataclass(frozen=True)
class ContractValues:
    """What is agreed. `anchor_day` None: the own day of the start, or of the first day after the
    trial. `reference` "": one is given.

    `bill_from`: periods to be billed before that day were billed elsewhere, and are left out.
    `every`, `second_day`, `is_split` and `trial` are told in `Terms`. `is_variable`: each entry
    waits for its amount. Invoices issued from the day on which it is asked for are copied to the
    `salesperson`, one of our users, or to the accountants.
    """

    client_id: int
    label: str
    frequency: Frequency
    billing: Billing
    start_on: date
    mode: Mode
    reference: str = ""
    anchor_day: int | None = None
    end_on: date | None = None
    max_entries: int | None = None
    terms_days: int | None = None
    order_number: str = ""
    notes: str = ""
    invoice_note: str = ""
    bill_from: date | None = None
    import_id: int | None = None
    every: int = 1
    second_day: int | None = None
    renewal: Renewal | None = None
    indexation: Indexation | None = None
    is_variable: bool = False
    is_split: bool = False
    trial: Trial | None = None
    offer_id: int | None = None
    salesperson_id: int | None = None
    copies_salesperson: bool = False
    copies_accountants: bool = False

    @property
    def anchor(self) -> int:
        return self.anchor_day or self._usual_anchor

    @property
    def has_own_anchor(self) -> bool:
        """Whether the periods begin on another day than the first one after the trial."""
        return self.anchor != self._usual_anchor

    @property
    def _usual_anchor(self) -> int:
        start = self.trial.runs_from(self.start_on) if self.trial else self.start_on
        return default_anchor(self.frequency, start)

    @property
    def second(self) -> int | None:
        """The other anchor of a month; None unless it bills twice a month."""
        if self.frequency is not Frequency.TWICE_MONTHLY:
            return None
        return self.second_day or default_second(self.anchor)

    @property
    def terms(self) -> Terms:
        return Terms(
            self.frequency,
            self.billing,
            self.anchor,
            self.start_on,
            self.end_on,
            self.max_entries,
            self.every,
            self.second,
            self.is_split,
            self.trial,
        )
