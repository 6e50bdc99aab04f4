"""A deposit asked for a draft: an invoice of its own (386), of a part of the draft."""

from datetime import datetime

from app.adapters.database import Tx, transaction
from app.core.errors import refuse
from app.core.formats import percent as shown
from app.core.i18n import gettext
from app.core.money import MAX_CENTS, RATE_SCALE, divide, net_of_gross, price_of_cents, share
from app.invoices.actions.drafting import draft_from
from app.invoices.actions.drafts import DraftValues
from app.invoices.actions.locks import hold_invoices
from app.invoices.queries.rows import Whole, line_of, load
from app.invoices.rules import Kind, LineDraft, Purpose
from app.invoices.tables import Invoice

Group = tuple[int, str, str, str]


async def ask_deposit(
    draft_id: int, *, percent: int | None, amount: int | None, key: str, at: datetime, by: str
) -> int:
    """Draft the deposit invoice of a share (basis points) or an amount (cents with VAT) of a draft;
    gives back its id, also when the same form (`key`) was sent before.

    One line for each VAT rate. Refused: neither or both, none of it, more than the draft.
    """
    async with transaction() as tx:
        return await ask_deposit_in(
            tx, draft_id, percent=percent, amount=amount, key=key, at=at, by=by
        )


async def ask_deposit_in(
    tx: Tx,
    draft_id: int,
    *,
    percent: int | None,
    amount: int | None,
    key: str,
    at: datetime,
    by: str,
) -> int:
    """Step: the same within a transaction."""
    await hold_invoices(tx, [draft_id])
    source = f"deposit:{draft_id}:{key}"
    known = await Invoice.select(Invoice.id).where(Invoice.source == source).first()
    if known:
        return int(known["id"])
    whole = (await load([draft_id])).get(draft_id)
    if whole is None or whole.invoice["state"] != "draft" or not _may_have(whole):
        raise refuse(
            "invoices.no_deposit_here", "A deposit is asked for the draft of a sale, before it."
        )
    row = whole.invoice
    values = DraftValues(
        client_id=row["client"],
        lines=_lines(whole, percent, amount),
        order_number=row["order_number"],
        purpose=Purpose.DEPOSIT,
        basis=draft_id,
    )
    return await draft_from(tx, values, at=at, by=by, source=source)


def _may_have(whole: Whole) -> bool:
    row = whole.invoice
    sale = row["kind"] == Kind.INVOICE and row["purpose"] == Purpose.ORDINARY
    return sale and int(row["total"]) > 0


def _lines(whole: Whole, percent: int | None, amount: int | None) -> tuple[LineDraft, ...]:
    total = int(whole.invoice["total"])
    if (percent is None) == (amount is None):
        raise refuse(
            "invoices.deposit_amount",
            "Give a percentage or an amount, one of them.",
            "deposit_percent",
        )
    wanted = amount if amount is not None else divide(total * (percent or 0), RATE_SCALE)
    if not 0 < wanted <= min(total, MAX_CENTS):
        raise refuse(
            "invoices.deposit_size",
            "A deposit is more than nothing, and at most the whole.",
            "deposit_percent" if amount is None else "deposit_amount",
        )
    language = whole.invoice["language"]
    label = gettext("Deposit", language)
    if percent is not None:
        label = gettext("Deposit of %(rate)s", language) % {"rate": shown(percent, language)}
    return tuple(
        LineDraft(
            label,
            10_000,
            price_of_cents(net_of_gross(cents, group[0])),
            group[0],
            vat_category=group[1],
            exemption=group[2],
            nature=group[3],
        )
        for group, cents in _shared(whole, wanted).items()
        if cents > 0
    )


def _shared(whole: Whole, wanted: int) -> dict[Group, int]:
    """Cents with VAT of the deposit by rate and nature, by what the draft has of each."""
    gross: dict[Group, int] = {}
    for row in whole.lines:
        line = line_of(row)
        key = (line.vat_rate, line.vat_category, line.exemption, line.nature)
        gross[key] = gross.get(key, 0) + row["net"] * (RATE_SCALE + line.vat_rate)
    left, rest = wanted, sum(gross.values())
    found: dict[Group, int] = {}
    for key, part in gross.items():
        found[key] = share(left, part, rest)
        left, rest = left - found[key], rest - part
    return found
