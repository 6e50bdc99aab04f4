"""A line of history: an invoice or credit note of before, open, part paid or paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import Finding, Refused, finding, refuse
from app.core.money import Euros
from app.imports.rules.parties import Named, read_named
from app.imports.rules.reading import Cells

_NUMBER = 60


@dataclass(frozen=True)
class HistoryLine:
    """What a line says. Cents, VAT included, negative for a credit note; `paid` 0 when open."""

    client: Named
    number: str
    issued_on: date
    due_on: date
    amount: int
    paid_on: date | None
    paid: int
    disputed: bool
    note: str = ""

    @property
    def key(self) -> str:
        """What tells this document from others of the same file."""
        return f"{self.client.key}\n{self.number}"

    @property
    def facts(self) -> str:
        """All that it says, to tell whether two lines say the same."""
        parts = (self.issued_on, self.due_on, self.amount, self.paid_on, self.paid, self.disputed)
        return "\n".join(map(str, parts))


@dataclass(frozen=True)
class KnownOpening:
    """A document of before that is there, and what the imports so far said was paid of it."""

    invoice_id: int
    instalment_id: int
    issued_on: date
    due_on: date
    amount: int
    disputed: bool
    paid: int
    paid_on: date | None


@dataclass(frozen=True)
class LaterPayment:
    """What has been paid since the last import: cents, put on an instalment."""

    known: KnownOpening
    amount: int
    paid_on: date

    def key(self, run_id: int | None) -> str:
        """Unique: the same file again records nothing, unless what recorded it was undone."""
        return f"history:{self.known.invoice_id}:{self.known.paid + self.amount}:{run_id}"


def read_history(line: Mapping[str, str], remarks: str, today: date) -> HistoryLine:
    """Judge a line. Refused with every fault: an empty or unreadable cell, a day to come, due
    before issued, nothing owed, more paid than owed, paid without a day."""
    cells = Cells(line)
    client = read_named(cells)
    number = cells.text("number", required=True, max=_NUMBER)
    amount = cells.amount("amount", required=True) or 0
    issued_on = cells.day("issued_on", required=True) or today
    due_on = cells.day("due_on", required=amount >= 0) or issued_on
    paid_on, paid = cells.day("paid_on"), cells.amount("paid_amount")
    disputed = cells.flag("disputed")
    cells.check()
    cells.findings += _money(amount, paid_on, paid) + _days(issued_on, due_on, paid_on, today)
    cells.check()
    whole = amount if paid is None else paid
    settled = whole if paid_on else 0
    return HistoryLine(
        client, number, issued_on, due_on, amount, paid_on, settled, disputed, remarks[:5_000]
    )


def _money(amount: int, paid_on: date | None, paid: int | None) -> list[Finding]:
    if amount == 0:
        return [finding("imports.nothing", "An amount of zero is owed by nobody.", "amount")]
    if paid and paid_on is None:
        return [
            finding(
                "imports.paid_when",
                "%(paid)s paid, but the day is missing.",
                "paid_on",
                paid=Euros(paid),
            )
        ]
    if paid_on and paid == 0:
        return [
            finding("imports.paid_nothing", "A day of payment, but nothing paid.", "paid_amount")
        ]
    if paid is not None and (abs(paid) > abs(amount) or paid * amount < 0):
        return [
            finding(
                "imports.overpaid",
                "%(paid)s paid of %(amount)s is not possible.",
                "paid_amount",
                paid=Euros(paid),
                amount=Euros(amount),
            )
        ]
    return []


def _days(issued_on: date, due_on: date, paid_on: date | None, today: date) -> list[Finding]:
    found = [
        finding("imports.future", "%(day)s is in the future.", field, day=day)
        for field, day in (("issued_on", issued_on), ("paid_on", paid_on))
        if day and day > today
    ]
    if due_on < issued_on:
        found.append(
            finding(
                "imports.due_before",
                "Due on %(due)s, before it was issued on %(issued)s.",
                "due_on",
                due=due_on,
                issued=issued_on,
            )
        )
    return found


def judge(line: HistoryLine, known: KnownOpening) -> LaterPayment | None:
    """A document that is there already: None when the line says nothing new, or what has been paid
    since. Refused: any other difference, naming it."""
    _refuse_other(line, known)
    if (line.paid, line.paid_on) == (known.paid, known.paid_on):
        return None
    if line.paid_on and abs(line.paid) > abs(known.paid):
        if line.amount < 0:
            raise refuse(
                "imports.credit_settled",
                "Credit note %(number)s is there already, not used: put it on an invoice, or "
                "record the refund, by hand.",
                "paid_on",
                number=line.number,
            )
        return LaterPayment(known, line.paid - known.paid, line.paid_on)
    raise refuse(
        "imports.paid_differs",
        "%(number)s is there already with %(there)s paid; the line says %(said)s.",
        "paid_on",
        number=line.number,
        there=_paid(known.paid, known.paid_on),
        said=_paid(line.paid, line.paid_on),
    )


def _refuse_other(line: HistoryLine, known: KnownOpening) -> None:
    said = (
        ("issued_on", known.issued_on, line.issued_on),
        ("due_on", known.due_on, line.due_on),
        ("amount", Euros(known.amount), Euros(line.amount)),
        ("disputed", _yes(known.disputed), _yes(line.disputed)),
    )
    found = [
        finding(
            "imports.history_differs",
            "%(number)s is there already with “%(there)s”; the line says “%(said)s”.",
            field,
            number=line.number,
            there=there,
            said=new,
        )
        for field, there, new in said
        if there != new
    ]
    if found:
        raise Refused(found)


def _paid(cents: int, on: date | None) -> list[object]:
    return [Euros(cents), on] if on else [Euros(0)]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
