"""A line of a bank statement, as it is kept: never changed. What is done with it is other rows."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StatementLine:
    """Money that came (amount above zero) or went, in cents; text that the bank did not give is
    empty, never None.

    `account` and `statement` are ids. `label` is all unstructured text, joined by spaces;
    `reference` a structured (creditor) reference. `payer_name` and `payer_iban` are the other
    side's, whichever way the money went. `transaction_code` is "PMNT/RCDT/ESCT" of a CAMT file,
    the two characters of CFONB120, the TRNTYPE of OFX. `return_reason` is set when the line gives
    an earlier one back: the bank's code (AM04, MD06…), "RVSL" when it gave none. `batch_id` is the
    batch of direct debits or transfers it belongs to, `mandate_id` the mandate it was taken by,
    `bank_reference` the bank's own number of the line. `fingerprint` is unique.
    """

    id: int
    account: int
    statement: int
    position: int
    booked_on: date
    value_on: date | None
    amount_cents: int
    label: str = ""
    reference: str = ""
    end_to_end_id: str = ""
    payer_name: str = ""
    payer_iban: str = ""
    transaction_code: str = ""
    return_reason: str = ""
    fingerprint: str = ""
    bank_reference: str = ""
    batch_id: str = ""
    mandate_id: str = ""
