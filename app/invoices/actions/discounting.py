"""A discount for paying early, honoured: a credit note of it, with its VAT, on what is open."""

from datetime import date, datetime, timedelta

from app.adapters.database import Tx, transaction
from app.core.errors import refuse
from app.core.formats import percent
from app.core.i18n import gettext
from app.core.money import Euros
from app.invoices import rules
from app.invoices.actions.crediting import credit_mirror, held_original
from app.invoices.queries.originals import Original
from app.invoices.queries.rows import part_of
from app.invoices.rules import Mirror, Purpose
from app.invoices.tables import Allocation, Balance


async def grant_discount(
    invoice_id: int, *, on: date, at: datetime, by: str, today: date | None = None
) -> int:
    """Issue the credit note of the discount promised for paying early; gives back its id, also when
    it exists already.

    Refused: none was promised, nothing was paid or not in time, more than the discount is open.
    """
    async with transaction() as tx:
        return await grant_discount_in(tx, invoice_id, on=on, at=at, by=by, today=today)


async def grant_discount_in(
    tx: Tx, invoice_id: int, *, on: date, at: datetime, by: str, today: date | None = None
) -> int:
    """Step: the same."""
    of = await held_original(tx, invoice_id)
    for note in of.credit_notes:
        if note.invoice["purpose"] == Purpose.DISCOUNT:
            return int(note.invoice["id"])
    row = of.whole.invoice
    if row["discount_rate"] is None:
        raise refuse("invoices.no_early", "This invoice promises nothing for paying early.")
    await _refuse_late(of)
    mirror = _mirror(of, await _open(invoice_id))
    source = f"discount:{invoice_id}"
    return await credit_mirror(
        tx, of, mirror, source, "", on, at, by, today, purpose=Purpose.DISCOUNT
    )


async def _open(invoice_id: int) -> int:
    rows = await Balance.select(Balance.open).where(Balance.invoice_id == invoice_id)
    return sum(row["open"] for row in rows)


async def _refuse_late(of: Original) -> None:
    """Judged by the day of the money, as lateness is."""
    # The kind is no way in: by it SQLite goes over every allocation of that kind.
    row = of.whole.invoice
    until = row["issued_on"] + timedelta(days=row["discount_days"])
    paid = await Allocation.raw(
        "SELECT a.paid_on AS paid_on FROM allocation a JOIN instalment s ON s.id = a.instalment"
        " WHERE s.invoice = {} AND a.source_kind || '' = 'receipt' AND a.reverses IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id)"
        " ORDER BY a.paid_on DESC LIMIT 1",
        row["id"],
    )
    if not paid or paid[0]["paid_on"] > until:
        raise refuse(
            "invoices.paid_too_late",
            "The discount was for payment by %(day)s: nothing had been paid, or not all of it.",
            day=until,
        )


def _mirror(of: Original, open: int) -> Mirror:
    """One line for each VAT rate, with the VAT of it; a cent or two that the client reckoned
    otherwise is the credit note's rounding."""
    row = of.whole.invoice
    rate, language = row["discount_rate"], row["language"]
    parts = [part_of(each) for each in of.whole.parts]
    label = gettext("Discount of %(rate)s for early payment", language)
    lines = rules.discount_lines(parts, rate, label % {"rate": percent(rate, language)})
    mirror = rules.discounted(lines, open, of.whole.payable)
    granted = -(mirror.totals.total + mirror.totals.rounding)
    if open > granted:
        raise refuse(
            "invoices.discount_open",
            "%(open)s is still open, more than the discount of %(granted)s: record the payment "
            "first.",
            open=Euros(open),
            granted=Euros(granted),
        )
    return mirror
