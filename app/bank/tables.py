"""Bank accounts, the files that were read, their statements and lines."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
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
