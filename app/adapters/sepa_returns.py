"""What a bank says of debits that it refused or gives back: pain.002, CAMT.054 or CAMT.053.

Only what is refused is read. Nothing is guessed: a file that is neither is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError, fromstring

from app.core.errors import Refused, refuse

_UNKNOWN = "MS03"


@dataclass(frozen=True)
class Unpaid:
    """One debit by its end-to-end id; or all of a file by its message id (`end_to_end_id` "").
    `returned_on` is None where the file says no day."""

    end_to_end_id: str
    code: str
    returned_on: date | None = None
    message_id: str = ""


def read(data: bytes) -> list[Unpaid]:
    """What came back; refused (debits.file): another kind of file, or one that cannot be read."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refused()
    try:
        root = fromstring(data)
    except (ParseError, ValueError) as problem:
        raise _refused() from problem
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    if root.find("CstmrPmtStsRpt") is not None:
        return list(_statuses(root))
    if root.find("BkToCstmrDbtCdtNtfctn") is not None or root.find("BkToCstmrStmt") is not None:
        return list(_entries(root))
    raise _refused()


def _refused() -> Refused:
    return refuse(
        "debits.file", "This is neither a pain.002 nor a CAMT.054 with returns of debits.", "file"
    )


def _statuses(root: Element) -> Iterator[Unpaid]:
    on = _day(root.findtext("CstmrPmtStsRpt/GrpHdr/CreDtTm"))
    single = False
    for each in root.iter("TxInfAndSts"):
        if each.findtext("TxSts") == "RJCT":
            single = True
            code = each.findtext("StsRsnInf/Rsn/Cd") or _UNKNOWN
            yield Unpaid((each.findtext("OrgnlEndToEndId") or "").strip(), code, on)
    group = root.find("CstmrPmtStsRpt/OrgnlGrpInfAndSts")
    if not single and group is not None and group.findtext("GrpSts") == "RJCT":
        code = group.findtext("StsRsnInf/Rsn/Cd") or _UNKNOWN
        yield Unpaid("", code, on, (group.findtext("OrgnlMsgId") or "").strip())


def _entries(root: Element) -> Iterator[Unpaid]:
    for entry in root.iter("Ntry"):
        on = _day(entry.findtext("BookgDt/Dt") or entry.findtext("BookgDt/DtTm"))
        for each in entry.iter("TxDtls"):
            reason = each.find("RtrInf")
            id = (each.findtext("Refs/EndToEndId") or "").strip()
            if reason is not None and id:
                yield Unpaid(id, reason.findtext("Rsn/Cd") or _UNKNOWN, on)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
