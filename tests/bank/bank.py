"""A bank that writes statements in every format: what it says is given by the test, by hand.

Odile's account is FR76 3000 6000 0112 3456 7890 189; the shop's second one is at the post office.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.bank.actions import Way, import_file
from app.bank.rules import Outcome
from app.bank.tables import BankLine
from tests.cast import ODILE, at

NOW = at("2026-12-01")
CURRENT = "FR7630006000011234567890189"
POST = "FR1420041010050500013M02606"
STRANGER = "DE89370400440532013000"


@dataclass(frozen=True)
class Move:
    """One movement: the day, euros as the bank writes them ("120.00", "-7.90"), its words."""

    on: str
    amount: str
    label: str = "VIR SEPA"
    number: str = ""
    extra: str = ""
    entry: str = ""

    @property
    def cents(self) -> int:
        whole, _, part = self.amount.lstrip("-").partition(".")
        return (-1 if self.amount.startswith("-") else 1) * (int(whole) * 100 + int(part or 0))

    @property
    def bare(self) -> str:
        return self.amount.lstrip("-")

    @property
    def direction(self) -> str:
        return "DBIT" if self.amount.startswith("-") else "CRDT"


REGIE = Move("2026-11-03", "540.00", "REGIE BELLECOUR F2026-000012")
FEES = Move("2026-11-04", "-7.90", "COMMISSION TENUE DE COMPTE")
HOTEL = Move("2026-11-05", "1200.00", "HOTEL SAINT NIZIER MAINTENANCE")
NOVEMBER = (REGIE, FEES, HOTEL)
# 100,00 + 540,00 - 7,90 + 1 200,00
BEFORE, AFTER = "100.00", "1832.10"


def camt(
    *moves: Move,
    iban: str = CURRENT,
    opening: str = BEFORE,
    closing: str = AFTER,
    opening_on: str = "2026-10-31",
    closing_on: str = "2026-11-30",
    version: str = "02",
    number: str = "11",
    statement: str | None = None,
) -> bytes:
    """A CAMT.053 of one statement; `statement` puts other statements in its place."""
    body = camt_statement(*moves, iban=iban, opening=opening, closing=closing,
                          opening_on=opening_on, closing_on=closing_on, number=number)  # fmt: skip
    return camt_document(body if statement is None else statement, version)


def camt_document(body: str, version: str = "02", message: str = "BkToCstmrStmt") -> bytes:
    kind = "053" if message == "BkToCstmrStmt" else "054"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">\n'
        f"<{message}><GrpHdr><MsgId>M</MsgId></GrpHdr>\n{body}\n</{message}></Document>"
    ).encode()


def camt_statement(
    *moves: Move,
    iban: str = CURRENT,
    opening: str = BEFORE,
    closing: str = AFTER,
    opening_on: str = "2026-10-31",
    closing_on: str = "2026-11-30",
    number: str = "11",
) -> str:
    entries = "\n".join(each.entry or camt_entry(each) for each in moves)
    return (
        f"<Stmt><Id>S{number}</Id><LglSeqNb>{number}</LglSeqNb>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
        f"{camt_balance('OPBD', opening, opening_on)}\n"
        f"{camt_balance('CLBD', closing, closing_on)}\n"
        f"{entries}\n</Stmt>"
    )


def camt_balance(code: str, amount: str, on: str, currency: str = "EUR") -> str:
    direction = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount.lstrip("-")}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def camt_entry(move: Move, details: str = "", status: str = "BOOK", currency: str = "EUR") -> str:
    number = f"<AcctSvcrRef>{move.number}</AcctSvcrRef>" if move.number else ""
    told = details or f"<TxDtls><RmtInf><Ustrd>{move.label}</Ustrd></RmtInf>{move.extra}</TxDtls>"
    return (
        f'<Ntry><Amt Ccy="{currency}">{move.bare}</Amt><CdtDbtInd>{move.direction}</CdtDbtInd>'
        f"<Sts>{status}</Sts><BookgDt><Dt>{move.on}</Dt></BookgDt><ValDt><Dt>{move.on}</Dt></ValDt>"
        f"{number}<NtryDtls>{told}</NtryDtls></Ntry>"
    )


def camt_054(*moves: Move, iban: str = CURRENT) -> bytes:
    """A CAMT.054: entries without balances."""
    entries = "\n".join(each.entry or camt_entry(each) for each in moves)
    body = f"<Ntfctn><Id>N</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>\n{entries}</Ntfctn>"
    return camt_document(body, "08", "BkToCstmrDbtCdtNtfctn")


def ofx(
    *moves: Move,
    closing: str | None = AFTER,
    closing_on: str = "2026-11-30",
    account: tuple[str, str, str] = ("30006", "00001", "12345678901"),
    currency: str = "EUR",
    version: int = 1,
) -> bytes:
    """OFX 1 leaves values open; OFX 2 closes them."""
    bank, branch, number = account

    def leaf(name: str, text: str) -> str:
        return f"<{name}>{text}</{name}>\n" if version == 2 else f"<{name}>{text}\n"

    lines = "".join(
        "<STMTTRN>\n"
        + leaf("TRNTYPE", "CREDIT" if each.cents >= 0 else "DEBIT")
        + leaf("DTPOSTED", each.on.replace("-", "") + "120000")
        + leaf("TRNAMT", each.amount)
        + leaf("FITID", each.number or f"{each.on}{place}")
        + leaf("NAME", each.label[:32])
        + (leaf("MEMO", each.label[32:]) if each.label[32:] else "")
        + "</STMTTRN>\n"
        for place, each in enumerate(moves)
    )
    balance = ""
    if closing is not None:
        inner = leaf("BALAMT", closing) + leaf("DTASOF", closing_on.replace("-", ""))
        balance = f"<LEDGERBAL>\n{inner}</LEDGERBAL>\n"
    head = (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
        if version == 1
        else '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    )
    return (
        f"{head}<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n<STMTRS>\n{leaf('CURDEF', currency)}"
        f"<BANKACCTFROM>\n{leaf('BANKID', bank)}{leaf('BRANCHID', branch)}{leaf('ACCTID', number)}"
        f"</BANKACCTFROM>\n<BANKTRANLIST>\n{lines}</BANKTRANLIST>\n{balance}</STMTRS>\n"
        f"</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n"
    ).encode("cp1252" if version == 1 else "utf-8")


def signed(cents: int) -> str:
    """An amount of CFONB120: fourteen characters, the last one digit and sign."""
    letters = "{ABCDEFGHI" if cents >= 0 else "}JKLMNOPQR"
    text = f"{abs(cents):014}"
    return text[:-1] + letters[int(text[-1])]


def cfonb_record(
    code: str,
    on: str,
    *,
    amount: str = "",
    label: str = "",
    operation: str = "  ",
    reject: str = "  ",
    reference: str = "",
    currency: str = "EUR",
    decimals: str = "2",
    account: tuple[str, str, str] = ("30006", "00001", "12345678901"),
) -> str:
    bank, branch, number = account
    day = f"{on[8:]}{on[5:7]}{on[2:4]}"
    head = f"{code}{bank}    {branch}{currency}{decimals} {number}{operation}{day}"
    if code == "04":
        body = f"{reject}{day}{label:31.31}  0000000  {amount}{reference:16.16}"
    else:
        body = f"{'':50}{amount}{'':16}"
    return f"{head}{body}".ljust(120)


def cfonb_complement(code: str, text: str, on: str = "2026-11-03") -> str:
    day = f"{on[8:]}{on[5:7]}{on[2:4]}"
    return f"0530006    00001EUR2 1234567890105{day}     {code}{text}".ljust(120)


def cfonb(
    *moves: Move,
    opening: int = 100_00,
    closing: int = 1_832_10,
    opening_on: str = "2026-10-31",
    closing_on: str = "2026-11-30",
    end: str = "\r\n",
) -> bytes:
    """One statement; a movement's `extra` holds its 05 records."""
    lines = [cfonb_record("01", opening_on, amount=signed(opening))]
    for each in moves:
        lines.append(
            cfonb_record(
                "04",
                each.on,
                amount=signed(each.cents),
                label=each.label,
                operation="05",
                reference=each.number,
            )
        )
        lines += each.extra.splitlines()
    lines.append(cfonb_record("07", closing_on, amount=signed(closing)))
    return end.join([*lines, ""]).encode("cp1252")


