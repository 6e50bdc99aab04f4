"""Invoices that another document credits or replaces: as issued, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import Finding, finding
from app.core.money import Euros
from app.invoices.queries.deposits import deposits
from app.invoices.queries.rows import Whole, adjustment_of, deduction_of, line_of, load, part_of
from app.invoices.rules import Before, Credited, Issued, Kind, Purpose, Totals
from app.invoices.tables import Allocation, Invoice


@dataclass(frozen=True)
class Original:
    """An invoice, its issued credit notes, and the number of the issued one that replaces it.

    Cents: `taken_off` of a deposit by final invoices, `paid` by money that is on it now,
    `written_off` without.
    """

    whole: Whole
    credit_notes: tuple[Whole, ...]
    replaced_by: str | None
    taken_off: int
    paid: int
    written_off: int

    @property
    def credited(self) -> Credited:
        """It as another document names it."""
        row = self.whole.invoice
        return Credited(
            row["id"], row["number"], row["issued_on"], row["purpose"], self.whole.payable
        )

    @property
    def issued(self) -> Issued:
        """It as a credit note sees it."""
        whole, row = self.whole, self.whole.invoice
        return Issued(
            lines={each["id"]: line_of(each) for each in whole.lines},
            adjustments={each["id"]: adjustment_of(each) for each in whole.adjustments},
            deductions=[deduction_of(each) for each in whole.deductions],
            totals=Totals(
                nets=tuple(each["net"] for each in whole.lines),
                parts=tuple(part_of(each) for each in whole.parts),
                **{name: row[name] for name in _SUMS},
            ),
            before=self._before(),
        )

    def _before(self) -> Before:
        lines: dict[int, tuple[int, int]] = {}
        allowances: dict[int, int] = {}
        given: dict[int, tuple[int, int]] = {}
        discounts = [x for x in self.credit_notes if x.invoice["purpose"] == Purpose.DISCOUNT]
        for note in self.credit_notes:
            for row in note.lines if note not in discounts else ():
                key, was = row["credits_line"], lines.get(row["credits_line"], (0, 0))
                lines[key] = (was[0] - row["quantity"], was[1] - row["net"])
            for row in note.adjustments:
                key = row["credits_adjustment"]
                allowances[key] = allowances.get(key, 0) - row["amount"]
            for row in note.deductions:
                was = given.get(row["deposit"], (0, 0))
                given[row["deposit"]] = (was[0] - row["total"], was[1] - row["vat"])
        face = -sum(each.invoice["total"] + each.invoice["rounding"] for each in self.credit_notes)
        granted = tuple(line_of(row) for note in discounts for row in note.lines)
        return Before(lines, allowances, given, face, granted)

    @property
    def left(self) -> int:
        """Cents with VAT that can still be credited."""
        return self.issued.left - self.taken_off


_SUMS = ("net", "vat", "total", "allowances", "charges", "rounding")


async def originals(ids: Sequence[int]) -> dict[int, Original]:
    """The named invoices with their credit notes."""
    wholes = await load(ids)
    if not wholes:
        return {}
    rows = await Invoice.select(Invoice.id, Invoice.credits).where(
        Invoice.credits.is_in(list(wholes)),
        Invoice.state == "issued",
        Invoice.kind == Kind.CREDIT_NOTE,
    )
    notes = await load([row["id"] for row in rows])
    replaced = await Invoice.select(Invoice.corrects, Invoice.number).where(
        Invoice.corrects.is_in(list(wholes)), Invoice.state == "issued"
    )
    by = {row["corrects"]: row["number"] for row in replaced}
    paid = await _put(list(wholes), "'receipt'")
    written_off = await _put(list(wholes), "'difference', 'loss'")
    found = await deposits(
        [key for key, each in wholes.items() if each.invoice["purpose"] == Purpose.DEPOSIT]
    )
    return {
        key: Original(
            whole,
            tuple(note for note in notes.values() if note.invoice["credits"] == key),
            by.get(key),
            _taken_off(whole, [n for n in notes.values() if n.invoice["credits"] == key], found),
            paid.get(key, 0),
            written_off.get(key, 0),
        )
        for key, whole in wholes.items()
    }


async def _put(ids: Sequence[int], kinds: str) -> dict[int, int]:
    places = ", ".join("{}" for _ in ids)
    rows = await Allocation.raw(
        "SELECT s.invoice AS id, CAST(SUM(a.amount) AS BIGINT) AS cents FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment"
        f" WHERE a.source_kind IN ({kinds}) AND s.invoice IN ({places}) GROUP BY s.invoice",
        *ids,
    )
    return {int(row["id"]): int(row["cents"]) for row in rows}


def _taken_off(whole: Whole, notes: Sequence[Whole], found: Mapping[int, Any]) -> int:
    left = found.get(whole.invoice["id"])
    if left is None:
        return 0
    credited = sum(note.invoice["total"] for note in notes)
    return int(whole.invoice["total"] + credited - left.total)


def original_faults(whole: Whole, known: Mapping[int, Original], on: date) -> list[Finding]:
    """What keeps a document from crediting or replacing another."""
    row = whole.invoice
    if row["credits"]:
        return _credit_faults(whole, known[row["credits"]], on)
    return _correction_faults(whole, known[row["corrects"]], on) if row["corrects"] else []


def _credit_faults(whole: Whole, of: Original, on: date) -> list[Finding]:
    wanted, there = -(whole.invoice["total"] + whole.invoice["rounding"]), of.credited
    if wanted > of.left:
        return [
            finding(
                "invoices.credit_more_than_left",
                "%(amount)s cannot be credited on %(number)s: %(left)s is left of it.",
                amount=Euros(wanted),
                number=there.number,
                left=Euros(of.left),
            )
        ]
    return [*_replaced(of), *_written_off(of), *_too_early(there, on)]


def _correction_faults(whole: Whole, of: Original, on: date) -> list[Finding]:
    found = [*_replaced(of), *_written_off(of), *_too_early(of.credited, on)]
    number = of.credited.number
    if of.credit_notes:
        found.append(
            finding(
                "invoices.correct_credited",
                "%(number)s has a credit note: what is left of it can only be credited too.",
                number=number,
            )
        )
    if of.paid and whole.invoice["client"] != of.whole.invoice["client"]:
        found.append(
            finding(
                "invoices.correct_client",
                "%(number)s has been paid by its client: take the payment off it before it is "
                "made out to another.",
                "client",
                number=number,
            )
        )
    elif of.paid > whole.payable:
        found.append(
            finding(
                "invoices.correct_paid",
                "%(paid)s was paid of %(number)s, more than the corrected invoice: take the "
                "payment off it first, it stays the client’s credit.",
                paid=Euros(of.paid),
                number=number,
            )
        )
    return found


def _replaced(of: Original) -> list[Finding]:
    if of.replaced_by is None:
        return []
    return [
        finding(
            "invoices.replaced_already",
            "%(number)s was replaced by %(by)s: that one is to be credited or corrected.",
            number=of.credited.number,
            by=of.replaced_by,
        )
    ]


def _written_off(of: Original) -> list[Finding]:
    if not of.written_off:
        return []
    return [
        finding(
            "invoices.written_off",
            "%(amount)s of %(number)s were written off: that is to be undone first.",
            amount=Euros(of.written_off),
            number=of.credited.number,
        )
    ]


def _too_early(there: Credited, on: date) -> list[Finding]:
    if on >= there.issued_on:
        return []
    return [
        finding(
            "invoices.credit_before",
            "A credit note cannot be of a day before its invoice, %(day)s.",
            "issued_on",
            day=there.issued_on,
        )
    ]
