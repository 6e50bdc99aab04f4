"""The words that documents are told apart by."""

from enum import StrEnum


class Kind(StrEnum):
    """What a document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Purpose(StrEnum):
    """What a document of its kind is for: a sale; a deposit asked before it; a sale that replaces
    one wrongly invoiced; a discount granted for paying early. A credit note takes over the purpose
    of what it credits."""

    ORDINARY = "ordinary"
    DEPOSIT = "deposit"
    CORRECTED = "corrected"
    DISCOUNT = "discount"


class Nature(StrEnum):
    """What a line is: its VAT is due at delivery, or, for services, when the money comes."""

    GOODS = "goods"
    SERVICES = "services"


class Operation(StrEnum):
    """What a whole document sells, as it must say from September 2027."""

    GOODS = "goods"
    SERVICES = "services"
    MIXED = "mixed"


class AdjustmentKind(StrEnum):
    """An allowance takes away from the whole document, a charge adds to it."""

    ALLOWANCE = "allowance"
    CHARGE = "charge"


class State(StrEnum):
    """A draft may change; what is issued never does."""

    DRAFT = "draft"
    ISSUED = "issued"


class Origin(StrEnum):
    """Of our own series, or a document of before with its own number."""

    OWN = "own"
    OPENING = "opening"


class Source(StrEnum):
    """What was put on an instalment. A small difference and a loss are no money: no VAT becomes due
    by them, and a loss says that nobody paid."""

    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"
    OPENING = "opening"
    DIFFERENCE = "difference"
    LOSS = "loss"


NOT_MONEY = (Source.DIFFERENCE, Source.LOSS)


class Situation(StrEnum):
    """How a document stands on a day; worked out, never stored."""

    DRAFT = "draft"
    ISSUED = "issued"
    LATE = "late"
    PAID = "paid"
    WRITTEN_OFF = "written_off"
    CREDITED = "credited"
    CREDIT = "credit"
    WITHDRAWN = "withdrawn"
