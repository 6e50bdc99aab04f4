"""What the bank says of files of debits: credits in one line or one by one, returns, status."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.bank.actions.sweeping import sweep
from tests.bank.bank import CURRENT, bring, camt_document
from tests.cast import at


def entry(
    on: str, cents: int, *, batch: str = "", id: str = "", reason: str = "", label: str = "PRLV"
) -> str:
    """An entry of a statement; below zero it goes out."""
    direction = "DBIT" if cents < 0 else "CRDT"
    amount = f"{abs(cents) // 100}.{abs(cents) % 100:02}"
    refs = f"<PmtInfId>{batch}</PmtInfId>" if batch else ""
    refs += f"<EndToEndId>{id}</EndToEndId>" if id else ""
    back = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><NtryDtls><TxDtls>"
        f"<Refs>{refs}</Refs><RmtInf><Ustrd>{label}</Ustrd></RmtInf>{back}"
        f"</TxDtls></NtryDtls></Ntry>"
    )


def notification(*entries: str) -> bytes:
    """A CAMT.054."""
    body = (
        f"<Ntfctn><Id>N{abs(hash(entries))}</Id><Acct><Id><IBAN>{CURRENT}</IBAN></Id>"
        f"<Ccy>EUR</Ccy></Acct>{''.join(entries)}</Ntfctn>"
    )
    return camt_document(body, "02", "BkToCstmrDbtCdtNtfctn")


async def booked(on: str, *entries: str) -> None:
    """The bank's file is taken, and its lines are looked at."""
    with TemporaryDirectory() as folder:
        await bring(notification(*entries), Path(folder), name="avis.xml")
    await sweep(at=at(on, 12), by="system")


def status(message: str, *rejected: tuple[str, str], group: str = "PART") -> bytes:
    """A pain.002: each rejected debit by its id, with its reason."""
    rows = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for id, code in rejected
    )
    reason = "" if rejected else "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-06-30T08:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.008</OrgnlMsgNmId><GrpSts>{group}</GrpSts>{reason}"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-RCUR</OrgnlPmtInfId>"
        f"{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()
