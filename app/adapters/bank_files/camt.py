"""CAMT.053 statements and CAMT.054 notifications of ISO 20022, whatever their version: what is
read is told by the names of elements, which have hardly moved from version 2 to 14.

Entries come one by one, however large the file is.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.adapters.bank_files.camt_entry import Detail, detail, entries
from app.adapters.bank_files.found import (
    EURO,
    Account,
    Begin,
    End,
    Event,
    account_of,
    at_place,
    foreign,
)
from app.adapters.bank_files.nodes import Builder, Node
from app.adapters.bank_files.reading import cents, iso_day
from app.core.errors import Refused

_STATEMENTS = {"Stmt": "BkToCstmrStmt", "Ntfctn": "BkToCstmrDbtCdtNtfctn"}
_KINDS = {"Stmt": "camt053", "Ntfctn": "camt054"}
_REPORT = "BkToCstmrAcctRpt"
_OPENINGS, _CLOSINGS = ("OPBD", "PRCD"), ("CLBD",)
_PROPER = (*_OPENINGS, *_CLOSINGS)
_BETWEEN = "ITBD"


def read(path: Path) -> Iterator[Event]:
    """The statements of a file. Refused: damaged XML, another message, an account or an amount
    that is not in euros, an entry that cannot be read; each with its line."""
    reading = _Reading()
    for _ in Builder(reading.began, reading.ended).read(path):
        yield from reading.take()
    reading.check_end()


class _Reading:
    """Where the reading stands. Only what belongs to a statement is kept, until it is used."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._statement: _Statement | None = None
        self._seen = False
        self._root: Node | None = None

    def take(self) -> list[Event]:
        """What was found since the last time."""
        found, self._events = self._events, []
        return found

    def began(self, node: Node, around: list[Node]) -> None:
        self._root = self._root or node
        above = around[-1].name if around else ""
        if above == _REPORT:
            raise at_place(
                "bank.intraday",
                "Line %(line)s: this is an intraday report (CAMT.052), not a statement. Ask the "
                "bank for CAMT.053.",
                node.line,
            )
        if self._statement is None and _STATEMENTS.get(node.name) == above:
            self._statement = _Statement(node)

    def ended(self, node: Node, around: list[Node]) -> bool:
        here = self._statement
        if here is None:
            return True
        if node is here.node:
            self._events += here.finish()
            self._statement, self._seen = None, True
        elif node.name == "TxDtls":
            here.details.append(detail(node))
        elif around[-1] is not here.node:
            return False
        elif node.name == "Ntry":
            self._events += here.entry(node)
        else:
            return False
        return True

    def check_end(self) -> None:
        """Refuse a file without any statement, by the name of what it is."""
        if not self._seen:
            root = self._root
            raise at_place(
                "bank.no_statement",
                "Line %(line)s: this XML (%(name)s) has no bank statement in it.",
                root.line if root else 1,
                name=root.name[:60] if root else "–",
            )


class _Statement:
    """One statement under way."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.details: list[Detail] = []
        self.pending = 0
        self._account: Account | None = None

    def entry(self, node: Node) -> list[Event]:
        """What an entry brings; the first one brings the beginning of its statement too."""
        found = self._begun()
        found_now, booked = entries(node, self.details, self._known())
        self.details = []
        self.pending += not booked
        return [*found, *found_now]

    def finish(self) -> list[Event]:
        """The end of the statement, with its balances."""
        begun = self._begun()
        opening = self._balance(_OPENINGS, first=True)
        closing = self._balance(_CLOSINGS, first=False)
        return [*begun, End(*opening, *closing, self.pending)]

    def _known(self) -> Account:
        return self._account or Account()

    def _begun(self) -> list[Event]:
        if self._account is not None:
            return []
        found = self.node.first("Acct")
        if found is None:
            raise at_place(
                "bank.no_account",
                "Line %(line)s: this statement does not say of which account it is.",
                self.node.line,
            )
        currency = found.said("Ccy")
        if currency not in ("", EURO):
            raise foreign(found.line, currency)
        self._account = account_of(
            found.said("Id/IBAN"), number=found.said("Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN")
        )
        if not self._account.key:
            raise at_place(
                "bank.no_account",
                "Line %(line)s: this statement does not say of which account it is.",
                found.line,
            )
        number = self.node.said("LglSeqNb", "ElctrncSeqNb", "Id")
        return [Begin(self._account, _KINDS[self.node.name], self.node.line, number[:80])]

    def _balance(self, codes: tuple[str, ...], first: bool) -> tuple[int | None, date | None]:
        """The balance of one of these codes. A page within a statement begins or ends with a
        balance between pages: the first or the last of them."""
        own, between, others = self._coded(codes), self._coded((_BETWEEN,)), self._coded(_PROPER)
        if own:
            return _amount_of(own[0])
        if len(between) > 1 or (between and others):
            return _amount_of(between[0 if first else -1])
        return None, None

    def _coded(self, codes: tuple[str, ...]) -> list[Node]:
        every = list(self.node.every("Bal"))
        return [
            node
            for code in codes
            for node in every
            if node.said("Tp/CdOrPrtry/Cd", "Tp/Cd") == code
        ]


def _amount_of(node: Node) -> tuple[int, date]:
    amount = node.first("Amt")
    if amount is None:
        raise _half(node)
    currency = amount.attributes.get("Ccy", EURO)
    if currency != EURO:
        raise foreign(amount.line, currency)
    sign = {"CRDT": 1, "DBIT": -1}.get(node.said("CdtDbtInd"))
    day = node.first("Dt/Dt", "Dt/DtTm")
    if sign is None or day is None:
        raise _half(node)
    return sign * cents(amount.text, amount.line), iso_day(day.text, day.line)


def _half(node: Node) -> Refused:
    return at_place(
        "bank.balance_half",
        "Line %(line)s: this balance lacks its amount, its direction or its day.",
        node.line,
    )