def table(*moves: Move, titles: str = "Date;Libellé;Montant") -> bytes:
    """A CSV as French banks write it: decimal comma, days first."""
    lines = [titles]
    for each in moves:
        day = date.fromisoformat(each.on)
        lines.append(f"{day:%d/%m/%Y};{each.label};{each.amount.replace('.', ',')}")
    return "\r\n".join([*lines, ""]).encode("cp1252")


COMMAND = Way("command", account=CURRENT)


async def bring(content: bytes, folder: Path, way: Way = COMMAND, name: str = "releve") -> Outcome:
    """Write a file and import it as the command does."""
    path = folder / name
    path.write_bytes(content)
    return await import_file(path, name, way, lambda count: None, at=NOW, by=ODILE)


def counts(outcome: Outcome) -> tuple[int, int, int]:
    """Lines read, new, there already."""
    return outcome.read, outcome.added, outcome.unchanged


async def kept_amounts() -> list[int]:
    """The amounts of all kept lines, in cents, by day and by the order of their coming."""
    rows = await BankLine.select(BankLine.amount_cents).order_by(BankLine.booked_on).order_by(
        BankLine.id
    )  # fmt: skip
    return [row["amount_cents"] for row in rows]


def way(**changes: object) -> Way:
    """The command with other answers."""
    return replace(COMMAND, **changes)  # type: ignore[arg-type]
