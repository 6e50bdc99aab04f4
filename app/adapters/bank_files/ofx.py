"""OFX statements of bank accounts, versions 1 and 2, whatever order their tags come in."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.adapters.bank_files.found import (
    EURO,
    Begin,
    Beside,
    End,
    Entry,
    Event,
    account_of,
    at_place,
    foreign,
    joined,
)
from app.adapters.bank_files.letters import blocks, encoding_of
from app.adapters.bank_files.reading import cents, not_a_day, within
from app.adapters.bank_files.tags import Tag, tags

_STATEMENT_PARTS = ("BANKACCTFROM", "BANKTRANLIST", "STMTTRN", "LEDGERBAL", "AVAILBAL", "BALLIST")
_MOVEMENT_PARTS = ("PAYEE", "BANKACCTTO", "CURRENCY", "ORIGCURRENCY")
_OTHER_ACCOUNTS = ("CCSTMTRS", "INVSTMTRS")
_AGGREGATES = frozenset(
    ("OFX", "STMTRS", "BAL", *_STATEMENT_PARTS, *_MOVEMENT_PARTS, *_OTHER_ACCOUNTS)
)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2,6}(\.\d{1,6})?)?\s*(\[.{1,20}\])?", re.ASCII)
_RETURNED = {"REVERSAL", "RETURN"}


def read(path: Path) -> Iterator[Event]:
    """The statements of a file. Refused: no statement of a bank account, another currency, a
    movement without its day, amount or number, tags that do not match; each with its line."""
    reading = _Reading()
    for tag in tags(blocks(path, encoding_of(path))):
        yield from reading.take(tag)
    reading.check_end()


class _Reading:
    """The aggregates that are open, and what the innermost of them says."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int, dict[str, str]]] = []
        self._statement: _Statement | None = None
        self._seen = False
        self._other = ""
        self._last = 1

    def take(self, tag: Tag) -> list[Event]:
        self._last = tag.line
        if tag.closes:
            return self._close(tag) if tag.name in _AGGREGATES else []
        if tag.name in _AGGREGATES:
            self._open.append((tag.name, tag.line, {}))
            if tag.name == "STMTRS":
                self._statement = _Statement(tag.line)
            elif tag.name in _OTHER_ACCOUNTS:
                self._other = tag.name
        elif self._open:
            self._open[-1][2].setdefault(tag.name, tag.text)
            if tag.name == "CURDEF" and self._statement is not None:
                self._statement.currency_line = tag.line
        return []

    def _close(self, tag: Tag) -> list[Event]:
        if not self._open or self._open[-1][0] != tag.name:
            raise at_place(
                "bank.tags",
                "Line %(line)s: </%(tag)s> closes nothing that is open here.",
                tag.line,
                tag=tag.name,
            )
        name, line, said = self._open.pop()
        here = self._statement
        if here is None:
            return [Beside()] if name == "STMTTRN" else []
        if name == "STMTRS":
            self._statement, self._seen = None, True
            return here.finish(said)
        around = self._open[-1]
        if name == "STMTTRN":
            return here.movement(said, line)
        if around[0] == "STMTRS":
            here.part(name, said, line, around[2])
        elif around[0] == "STMTTRN" and name in _MOVEMENT_PARTS:
            around[2].update({f"{name}.{each}": text for each, text in said.items()})
        return []

    def check_end(self) -> None:
        """Refuse a file that is cut off, or has no statement of a bank account."""
        if self._open:
            raise at_place(
                "bank.cut_off",
                "Line %(line)s: the file stops before its end. Download it again.",
                self._last,
            )
        if not self._seen:
            raise at_place(
                "bank.no_bank_statement",
                "Line %(line)s: this file ends without any statement of a bank account%(instead)s.",
                self._last,
                instead=f" ({self._other})" if self._other else "",
            )


class _Statement:
    """One statement under way."""

    def __init__(self, line: int) -> None:
        self.line = self.currency_line = line
        self._account: dict[str, str] | None = None
        self._begun = False
        self._balance: tuple[int, date] | None = None

    def part(self, name: str, said: dict[str, str], line: int, own: dict[str, str]) -> None:
        """The account, or the balance."""
        if name == "BANKACCTFROM":
            self._account = said
            self._check_currency(own)
        elif name == "LEDGERBAL" and said.get("BALAMT"):
            self._balance = cents(said["BALAMT"], line), _day(said.get("DTASOF", ""), line)

    def movement(self, said: dict[str, str], line: int) -> list[Event]:
        """One movement; the first one brings the beginning of its statement too."""
        if "CURRENCY.CURSYM" in said and said["CURRENCY.CURSYM"].upper() != EURO:
            raise foreign(line, said["CURRENCY.CURSYM"])
        if not said.get("TRNAMT"):
            raise at_place(
                "bank.entry_half",
                "Line %(line)s: this entry lacks its amount or its direction.",
                line,
            )
        kind = said.get("TRNTYPE", "").upper()
        return [*self._begin(), _entry(said, kind, line)]

    def finish(self, own: dict[str, str]) -> list[Event]:
        """The end of the statement; OFX says no opening balance."""
        self._check_currency(own)
        closing, closing_on = self._balance or (None, None)
        return [*self._begin(), End(closing_cents=closing, closing_on=closing_on)]

    def _begin(self) -> list[Event]:
        if self._begun:
            return []
        self._begun = True
        found = self._account or {}
        account = account_of(
            bank=_bare(found.get("BANKID")),
            branch=_bare(found.get("BRANCHID")),
            number=_bare(found.get("ACCTID")),
        )
        if not account.iban and not account.number:
            raise at_place(
                "bank.no_account",
                "Line %(line)s: this statement does not say of which account it is.",
                self.line,
            )
        return [Begin(account, "ofx", self.line)]

    def _check_currency(self, own: dict[str, str]) -> None:
        currency = own.get("CURDEF", "").upper()
        if currency not in ("", EURO):
            raise foreign(self.currency_line, currency)


def _entry(said: dict[str, str], kind: str, line: int) -> Entry:
    name = said.get("NAME") or said.get("PAYEE.NAME", "")
    check = said.get("CHECKNUM", "")
    return Entry(
        place=line,
        booked_on=_day(said.get("DTPOSTED", ""), line),
        value_on=_day(said["DTAVAIL"], line) if said.get("DTAVAIL") else None,
        amount_cents=cents(said["TRNAMT"], line),
        label=joined(name, said.get("MEMO", ""), f"n° {check}" if check else ""),
        reference=said.get("REFNUM", ""),
        payer_name=joined(name),
        payer_iban=_bare(said.get("BANKACCTTO.ACCTID")),
        transaction_code=kind,
        return_reason="RVSL" if kind in _RETURNED else "",
        bank_reference=said.get("FITID", ""),
    )


def _bare(text: str | None) -> str:
    return "".join((text or "").split()).upper()


def _day(text: str, line: int) -> date:
    """The first eight digits: the bank's own day, whatever zone it writes the hour in."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise not_a_day(text, line)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise not_a_day(text, line) from error
    return within(day, text, line)
