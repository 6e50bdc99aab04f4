"""Issue: one transaction from a draft to a numbered, frozen, booked and chained document."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.accounting.actions import Linked, chain_many, post_many
from app.accounting.rules import Journal, Posting
from app.adapters.database import Tx, transaction
from app.auth.actions import Subject, record_many
from app.core.errors import Refused, refuse
from app.invoices import rules
from app.invoices.actions.correcting import replace
from app.invoices.actions.locks import hold_invoices, hold_named
from app.invoices.actions.numbers import hold_series, take_numbers
from app.invoices.actions.proofs import keep_proofs
from app.invoices.actions.stock import take_stock
from app.invoices.queries.judging import Accepted, judge
from app.invoices.queries.rows import Whole, load
from app.invoices.rules import Kind
from app.invoices.tables import Balance, Instalment, Invoice, InvoiceVat, Rendering
from app.mandates.queries import Issued, said_of
from app.mandates.rules import DebitSaid

Outcome = str | Refused


async def issue_in(
    tx: Tx,
    invoice_id: int,
    *,
    on: date,
    at: datetime,
    by: str,
    today: date | None = None,
) -> str:
    """Step: issue a draft dated `on`; gives back its number, also when it is issued already.

    Refused, with every reason at once and no number used: see `rules.refusals`. A date after
    `today` is refused when it is given.
    """
    outcome = (await issue_many_in(tx, [invoice_id], on=on, at=at, by=by, today=today))[invoice_id]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


async def issue_many_in(
    tx: Tx,
    ids: Sequence[int],
    *,
    on: date,
    at: datetime,
    by: str,
    today: date | None = None,
) -> dict[int, Outcome]:
    """Step: issue drafts in the order of `ids`; each gets its number or the reasons why not.

    What is refused writes nothing and uses no number; the others are issued.
    """
    await hold_invoices(tx, ids)
    found = await load(ids)
    await hold_named(tx, list(found.values()))
    outcomes: dict[int, Outcome] = {}
    drafts: list[Whole] = []
    for each in dict.fromkeys(ids):
        if each not in found:
            outcomes[each] = refuse("invoices.draft_gone", "This draft has been deleted meanwhile.")
        elif found[each].invoice["state"] == "issued":
            outcomes[each] = found[each].invoice["number"]
        else:
            drafts.append(found[each])
    for kind in Kind:
        part = [each for each in drafts if each.invoice["kind"] == kind]
        outcomes |= await _issue_kind(tx, kind, part, on, at, by, today)
    return outcomes


async def issue(
    invoice_id: int, *, on: date, at: datetime, by: str, today: date | None = None
) -> str:
    """Issue one draft; gives back the number."""
    async with transaction() as tx:
        return await issue_in(tx, invoice_id, on=on, at=at, by=by, today=today)


async def issue_many(
    ids: Sequence[int], *, on: date, at: datetime, by: str, today: date | None = None
) -> dict[int, Outcome]:
    """Issue several drafts; one that is refused holds up nobody."""
    async with transaction() as tx:
        return await issue_many_in(tx, ids, on=on, at=at, by=by, today=today)


async def _issue_kind(
    tx: Tx,
    kind: Kind,
    drafts: Sequence[Whole],
    on: date,
    at: datetime,
    by: str,
    today: date | None,
) -> dict[int, Outcome]:
    if not drafts:
        return {}
    series = await hold_series(tx, kind, on)
    accepted, refused = await judge(drafts, on, series.last_issued_on, today)
    accepted, short = await take_stock(tx, accepted, on, at, by)
    outcomes: dict[int, Outcome] = {**refused, **short}
    if accepted:
        numbers = await take_numbers(tx, series, on, len(accepted))
        debits = await _debits(accepted, at)
        for each, number in zip(accepted, numbers, strict=True):
            outcomes[each.whole.invoice["id"]] = number
            each.whole.invoice["debit"] = rules.debit_text(debits.get(each.whole.invoice["id"]))
            await _freeze(each, number, on, at, by)
        await _owe(accepted, on, at)
        await keep_proofs(tx, accepted, at)
        await _book(tx, accepted, on, at, by)
        for each in accepted:
            await replace(tx, each, on, at, by)
    return outcomes


async def _debits(accepted: Sequence[Accepted], at: datetime) -> dict[int, DebitSaid]:
    """What the invoices among these say of the direct debit that collects them."""
    owed = [each for each in accepted if each.whole.payable > 0]
    return await said_of(
        [
            Issued(row["id"], row["client"], row["source"] or "", each.dues[0].due_on)
            for each in owed
            for row in (each.whole.invoice,)
        ],
        at,
    )


async def _freeze(each: Accepted, number: str, on: date, at: datetime, by: str) -> None:
    """Write what never changes again; `each` is brought up to date for the chain."""
    invoice_id = each.whole.invoice["id"]
    for part, row in zip(each.parts, each.whole.parts, strict=True):
        said = {"reason_code": part.reason_code, "reason": part.reason}
        if any(row[name] != value for name, value in said.items()):
            await InvoiceVat.update(dict[Any, Any](said)).where(InvoiceVat.id == row["id"])
            row.update(said)
    frozen: dict[Any, Any] = {
        "state": "issued",
        "number": number,
        "issued_on": on,
        "due_on": each.due_on,
        "seller": rules.to_json(each.seller),
        "buyer": rules.to_json(each.buyer),
        "language": each.language,
        "detail": each.detail,
        "grouped_by": each.grouped_by,
        "mentions": "\n".join(each.mentions),
        "operation": each.operation,
        "waiting": each.sale.waiting,
        "debit": each.whole.invoice["debit"],
        "recorded_at": at,
        "recorded_by": by,
    }
    await Invoice.update(frozen).where(Invoice.id == invoice_id, Invoice.state == "draft")
    each.whole.invoice.update(frozen)


async def _owe(accepted: Sequence[Accepted], on: date, at: datetime) -> None:
    """The instalments of each, what is open of them, and a document to be rendered."""
    by_id = {each.whole.invoice["id"]: each for each in accepted}
    rows = await Instalment.insert(
        *[
            Instalment(invoice=key, position=at, due_on=due.due_on, amount=due.amount)
            for key, each in by_id.items()
            for at, due in enumerate(each.dues, start=1)
        ]
    ).returning(*Instalment.all_columns())
    for row in rows:
        by_id[row["invoice"]].whole.instalments.append(row)
    await Balance.insert(*[_balance(by_id[row["invoice"]], row, on) for row in rows])
    await Rendering.insert(
        *[Rendering(invoice=key, requested_at=at, next_try_at=at) for key in by_id]
    )


def _balance(each: Accepted, instalment: Mapping[str, object], on: date) -> Balance:
    amount = instalment["amount"]
    return Balance(
        instalment=instalment["id"],
        invoice_id=each.whole.invoice["id"],
        client_id=each.whole.invoice["client"],
        issued_on=on,
        due_on=instalment["due_on"],
        open=amount,
        # A credit note of zero (of nothing) is settled as it is written.
        settled_on=None if amount else on,
    )


async def _book(tx: Tx, accepted: Sequence[Accepted], on: date, at: datetime, by: str) -> None:
    postings = [_posting(each, on) for each in accepted if rules.sale(each.sale)]
    await post_many(tx, postings, at=at, by=by)
    await record_many(
        tx,
        act="invoice.issued",
        subject_kind="invoice",
        subjects=[
            Subject(row["id"], row["client"], {"number": row["number"], "total": row["total"]})
            for row in (each.whole.invoice for each in accepted)
        ],
        at=at,
        by=by,
    )
    wholes = [each.whole for each in accepted]
    links = [Linked(whole.invoice["id"], rules.payload(whole)) for whole in wholes]
    await chain_many(tx, kind="invoice", items=links, at=at)


def _posting(each: Accepted, on: date) -> Posting:
    row = each.whole.invoice
    return Posting(
        Journal.SALES,
        on,
        row["number"],
        each.buyer.name,
        f"invoice:{row['id']}",
        rules.sale(each.sale),
    )
