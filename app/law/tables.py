"""Legal values as dated, sourced rows."""

from piccolo.columns import BigInt, Boolean, Date, Serial, Text, Varchar
from piccolo.table import Table


class LegalValue(Table, tablename="legal_value"):
    """One value (a text, or a number in basis points, cents or days) in force between two days."""

    id: Serial
    key = Varchar(length=60)
    number = BigInt(null=True, default=None)
    text_fr = Text(default="")
    text_en = Text(default="")
    valid_from = Date()
    valid_to = Date(null=True, default=None)
    source = Text()
    is_verified = Boolean(default=False)
    read_on = Date(null=True, default=None)
