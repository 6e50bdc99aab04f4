"""Interest and indemnities asked for by an invoice of their own, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.queries import client
from app.core.errors import refuse
from app.core.money import Euros
from app.invoices.actions import DraftValues, draft_from, issue_in
from app.invoices.actions.locks import hold_invoices
from app.invoices.rules import Category
from app.lateness.queries import LateInvoice, late_invoices
from app.lateness.rules import Decision, lines
from app.lateness.tables import LateClaim
from app.settings.queries import business

SOURCE = "late:"


@dataclass(frozen=True)
class Asked:
    """The invoice that was issued: its id and number, and cents."""

    id: int
    number: str
    total: int


async def invoice_late(
    client_id: int,
    shown: Mapping[int, int],
    *,
    until_on: date,
    on: date,
    at: datetime,
    by: str,
) -> Asked:
    """Issue one invoice, dated `on` and due at once, for the interest up to `until_on` and the
    indemnities of the named invoices; `shown` is the cents that a person saw of each.

    It bears no VAT (what makes good a loss is no supply), and goes to 7631 and 7588. Refused:
    nothing named, an invoice of someone else, a rate that is missing, an amount that has changed
    since it was seen or is zero, and whatever keeps an invoice from being issued.
    """
    if until_on > on:
        raise refuse("lateness.future", "Interest is asked for up to today at most.", "until_on")
    async with transaction() as tx:
        await hold_invoices(tx, sorted(shown))
        found = await late_invoices(sorted(shown), until_on)
        chosen = [each for each in found.values() if each.client_id == client_id]
        _refuse(chosen, shown)
        document = await _draft(tx, client_id, chosen, until_on, on, at, by)
        number = await issue_in(tx, document, on=on, at=at, by=by, today=on)
        await _keep(tx, chosen, document, until_on, at, by)
    return Asked(document, number, sum(shown.values()))


def _refuse(chosen: Sequence[LateInvoice], shown: Mapping[int, int]) -> None:
    if not chosen or len(chosen) != len(shown):
        raise refuse("lateness.nothing", "Choose at least one late invoice of this client.")
    for each in chosen:
        due = each.lateness.due
        if due is None:
            raise refuse(
                "lateness.rate_missing",
                "A rate is missing for %(number)s: enter it under Settings, Law, or choose an "
                "earlier day.",
                number=each.number,
            )
        if due != shown[each.id] or due <= 0:
            raise refuse(
                "lateness.changed",
                "The interest of %(number)s has changed since you saw it: it is %(due)s now.",
                number=each.number,
                due=Euros(due),
            )


async def _draft(
    tx: Tx,
    client_id: int,
    chosen: Sequence[LateInvoice],
    until_on: date,
    on: date,
    at: datetime,
    by: str,
) -> int:
    language = (await client(client_id)).language
    charges_vat = (await business()).charges_vat
    category = (Category.OUT_OF_SCOPE if charges_vat else Category.EXEMPT).value
    written = [
        line for each in chosen for line in lines(each.number, each.lateness, category, language)
    ]
    values = DraftValues(client_id, tuple(written), due_on=on)
    source = f"{SOURCE}{min(each.id for each in chosen)}:{until_on.isoformat()}"
    return await draft_from(tx, values, at=at, by=by, source=source)


async def _keep(
    tx: Tx,
    chosen: Sequence[LateInvoice],
    document: int,
    until_on: date,
    at: datetime,
    by: str,
) -> None:
    for each in chosen:
        interest, indemnity = each.lateness.interest or 0, each.lateness.indemnity
        row = LateClaim(
            client=each.client_id,
            invoice_id=each.id,
            decision=Decision.INVOICED.value,
            interest=interest,
            indemnity=indemnity,
            until_on=until_on,
            document=document,
            recorded_at=at,
            recorded_by=by,
        )
        await LateClaim.insert(row)
        await record(
            tx,
            act="lateness.invoiced",
            subject_kind="invoice",
            subject_id=each.id,
            client_id=each.client_id,
            at=at,
            by=by,
            detail={"amount": interest + indemnity, "until": until_on, "document": document},
        )
