"""Reading what banks give: CAMT.053 and .054, OFX 1 and 2, CFONB120, alone or in an archive.

A file is read from its beginning to its end, entry by entry: memory stays flat. Nothing is
guessed: what cannot be read is refused with its line.
"""

from app.adapters.bank_files.found import Account, Begin, Beside, End, Entry, account_of
from app.adapters.bank_files.opening import BankFile, Format, opened, within

__all__ = [
    "Account",
    "BankFile",
    "Begin",
    "Beside",
    "End",
    "Entry",
    "Format",
    "account_of",
    "opened",
    "within",
]
