"""The text of the QR code for a SEPA transfer (EPC069-12, version 2, UTF-8).

Banks' applications read it where they know it; it is shown, never relied on.
"""

import re
import unicodedata

from app.core.errors import N_, refuse

MAX_BYTES = 331
_MAX_CENTS = 99_999_999_999
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_SCANNED = re.compile(r"BCD\s*00[12]\s*[1-8]\s*SCT.*?EUR\d{1,9}\.\d\d\s*(.*)$", re.DOTALL)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def epc_payload(name: str, iban: str, bic: str, cents: int, text: str) -> str:
    """The eleven lines that ask for a transfer of `cents` to `name`, with `text` as its message.

    Refused by field: no name or more than 70 characters, an IBAN or BIC that is none, an amount
    outside 0.01 to 999 999 999.99 €, a text of more than 140 characters, control characters,
    more than 331 bytes in all.
    """
    payee, message = _clean(name, 70, "name"), _clean(text, 140, "text")
    account, bank = _squeezed(iban), _squeezed(bic)
    if not payee:
        raise refuse("epc.name", N_("A transfer needs the name of its payee."), "name")
    if not _IBAN.fullmatch(account) or not _checks(account):
        raise refuse("epc.iban", N_("“%(iban)s” is not an IBAN."), "iban", iban=iban[:40])
    if bank and not _BIC.fullmatch(bank):
        raise refuse("epc.bic", N_("“%(bic)s” is not a BIC."), "bic", bic=bic[:20])
    if isinstance(cents, bool) or not isinstance(cents, int):
        raise TypeError(f"money is counted in integers, not {type(cents).__name__}")
    if not 1 <= cents <= _MAX_CENTS:
        raise refuse("epc.amount", N_("This amount does not fit in a transfer."), "amount")
    euros, rest = divmod(cents, 100)
    lines = ["BCD", "002", "1", "SCT", bank, payee, account, f"EUR{euros}.{rest:02}", "", ""]
    payload = "\n".join([*lines, message]).rstrip("\n")
    if len(payload.encode()) > MAX_BYTES:
        raise refuse("epc.length", N_("This is too long for the QR code of a transfer."), "text")
    return payload


def epc_message(text: str) -> str | None:
    """The message of a transfer's QR code as a scanner types it, with its line breaks or without;
    None when the text is no such code.

    >>> epc_message("BCD0021SCTSELLFR7630006000011234567890189EUR12.50F2026-000001")
    'F2026-000001'
    """
    found = _SCANNED.match(text)
    return found[1].strip() if found else None


def _clean(text: str, longest: int, field: str) -> str:
    """The text on one line; a line break in it would shift every field after it."""
    clean = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in clean):
        raise refuse("epc.characters", N_("The text of a transfer is one line."), field)
    if len(clean) > longest:
        raise refuse("epc.length", N_("This is too long for the QR code of a transfer."), field)
    return clean


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]", "", text).upper()


def _checks(iban: str) -> bool:
    """The check digits of an IBAN (ISO 13616, modulo 97)."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1
