"""The text of a transfer's QR code (EPC069-12 version 2, SCT, UTF-8)."""

MAX_CENTS = 99_999_999_999
MAX_BYTES = 331


def epc(name: str, iban: str, bic: str, cents: int, reference: str) -> str | None:
    """What a bank's app reads to prepare the transfer; None where none can be made.

    None: without IBAN, for nothing to pay, for more than 999 999 999,99 €, or too long.
    """
    if not iban or not 0 < cents <= MAX_CENTS:
        return None
    euros = f"EUR{cents // 100}.{cents % 100:02}"
    lines = ["BCD", "002", "1", "SCT", bic, name[:70], iban.replace(" ", ""), euros, "", ""]
    text = "\n".join([*lines, reference[:140]])
    return text if len(text.encode()) <= MAX_BYTES else None
