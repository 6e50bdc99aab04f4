"""The lines of a bank's table as movements: each judged, all faults of a line told at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.bank.rules.amounts import read_amount, unreadable
from app.bank.rules.layout import Days, Layout
from app.bank.rules.movements import Movement, tidied
from app.core.errors import Finding, Refused, finding, refuse
from app.core.money import Euros

_NUMERIC_DAY = re.compile(
    r"(?:(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})|(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2}))"
    r"(?:[ T]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_SEPARATED = re.compile(r"[;,\t|]")
_EUROS = {"", "EUR", "EURO", "EUROS", "€"}
_FORMULA = re.compile(r"#(FORMULA!|REF|N/A|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL)")


@dataclass
class Rows:
    """Reads the lines of one table in their order, and follows its balance where it shows one."""

    layout: Layout
    passed_over: int = 0
    accounts: set[str] = field(default_factory=set)
    opening_cents: int | None = None
    closing_cents: int | None = None
    _last: tuple[int, int] | None = None
    _whole: bool = True
    _debit_sign: int = 0
    _up: bool = True
    _down: bool = True

    def read(self, number: int, cells: Sequence[str]) -> Movement | None:
        """The movement of a line; None for a remark, which has neither a day nor an amount.
        Refused: everything in it that cannot be read."""
        _check_quotes(number, cells)
        said = _Line(self.layout, number, cells)
        if not said.text("booked_on") and not any(map(said.text, ("amount", "debit", "credit"))):
            self.passed_over += 1
            return None
        booked, value = said.day("booked_on"), said.day("value_on", required=False)
        amount = said.amount()
        said.check_currency()
        balance = said.balance()
        self._one_debit_sign(said)
        said.check()
        if booked is None or amount is None:
            raise ValueError("what is missing was refused")
        if balance is None:
            self._whole = False
        elif self._whole:
            self._follow(number, amount, balance)
        if account := said.text("account"):
            self.accounts.add("".join(account.split()).upper())
        labels = [said.text(name) for name in ("label", "label_2", "label_3")]
        return tidied(
            Movement(
                place=number,
                booked_on=booked,
                value_on=value,
                amount_cents=amount,
                label=" ".join(label for label in labels if label),
                payer_name=said.text("payer_name"),
                payer_iban="".join(said.text("payer_iban").split()).upper(),
                transaction_code=said.text("transaction_code"),
                bank_reference=said.text("bank_reference"),
            )
        )

    def _follow(self, number: int, amount: int, balance: int) -> None:
        """Each balance is the one of the line before, moved by an amount: from the top down or from
        the bottom up. Refused: neither."""
        if self._last is None:
            self.opening_cents, self.closing_cents = balance - amount, balance
        else:
            before, moved = self._last
            self._up = self._up and balance == before + amount
            self._down = self._down and before == balance + moved
            if not self._up and not self._down:
                raise refuse(
                    "bank.balance",
                    "Line %(line)s: the balance %(balance)s does not follow from the line before: "
                    "a line is missing, or the column is another.",
                    None,
                    line=number,
                    balance=Euros(balance),
                )
            if self._up:
                self.closing_cents = balance
            else:
                self.opening_cents = balance - amount
        self._last = balance, amount

    def balances(self) -> tuple[int | None, int | None]:
        """Opening and closing, when every line showed its balance."""
        if not self._whole:
            return None, None
        return self.opening_cents, self.closing_cents

    def _one_debit_sign(self, said: "_Line") -> None:
        """A column of debits has a minus everywhere or nowhere: mixed, it would say credits too."""
        if said.debit_sign and self._debit_sign and said.debit_sign != self._debit_sign:
            said.fail(
                "bank.debit_signs",
                "Line %(line)s: the debit “%(value)s” has another sign than those before it.",
                said.text("debit"),
            )
        self._debit_sign = self._debit_sign or said.debit_sign


class _Line:
    """The cells of one line by field; faults are collected."""

    def __init__(self, layout: Layout, number: int, cells: Sequence[str]) -> None:
        self.layout, self.number, self.cells = layout, number, cells
        self.findings: list[Finding] = []
        self.debit_sign = 0

    def text(self, name: str) -> str:
        place = self.layout.places.get(name, len(self.cells))
        return self.cells[place].strip() if place < len(self.cells) else ""

    def check(self) -> None:
        if self.findings:
            raise Refused(self.findings)

    def day(self, name: str, required: bool = True) -> date | None:
        text = self.text(name)
        if not text and not required:
            return None
        found = _day(text, self.layout.days)
        if found is None:
            self.fail(
                "bank.day",
                "Line %(line)s: “%(value)s” is not a day of the calendar.",
                text,
            )
        return found

    def amount(self) -> int | None:
        if "amount" in self.layout.places:
            return self._cents("amount")
        debit, credit = self.text("debit"), self.text("credit")
        if not debit and not credit:
            self.fail("bank.no_amount", "Line %(line)s: there is a day, and no amount.", "")
            return None
        out = self._cents("debit") if debit else 0
        into = self._cents("credit") if credit else 0
        if out is None or into is None:
            return None
        if (out and into) or into < 0:
            self.fail(
                "bank.both",
                "Line %(line)s: debit and credit contradict each other (“%(value)s”).",
                f"{debit} / {credit}",
            )
            return None
        self.debit_sign = (out > 0) - (out < 0)
        return into - abs(out)

    def balance(self) -> int | None:
        return self._cents("balance") if self.text("balance") else None

    def check_currency(self) -> None:
        said = self.text("currency").upper()
        if said not in _EUROS:
            self.fail(
                "bank.currency",
                "Line %(line)s: this is in %(currency)s. Only accounts in euros are read.",
                said,
                currency=said[:12],
            )

    def _cents(self, name: str) -> int | None:
        text = self.text(name)
        try:
            if _FORMULA.match(text):
                raise unreadable(text)
            return read_amount(text, self.layout.decimal)
        except Refused:
            self.fail(
                "bank.amount",
                "Line %(line)s: “%(value)s” is not an amount that can be read without a guess.",
                text,
            )
            return None

    def fail(self, code: str, message: str, value: str, **facts: object) -> None:
        self.findings.append(
            finding(code, message, None, line=self.number, value=value[:40], **facts)
        )


def _check_quotes(number: int, cells: Sequence[str]) -> None:
    """Refused: a cell that holds whole lines of the table."""
    if any(map(_swallows, cells)):
        raise refuse(
            "bank.quote",
            "Line %(line)s: a quotation mark is opened and swallows the lines after it.",
            None,
            line=number,
        )


def _swallows(cell: str) -> bool:
    """Whether a cell of several lines holds what looks like lines of the table: a day and more."""
    return "\n" in cell and any(
        len(parts) > 2 and any(_NUMERIC_DAY.fullmatch(part.strip(' "')) for part in parts)
        for parts in map(_SEPARATED.split, cell.splitlines()[1:])
    )


def _day(text: str, order: str) -> date | None:
    match = _NUMERIC_DAY.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        first, second, year = int(match[4]), int(match[5]), int(match[6])
        year += 2000 if year < 100 else 0
        day, month = (second, first) if order == Days.MONTH_FIRST else (first, second)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= year <= 2099 else None
