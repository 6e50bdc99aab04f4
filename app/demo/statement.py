"""The bank’s side of the last weeks: a statement of what came by transfer, as banks write it, and
of what a workshop pays; read in and matched as the owner would."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from app.bank import actions as bank
from app.bank.actions import Way
from app.core.text import searchable
from app.demo.cast import BUSINESS
from app.demo.cheques import CREDITED, said_by_the_bank
from app.demo.scene import Play, moment
from app.invoices.queries import open_instalments
from app.payments.rules import Method, ReceiptValues

# What came by transfer since then is known from the bank alone.
DAYS = timedelta(days=20)
_OPENING = 842_317
_OUT = (
    (2, -115_000, "LOYER ATELIER", "SCI DES TABLES CLAUDIENNES"),
    (4, -1_490, "COTISATION COMPTE PRO", ""),
    (6, -18_432, "PRLV EDF PRO", "EDF"),
    (9, -86_200, "PRLV URSSAF RHONE ALPES", "URSSAF"),
    (12, -42_756, "FOURNITURES FACT 88213", "REXEL FRANCE"),
    (14, 23_640, "REMB SINISTRE DOSSIER 4471", "GENERALI IARD"),
)


@dataclass(frozen=True)
class _Move:
    on: date
    cents: int
    label: str
    name: str
    iban: str = ""


def waits_for_the_bank(play: Play, receipt: ReceiptValues) -> bool:
    """Whether the statement will bring it, so that nobody records it by hand."""
    recent = receipt.received_on > play.today - DAYS
    return recent and receipt.method is Method.TRANSFER


async def read_the_statement(play: Play) -> None:
    """Import the statement of the last weeks, and match its lines."""
    moves = [*_transfers(play), *_others(play), *await _puzzle(play), *_slips(play)]
    moves.sort(key=lambda move: move.on)
    at = moment(play.today, 9)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "releve.xml"
        path.write_text(_camt(moves, play.today), encoding="utf-8")
        way = Way("command")
        await bank.import_file(path, path.name, way, lambda _: None, at=at, by="echeance")
    await bank.sweep(at=at, by="echeance")


def _transfers(play: Play) -> Iterator[_Move]:
    """Each payer with its habits: the number as printed, its last digits, or nothing."""
    for receipt in play.transfers:
        name = play.players[receipt.client_id].values.name
        number = receipt.reference
        tail = number.rpartition("-")[2].lstrip("0")
        label = play.random.choice((number, f"REGLEMENT {number}", f"FACT {tail}", "VIREMENT"))
        iban = f"FR76{receipt.client_id * 7_919:023}"
        yield _Move(receipt.received_on, receipt.amount, label, _as_banks_write(name), iban)


def _slips(play: Play) -> Iterator[_Move]:
    for slip in play.slips:
        yield _Move(slip.deposited_on + CREDITED, slip.total, said_by_the_bank(slip), "")


def _as_banks_write(name: str) -> str:
    return searchable(name).upper().replace("'", " ")[:35]


def _others(play: Play) -> Iterator[_Move]:
    for days, cents, label, name in _OUT:
        yield _Move(play.today - timedelta(days=days), cents, label, name)


async def _puzzle(play: Play) -> list[_Move]:
    """Somebody whom nobody knows pays exactly what a client owes: that is asked."""
    owed = [one for one in await open_instalments() if one.open > 0 and one.due_on < play.today]
    on = play.today - timedelta(days=3)
    return [_Move(on, owed[0].open, "VIREMENT", "M OU MME BERTHIER")] if owed else []


def _camt(moves: list[_Move], today: date) -> str:
    """Two statements that follow each other: of the cheques of long ago, which were put by, and of
    the last weeks."""
    since = today - DAYS - timedelta(days=1)
    old, new = ([m for m in moves if m.on < since], [m for m in moves if m.on >= since])
    until = since - timedelta(days=1)
    put_by = _Move(until, -sum(move.cents for move in old), "VIR VERS LIVRET PRO", "")
    told = _statement(1, [*old, put_by], _OPENING, until) if old else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>DEMO</MsgId></GrpHdr>{told}{_statement(2, new, _OPENING, today)}"
        "</BkToCstmrStmt></Document>"
    )


def _statement(number: int, moves: list[_Move], opening: int, until: date) -> str:
    first = min((move.on for move in moves), default=until)
    closing = opening + sum(move.cents for move in moves)
    entries = "".join(_entry(move, f"{number}-{n}") for n, move in enumerate(moves, start=1))
    return (
        f"<Stmt><Id>DEMO{number}</Id><LglSeqNb>{number}</LglSeqNb>"
        f"<Acct><Id><IBAN>{BUSINESS['iban']}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening, first - timedelta(days=1))}"
        f"{_balance('CLBD', closing, until)}{entries}</Stmt>"
    )


def _balance(code: str, cents: int, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(cents)}"
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def _amount(cents: int) -> str:
    euros, rest = divmod(abs(cents), 100)
    way = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{euros}.{rest:02}</Amt><CdtDbtInd>{way}</CdtDbtInd>'


def _entry(move: _Move, n: str) -> str:
    side = "Dbtr" if move.cents > 0 else "Cdtr"
    name = f"<{side}><Nm>{escape(move.name)}</Nm></{side}>" if move.name else ""
    account = f"<{side}Acct><Id><IBAN>{move.iban}</IBAN></Id></{side}Acct>" if move.iban else ""
    parties = f"<RltdPties>{name}{account}</RltdPties>" if name else ""
    return (
        f"<Ntry>{_amount(move.cents)}<Sts>BOOK</Sts><BookgDt><Dt>{move.on}</Dt></BookgDt>"
        f"<ValDt><Dt>{move.on}</Dt></ValDt><AcctSvcrRef>DEMO{n}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"{parties}<RmtInf><Ustrd>{escape(move.label)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
