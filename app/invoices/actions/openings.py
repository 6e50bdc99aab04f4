"""Documents of before this program: their own numbers, the opening journal, no document to make.

Each has its own link in the chain, like a document of ours: it is as easy to prove unchanged, and
in bulk costs one hash and its part of a statement.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.accounting.actions import Linked, chain_many, post_many
from app.adapters.database import Tx
from app.auth.actions import Subject, record_many
from app.clients.tables import Client
from app.core.errors import Finding, Refused, finding
from app.invoices import rules
from app.invoices.queries.rows import Whole
from app.invoices.rules import Kind, Opening, Origin, Source
from app.invoices.tables import Allocation, Balance, Instalment, Invoice

_CHUNK = 300


async def record_opening(
    tx: Tx,
    *,
    client_id: int,
    number: str,
    issued_on: date,
    due_on: date,
    amount: int,
    paid_on: date | None,
    paid_amount: int | None,
    disputed: bool,
    import_id: int | None,
    at: datetime,
    by: str,
) -> int:
    """Step: take over one document of before; gives back its id. Refused: see `record_openings`."""
    row = Opening(client_id, number, issued_on, due_on, amount, paid_on, paid_amount, disputed)
    return (await record_openings(tx, [row], import_id=import_id, at=at, by=by))[0]


async def record_openings(
    tx: Tx, rows: Sequence[Opening], *, import_id: int | None, at: datetime, by: str
) -> list[int]:
    """Step: take over many, in a few statements; gives back their ids in the order given.

    Refused, all at once: no number, nothing owed, more paid than owed or against the sign, paid
    without a day, the same number of the same client twice or there already.
    """
    findings = [
        each for at_row, row in enumerate(rows) for each in rules.opening_faults(at_row, row)
    ]
    findings += await _doubles(rows)
    if findings:
        raise Refused(findings)
    ids: list[int] = []
    for start in range(0, len(rows), _CHUNK):
        ids += await _record_part(tx, rows[start : start + _CHUNK], import_id, at, by)
    return ids


async def _doubles(rows: Sequence[Opening]) -> list[Finding]:
    seen: set[tuple[int, str]] = set()
    twice = [
        key
        for row in rows
        if (key := (row.client_id, row.number)) in seen or seen.add(key)  # type: ignore[func-returns-value]
    ]
    known: set[tuple[int, str]] = set()
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        found = await Invoice.select(Invoice.client, Invoice.number).where(
            Invoice.origin == Origin.OPENING,
            Invoice.withdrawn_at.is_null(),
            Invoice.client.is_in(list({row.client_id for row in part})),
            Invoice.number.is_in(list({row.number for row in part})),
        )
        known |= {(row["client"], row["number"]) for row in found}
    return [
        finding(
            "invoices.opening_double",
            "%(number)s of this client is there already.",
            "number",
            number=number,
        )
        for client, number in dict.fromkeys([*twice, *(seen & known)])
    ]


async def _record_part(
    tx: Tx, rows: Sequence[Opening], import_id: int | None, at: datetime, by: str
) -> list[int]:
    languages = await _languages({row.client_id for row in rows})
    documents = [_document(row, languages[row.client_id], import_id, at, by) for row in rows]
    inserted = await Invoice.insert(*documents).returning(*Invoice.all_columns())
    by_key = {(row["client"], row["number"]): row for row in inserted}
    found = [by_key[row.client_id, row.number] for row in rows]
    instalments = await _instalments(rows, found)
    await _settle(rows, found, instalments, at, by)
    postings = [
        posting
        for row, document in zip(rows, found, strict=True)
        for posting in rules.opening_postings(document["id"], row)
    ]
    await post_many(tx, postings, at=at, by=by)
    await record_many(
        tx,
        act="invoice.taken_over",
        subject_kind="invoice",
        subjects=[
            Subject(row["id"], row["client"], {"number": row["number"], "total": row["total"]})
            for row in found
        ],
        at=at,
        by=by,
    )
    links = [
        Linked(row["id"], rules.payload(Whole(row, instalments=[instalments[row["id"]]])))
        for row in found
    ]
    await chain_many(tx, kind="invoice", items=links, at=at)
    return [row["id"] for row in found]


def _document(row: Opening, language: str, import_id: int | None, at: datetime, by: str) -> Invoice:
    return Invoice(
        origin=Origin.OPENING,
        kind=Kind.INVOICE if row.amount > 0 else Kind.CREDIT_NOTE,
        state="issued",
        client=row.client_id,
        number=row.number,
        issued_on=row.issued_on,
        due_on=row.due_on,
        language=language,
        net=row.amount,
        total=row.amount,
        disputed="yes" if row.disputed else "no",
        note=row.note,
        created_at=at,
        created_by=by,
        recorded_at=at,
        recorded_by=by,
        import_id=import_id,
    )


async def _instalments(
    rows: Sequence[Opening], found: Sequence[dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    inserted = await Instalment.insert(
        *[
            Instalment(invoice=document["id"], position=1, due_on=row.due_on, amount=row.amount)
            for row, document in zip(rows, found, strict=True)
        ]
    ).returning(*Instalment.all_columns())
    return {each["invoice"]: each for each in inserted}


async def _settle(
    rows: Sequence[Opening],
    found: Sequence[dict[str, Any]],
    instalments: dict[int, dict[str, Any]],
    at: datetime,
    by: str,
) -> None:
    pairs = list(zip(rows, found, strict=True))
    await Balance.insert(
        *[
            _balance(row, document["id"], instalments[document["id"]]["id"])
            for row, document in pairs
        ]
    )
    paid = [
        Allocation(
            instalment=instalments[document["id"]]["id"],
            source_kind=Source.OPENING,
            source_id=document["id"],
            amount=row.paid,
            paid_on=row.paid_on,
            counts_on=row.counts_on,
            recorded_at=at,
            recorded_by=by,
        )
        for row, document in pairs
        if row.counts_on
    ]
    if paid:
        await Allocation.insert(*paid)


def _balance(row: Opening, invoice_id: int, instalment_id: int) -> Balance:
    open = row.amount - row.paid
    return Balance(
        instalment=instalment_id,
        invoice_id=invoice_id,
        client_id=row.client_id,
        issued_on=row.issued_on,
        due_on=row.due_on,
        open=open,
        settled_on=None if open else row.paid_on,
        counted_on=row.counts_on,
    )


async def _languages(ids: set[int]) -> dict[int, str]:
    rows = await Client.select(Client.id, Client.language).where(Client.id.is_in(list(ids)))
    return {row["id"]: row["language"] for row in rows}
