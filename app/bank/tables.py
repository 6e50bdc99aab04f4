"""Bank accounts, the files that were read, their statements and lines."""

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


class BankAccount(Table, tablename="bank_account"):
    """An account in euros of the business. `key` is unique: the IBAN, or what a file calls an
    account that has none."""

    id: Serial
    key = Varchar(length=80)
    iban = Varchar(length=34, default="")
    name = Varchar(length=80, default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class BankFile(Table, tablename="bank_file"):
    """A file that came in, kept by hash.

    `reading` (owed: the worker looks it through) → `prepared` (somebody confirms what it would
    bring) → `running` (owed) → `done`; or `refused`, with the reasons as JSON in `findings`.
    `account` is the one chosen by hand for a file that names none, `layout` its columns, `wish`
    what was answered (unknown accounts, doubtful lines), `summary` what it would bring or brought,
    all JSON. `handled` of `lines` is how far the worker is.
    """

    id: Serial
    filename = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = BigInt()
    format = Varchar(length=12, default="")
    source = Varchar(length=8)
    state = Varchar(length=8)
    account = BigInt(null=True, default=None)
    layout = Text(default="")
    wish = Text(default="")
    summary = Text(default="")
    findings = Text(default="")
    lines = BigInt(default=0)
    handled = BigInt(default=0)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    done_at = Timestamptz(null=True, default=None)


class BankLayout(Table, tablename="bank_layout"):
    """Where the columns of an account's spreadsheets stand, by the titles that they have."""

    id: Serial
    account = ForeignKey(BankAccount, null=False)
    titles = Varchar(length=64)
    layout = Text()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class BankStatement(Table, tablename="bank_statement"):
    """One statement of one account; insert-only, balances in cents, `format` how it was written.

    `lines` are all that the file had, `added` those that were new: the others are in
    `BankLineAgain`. `digest` is unique: the same statement again adds nothing.
    """

    id: Serial
    account = ForeignKey(BankAccount, null=False)
    file = ForeignKey(BankFile, null=False)
    format = Varchar(length=12, default="")
    number = Varchar(length=80, default="")
    from_on = Date(null=True, default=None)
    to_on = Date(null=True, default=None)
    opening_cents = BigInt(null=True, default=None)
    opening_on = Date(null=True, default=None)
    closing_cents = BigInt(null=True, default=None)
    closing_on = Date(null=True, default=None)
    lines = BigInt()
    added = BigInt()
    digest = Varchar(length=64)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class BankLine(Table, tablename="bank_line"):
    """A line, as `rules.StatementLine` says; insert-only."""

    id: Serial
    account = ForeignKey(BankAccount, null=False)
    statement = ForeignKey(BankStatement, null=False)
    position = BigInt()
    booked_on = Date()
    value_on = Date(null=True, default=None)
    amount_cents = BigInt()
    label = Text()
    reference = Varchar(length=140)
    end_to_end_id = Varchar(length=140)
    payer_name = Varchar(length=200)
    payer_iban = Varchar(length=34)
    transaction_code = Varchar(length=40)
    return_reason = Varchar(length=40)
    fingerprint = Varchar(length=80)
    bank_reference = Varchar(length=140)
    batch_id = Varchar(length=140)
    mandate_id = Varchar(length=140)


class BankLineAgain(Table, tablename="bank_line_again"):
    """A line that a later statement has too, and where it stands there; insert-only."""

    id: Serial
    statement = ForeignKey(BankStatement, null=False)
    position = BigInt()
    line = ForeignKey(BankLine, null=False)


class BankPointing(Table, tablename="bank_pointing"):
    """Owed work: a line to be looked at, unique on it. `open` is what of its cents is not accounted
    for yet: a projection. `verdict` is what it may be, as JSON, found when the world was `mark`;
    `score` (basis points) and `is_sure` are of the likeliest. `error` says why what was sure could
    not be done."""

    id: Serial
    line = ForeignKey(BankLine, null=False)
    open = BigInt()
    score = BigInt(default=0)
    is_sure = Boolean(default=False)
    verdict = Text(default="")
    mark = Varchar(length=120, default="")
    looked_at = Timestamptz(null=True, default=None)
    error = Text(default="")


class BankMatch(Table, tablename="bank_match"):
    """One act that says what a line, or a part of it, was: insert-only. `key` is unique: a form
    sent twice is one act. `reasons` are those that were shown, as JSON."""

    id: Serial
    line = ForeignKey(BankLine, null=False)
    key = Varchar(length=80)
    automatic = Boolean()
    score = BigInt(default=0)
    reasons = Text(default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class BankPart(Table, tablename="bank_part"):
    """Some cents of a line, with its sign, and what they were; insert-only.

    `receipt` made `receipt_id`, `recorded` was it already, `return` undid one by it, `refund` paid
    it back; `credit` (no cents of the line) put a credit note by an allocation; `other` is no
    client's: a reason, and the account on which it is booked, if any.
    """

    id: Serial
    match = ForeignKey(BankMatch, null=False)
    position = SmallInt()
    kind = Varchar(length=8)
    amount = BigInt()
    client_id = BigInt(null=True, default=None)
    receipt_id = BigInt(null=True, default=None)
    allocation_id = BigInt(null=True, default=None)
    account = Varchar(length=10, default="")
    reason = Varchar(length=12, default="")
    note = Text(default="")


class BankUnmatch(Table, tablename="bank_unmatch"):
    """A match undone, once, from a day: by somebody (`hand`), or because its payment was undone
    (`payment`); insert-only."""

    id: Serial
    match = ForeignKey(BankMatch, null=False)
    undone_on = Date()
    reason = Varchar(length=12)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class BankChoice(Table, tablename="bank_choice"):
    """From which score (basis points) on a match is made without a person, if at all; one row."""

    id: Serial
    threshold = BigInt()
    automatic = Boolean()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)
