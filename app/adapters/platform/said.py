"""A message of the life of an invoice: the CDAR of XP Z12-012 (UN/CEFACT D22B).

Read by the names of its elements, whatever their namespaces. Nothing is guessed: what cannot be
read is a fault with its code. Amounts come back in cents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError, fromstring

_ROOT = "CrossDomainAcknowledgementAndResponse"
_SIREN = "0002"
_RECEIVED = "MEN"
_NOTE_CHARS = 500
_EUROS = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,2})0*)?")


class MessageFault(Exception):
    """It cannot be read: "half" (not well-formed: perhaps not whole yet), "other" (another kind of
    file), "number", "code", "day", "amount"; `found` is what stood there."""

    def __init__(self, fault: str, found: str = "") -> None:
        super().__init__(f"{fault}: {found}")
        self.fault, self.found = fault, found[:80]


@dataclass(frozen=True)
class Said:
    """What is said of one invoice: its number, the code of the status and its day, why; the cents
    received, when it says so; the seller's SIREN as far as given."""

    number: str
    code: int
    on: date
    reason: str = ""
    note: str = ""
    amount: int | None = None
    seller: str = ""


def read_message(data: bytes) -> list[Said]:
    """What a message says, of each invoice that it names; MessageFault."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise MessageFault("other")
    try:
        root = fromstring(data)
    except (ParseError, ValueError, LookupError):
        raise MessageFault("half") from None
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    if root.tag != _ROOT:
        raise MessageFault("other", root.tag)
    found = list(_found(root))
    if not found:
        raise MessageFault("other", root.tag)
    return found


def _found(root: Element) -> Iterator[Said]:
    for answer in root.iter("AcknowledgementDocument"):
        told = answer.findtext("IssueDateTime/DateTimeString")
        for each in answer.iter("ReferenceReferencedDocument"):
            number = (each.findtext("IssuerAssignedID") or "").strip()
            code = (each.findtext("ProcessConditionCode") or "").strip()
            if not number:
                raise MessageFault("number")
            if not (len(code) == 3 and code.isascii() and code.isdigit()):
                raise MessageFault("code", code)
            why = each.find("SpecifiedDocumentStatus")
            on = why.findtext("ReferenceDateTime/DateTimeString") if why is not None else None
            yield Said(
                number=number,
                code=int(code),
                on=_day(on or told),
                reason=_text(why, "ReasonCode"),
                note=_note(why),
                amount=_received(each),
                seller=_seller(each),
            )


def _text(element: Element | None, path: str) -> str:
    return (element.findtext(path) or "").strip() if element is not None else ""


def _note(why: Element | None) -> str:
    parts = (_text(why, "Reason"), _text(why, "IncludedNote/Content"))
    return " ".join(filter(None, parts))[:_NOTE_CHARS]


def _day(text: str | None) -> date:
    """Formats 102 (20271004) and 204 (20271004093000), or ISO."""
    digits = (text or "").strip().replace("-", "")[:8]
    try:
        return date.fromisoformat(digits)
    except ValueError:
        raise MessageFault("day", text or "") from None


def _received(document: Element) -> int | None:
    """MDT-215 of every block MDT-207 = MEN, together."""
    blocks = [
        each
        for each in document.iter("SpecifiedDocumentCharacteristic")
        if _text(each, "TypeCode") == _RECEIVED
    ]
    return sum(_cents(_text(each, "ValueAmount")) for each in blocks) if blocks else None


def _cents(text: str) -> int:
    found = _EUROS.fullmatch(text)
    if found is None:
        raise MessageFault("amount", text)
    sign, euros, cents = found.groups(default="")
    value = int(euros) * 100 + int(cents.ljust(2, "0") or 0)
    return -value if sign else value


def _seller(document: Element) -> str:
    for each in document.findall("IssuerTradeParty/GlobalID"):
        if each.get("schemeID") == _SIREN:
            return (each.text or "").strip()
    return ""
