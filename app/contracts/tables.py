"""Contracts, their lines, and the schedule of what will be billed."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.clients.tables import Client


class Contract(Table, tablename="contract"):
    """A recurring agreement with a client. `notes` are ours, `invoice_note` is printed.

    `is_split`: the lines are a whole, spread over `max_entries`; `waived` cents of it, net, were
    given up when it was ended. A trial of `trial_length` days or months comes first, `trial_net`
    cents in all; its client was told of its end on `trial_told_on`.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    reference = Varchar(length=60)
    label = Varchar(length=200)
    search = Text()
    frequency = Varchar(length=12)
    billing = Varchar(length=8)
    anchor_day = SmallInt(default=1)
    every = SmallInt(default=1)
    second_day = SmallInt(null=True, default=None)
    start_on = Date()
    end_on = Date(null=True, default=None)
    max_entries = SmallInt(null=True, default=None)
    mode = Varchar(length=8)
    terms_days = SmallInt(null=True, default=None)
    order_number = Varchar(length=80, default="")
    notes = Text(default="")
    invoice_note = Text(default="")
    initial_months = SmallInt(null=True, default=None)
    renewal_months = SmallInt(null=True, default=None)
    notice_months = SmallInt(null=True, default=None)
    informs = Boolean(default=False)
    is_variable = Boolean(default=False)
    is_split = Boolean(default=False)
    waived = BigInt(default=0)
    trial_length = SmallInt(null=True, default=None)
    trial_unit = Varchar(length=6, null=True, default=None)
    trial_net = BigInt(default=0)
    trial_tells = Boolean(default=True)
    trial_told_on = Date(null=True, default=None)
    trial_message_id = BigInt(null=True, default=None)
    index_name = Varchar(length=80, default="")
    index_base = BigInt(null=True, default=None)
    index_percent = BigInt(null=True, default=None)
    import_id = BigInt(null=True, default=None)
    offer_id = BigInt(null=True, default=None)
    salesperson_id = BigInt(null=True, default=None)
    copies_salesperson = Boolean(default=False)
    copies_accountants = Boolean(default=False)
    copies_since = Date(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractLine(Table, tablename="contract_line"):
    """What is billed each period: quantity 1e-4, unit price 1e-6 euro, rates in basis points.

    `amendment_id` is null for the lines as agreed first.
    """

    id: Serial
    contract = ForeignKey(Contract, null=False)
    position = SmallInt()
    label = Text()
    quantity = BigInt()
    unit = Varchar(length=20, default="")
    unit_price = BigInt()
    discount = BigInt(default=0)
    vat_rate = BigInt()
    vat_category = Varchar(length=2, default="S")
    amendment_id = BigInt(null=True, default=None)


class ContractOffer(Table, tablename="contract_offer"):
    """What contracts are made from: terms as in `Contract`, without a client or a first day."""

    id: Serial
    name = Varchar(length=80)
    label = Varchar(length=200)
    frequency = Varchar(length=12)
    billing = Varchar(length=8)
    mode = Varchar(length=8)
    anchor_day = SmallInt(null=True, default=None)
    every = SmallInt(default=1)
    second_day = SmallInt(null=True, default=None)
    max_entries = SmallInt(null=True, default=None)
    is_split = Boolean(default=False)
    is_variable = Boolean(default=False)
    terms_days = SmallInt(null=True, default=None)
    invoice_note = Text(default="")
    trial_length = SmallInt(null=True, default=None)
    trial_unit = Varchar(length=6, null=True, default=None)
    trial_net = BigInt(default=0)
    trial_tells = Boolean(default=True)
    initial_months = SmallInt(null=True, default=None)
    renewal_months = SmallInt(null=True, default=None)
    notice_months = SmallInt(null=True, default=None)
    informs = Boolean(default=False)
    archived_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractOfferLine(Table, tablename="contract_offer_line"):
    """A line of an offer, as in `ContractLine`."""

    id: Serial
    offer = ForeignKey(ContractOffer, null=False)
    position = SmallInt()
    label = Text()
    quantity = BigInt()
    unit = Varchar(length=20, default="")
    unit_price = BigInt()
    discount = BigInt(default=0)
    vat_rate = BigInt()
    vat_category = Varchar(length=2, default="S")


class ContractAmendment(Table, tablename="contract_amendment"):
    """Other lines for the periods that begin on `from_on` or later; one a day and contract.

    `is_prorated`: also for the days of the period it falls in. Where that was billed already up to
    `behind_to`, the entry number `carrier_n` bills the difference.
    """

    id: Serial
    contract = ForeignKey(Contract, null=False)
    from_on = Date()
    cause = Varchar(length=12)
    reason = Text(default="")
    is_prorated = Boolean(default=False)
    behind_to = Date(null=True, default=None)
    behind_full_days = SmallInt(null=True, default=None)
    carrier_n = SmallInt(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractPause(Table, tablename="contract_pause"):
    """A span in which nothing is billed; open-ended while `until` is null."""

    id: Serial
    contract = ForeignKey(Contract, null=False)
    from_on = Date()
    until_on = Date(null=True, default=None)
    reason = Text(default="")
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractIndexation(Table, tablename="contract_indexation"):
    """Prices indexed for an anniversary, once: by `new_value` over `old_value` (1e-4)."""

    id: Serial
    contract = ForeignKey(Contract, null=False)
    anniversary = Date()
    amendment_id = BigInt()
    old_value = BigInt()
    new_value = BigInt()
    message_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractNotice(Table, tablename="contract_notice"):
    """A client told that the term which ends on `term_end` renews itself; once a term."""

    id: Serial
    contract = ForeignKey(Contract, null=False)
    term_end = Date()
    deadline = Date()
    told_on = Date()
    message_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class ContractEnd(Table, tablename="contract_end"):
    """A contract ended before its time, until it is `undone_at`.

    `marks` is what was written by hand on the entries that went, as JSON, so that they come back
    as they were; `credited` counts the credit notes that were made of it. What is spread ends with
    `max_entries` instead of a day, and with `waived` cents less.
    """

    id: Serial
    contract = ForeignKey(Contract, null=False)
    last_day = Date()
    former_end_on = Date(null=True, default=None)
    max_entries = SmallInt(null=True, default=None)
    former_max_entries = SmallInt(null=True, default=None)
    waived = BigInt(default=0)
    credited = SmallInt(default=0)
    marks = Text(default="[]")
    created_at = Timestamptz()
    created_by = Varchar(length=254)
    undone_at = Timestamptz(null=True, default=None)
    undone_by = Varchar(length=254, null=True, default=None)


class ScheduleEntry(Table, tablename="schedule_entry"):
    """One period to bill; unique on (contract, n).

    `bill_on` may be moved (`planned_on` keeps the day the rule gave). `net` overrides the lines'
    net in cents: `is_pinned` when it was set by hand, else its part of what is spread.
    `quantities` are those typed for the lines, as JSON (1e-4; null: as agreed).
    `days`/`full_days` is the prorated part of the period. `pause_id` is the pause of the contract
    that holds the entry, null when it was held by hand.
    """

    id: Serial
    contract = ForeignKey(Contract, null=False)
    n = SmallInt()
    period_from = Date()
    period_to = Date()
    planned_on = Date()
    bill_on = Date()
    days = SmallInt()
    full_days = SmallInt()
    state = Varchar(length=8, default="planned")
    net = BigInt(null=True, default=None)
    is_pinned = Boolean(default=False)
    quantities = Text(default="")
    comment = Text(default="")
    alert_on = Date(null=True, default=None)
    invoice_id = BigInt(null=True, default=None)
    refusal = Text(default="")
    pause_id = BigInt(null=True, default=None)
