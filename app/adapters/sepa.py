"""The file of direct debits for the bank: pain.008.001.02 or .08. Same facts, same bytes.

Texts are written in the latin set of the schemes (EPC217-08); an address is left out, or given in
its parts: never in free lines, which banks have refused since 15 November 2026 (EPC153-22).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_OUTSIDE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True)
class Place:
    """An address in its parts; empty ones are left out."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True)
class Collection:
    """One debit; `amount` in cents. `is_amended`: another account than the one of the last file."""

    end_to_end_id: str
    amount: int
    mandate: str
    signed_on: date
    name: str
    iban: str
    text: str
    place: Place | None = None
    is_amended: bool = False


@dataclass(frozen=True)
class Group:
    """Debits of one kind and day: `scheme` is CORE or B2B, `sequence` FRST, RCUR, FNAL or OOFF."""

    id: str
    scheme: str
    sequence: str
    collect_on: date
    collections: tuple[Collection, ...]


@dataclass(frozen=True)
class DebitFile:
    """A whole file; `version` is "02" or "08"."""

    version: str
    message_id: str
    created_at: datetime
    creditor: str
    ics: str
    iban: str
    bic: str
    batch_booking: bool
    groups: tuple[Group, ...]


def write(file: DebitFile) -> bytes:
    """The bytes of a file."""
    name = f"urn:iso:std:iso:20022:tech:xsd:pain.008.001.{file.version}"
    root = Element("Document", xmlns=name)
    start = SubElement(root, "CstmrDrctDbtInitn")
    head = SubElement(start, "GrpHdr")
    _say(head, "MsgId", file.message_id)
    _say(head, "CreDtTm", file.created_at.replace(tzinfo=None).isoformat(timespec="seconds"))
    _sums(head, [each for group in file.groups for each in group.collections])
    _say(SubElement(head, "InitgPty"), "Nm", latin(file.creditor, 70))
    for group in file.groups:
        _group(SubElement(start, "PmtInf"), file, group)
    indent(root, " ")
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def latin(text: str, most: int) -> str:
    """A text in the latin set, at most so long; what it has no letter for becomes a space."""
    plain = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("’", "'")
    plain = plain.replace("ß", "ss").replace("&", "+")
    folded = unicodedata.normalize("NFKD", plain)
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    one = " ".join(_OUTSIDE.sub(" ", kept).split())
    # A slash stands neither at an end nor beside another one.
    return re.sub(r"/{2,}", "/", one)[:most].strip("/ ") or "-"


def _group(made: Element, file: DebitFile, group: Group) -> None:
    _say(made, "PmtInfId", group.id)
    _say(made, "PmtMtd", "DD")
    _say(made, "BtchBookg", "true" if file.batch_booking else "false")
    _sums(made, group.collections)
    kind = SubElement(made, "PmtTpInf")
    _say(SubElement(kind, "SvcLvl"), "Cd", "SEPA")
    _say(SubElement(kind, "LclInstrm"), "Cd", group.scheme)
    _say(kind, "SeqTp", group.sequence)
    _say(made, "ReqdColltnDt", group.collect_on.isoformat())
    _say(SubElement(made, "Cdtr"), "Nm", latin(file.creditor, 70))
    _account(SubElement(made, "CdtrAcct"), file.iban)
    _bank(SubElement(made, "CdtrAgt"), file.bic, file.version)
    _say(made, "ChrgBr", "SLEV")
    scheme = _path(made, "CdtrSchmeId", "Id", "PrvtId", "Othr")
    _say(scheme, "Id", file.ics)
    _say(SubElement(scheme, "SchmeNm"), "Prtry", "SEPA")
    for each in group.collections:
        _collection(SubElement(made, "DrctDbtTxInf"), each, file.version)


def _collection(made: Element, each: Collection, version: str) -> None:
    _say(SubElement(made, "PmtId"), "EndToEndId", each.end_to_end_id)
    amount = _say(made, "InstdAmt", _euros(each.amount))
    amount.set("Ccy", "EUR")
    mandate = _path(made, "DrctDbtTx", "MndtRltdInf")
    _say(mandate, "MndtId", each.mandate)
    _say(mandate, "DtOfSgntr", each.signed_on.isoformat())
    if each.is_amended:
        _say(mandate, "AmdmntInd", "true")
        _say(_path(mandate, "AmdmntInfDtls", "OrgnlDbtrAcct", "Id", "Othr"), "Id", "SMNDA")
    _bank(SubElement(made, "DbtrAgt"), "", version)
    debtor = SubElement(made, "Dbtr")
    _say(debtor, "Nm", latin(each.name, 70))
    if each.place is not None:
        _address(SubElement(debtor, "PstlAdr"), each.place)
    _account(SubElement(made, "DbtrAcct"), each.iban)
    _say(SubElement(made, "RmtInf"), "Ustrd", latin(each.text, 140))


def _address(made: Element, place: Place) -> None:
    for name, text, most in (
        ("StrtNm", place.street, 70),
        ("PstCd", place.postcode, 16),
        ("TwnNm", place.town, 35),
        ("Ctry", place.country, 2),
    ):
        if text:
            _say(made, name, latin(text, most))


def _bank(made: Element, bic: str, version: str) -> None:
    """The bank by its BIC; without one, by the account (a BIC is optional within SEPA)."""
    place = SubElement(made, "FinInstnId")
    if bic:
        _say(place, "BIC" if version == "02" else "BICFI", bic)
    else:
        _say(SubElement(place, "Othr"), "Id", "NOTPROVIDED")


def _account(made: Element, iban: str) -> None:
    _say(SubElement(made, "Id"), "IBAN", iban)


def _sums(made: Element, collections: Sequence[Collection]) -> None:
    _say(made, "NbOfTxs", str(len(collections)))
    _say(made, "CtrlSum", _euros(sum(each.amount for each in collections)))


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _path(made: Element, *names: str) -> Element:
    for name in names:
        made = SubElement(made, name)
    return made


def _say(made: Element, name: str, text: str) -> Element:
    element = SubElement(made, name)
    element.text = text
    return element
