"""An offer: what a contract is made from. What is made from it does not change with it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from app.contracts.rules.judging import judge
from app.contracts.rules.lines import Line
from app.contracts.rules.periods import Billing, Frequency, Terms
from app.contracts.rules.renewal import Renewal
from app.contracts.rules.trials import Trial
from app.contracts.rules.values import ContractValues, Mode
from app.core.errors import Refused, finding

# Any day: an offer is judged as the contract that it would make.
_SOME_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class OfferValues:
    """What is agreed by whoever takes the offer; its `name` is for us, its `label` for the client.
    The rest is told in `ContractValues`."""

    name: str
    label: str
    frequency: Frequency
    billing: Billing
    mode: Mode
    anchor_day: int | None = None
    every: int = 1
    second_day: int | None = None
    max_entries: int | None = None
    is_split: bool = False
    is_variable: bool = False
    terms_days: int | None = None
    invoice_note: str = ""
    trial: Trial | None = None
    renewal: Renewal | None = None

    @property
    def rhythm(self) -> Terms:
        """How often it bills, from any first day."""
        return self.contract(0, _SOME_DAY).terms

    def contract(
        self,
        client_id: int,
        start_on: date,
        order_number: str = "",
        offer_id: int | None = None,
    ) -> ContractValues:
        """The contract of a client who takes it from a day on."""
        agreed = {
            each.name: getattr(self, each.name) for each in fields(self) if each.name != "name"
        }
        return ContractValues(
            client_id=client_id,
            start_on=start_on,
            order_number=order_number,
            offer_id=offer_id,
            **agreed,
        )


def judge_offer(values: OfferValues, lines: Sequence[Line]) -> None:
    """Refuse what could not become a contract, with every reason at once."""
    found = []
    if not values.name.strip():
        found.append(finding("contracts.offer_name", "Give the offer a name.", "name"))
    try:
        judge(values.contract(0, _SOME_DAY), lines)
    except Refused as refused:
        found += refused.findings
    if found:
        raise Refused(found)
