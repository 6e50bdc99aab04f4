"""Many drafts at once, in a few statements: what a sweep of contracts needs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.adapters.database import Tx
from app.auth.actions import Subject, record_many
from app.clients.tables import Client
from app.core.errors import Refused, refuse
from app.invoices.actions.drafts import Content, DraftValues, check_shape, columns, counted
from app.invoices.actions.parts import write_many_parts
from app.invoices.rules import Kind
from app.invoices.tables import Invoice

_ROWS_A_STATEMENT = 500

Counted = tuple[DraftValues, Content]


async def draft_many(
    tx: Tx, wanted: Mapping[str, DraftValues], *, at: datetime, by: str
) -> dict[str, int | Refused]:
    """Step: a draft for each source ("entry:12"); gives back its id, or why there is none.

    What is refused (see `draft`) writes nothing; the others are written.
    """
    taken = await _taken(list(wanted))
    languages = await _languages({values.client_id for values in wanted.values()})
    outcomes: dict[str, int | Refused] = {}
    ready: dict[str, Counted] = {}
    for source, values in wanted.items():
        try:
            ready[source] = _count(source, values, taken, languages)
        except Refused as refusal:
            outcomes[source] = refusal
    ids = await _insert(ready, languages, at, by)
    await write_many_parts([(ids[source], content) for source, (_, content) in ready.items()])
    await record_many(
        tx,
        act="invoice.drafted",
        subject_kind="invoice",
        subjects=[
            Subject(ids[source], values.client_id, {"total": content.totals.total})
            for source, (values, content) in ready.items()
        ],
        at=at,
        by=by,
    )
    return outcomes | ids


def _count(
    source: str, values: DraftValues, taken: set[str], languages: Mapping[int, str]
) -> Counted:
    if source in taken:
        raise refuse(
            "invoices.source_taken",
            "This has already been invoiced (%(source)s).",
            source=source,
        )
    if values.client_id not in languages:
        raise refuse("invoices.no_client", "Choose the client.", "client")
    check_shape(values)
    return values, counted(values)


async def _taken(sources: Sequence[str]) -> set[str]:
    rows = await Invoice.select(Invoice.source).where(Invoice.source.is_in(list(sources)))
    return {row["source"] for row in rows}


async def _languages(ids: set[int]) -> dict[int, str]:
    rows = await Client.select(Client.id, Client.language).where(Client.id.is_in(list(ids)))
    return {row["id"]: row["language"] for row in rows}


async def _insert(
    ready: Mapping[str, Counted], languages: Mapping[int, str], at: datetime, by: str
) -> dict[str, int]:
    rows = [
        Invoice(
            {
                Invoice.kind: Kind.INVOICE,
                Invoice.source: source,
                Invoice.language: languages[values.client_id],
                Invoice.created_at: at,
                Invoice.created_by: by,
            }
            | columns(values, content)
        )
        for source, (values, content) in ready.items()
    ]
    found: dict[str, int] = {}
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = rows[start : start + _ROWS_A_STATEMENT]
        added = await Invoice.insert(*part).returning(Invoice.id, Invoice.source)
        found |= {row["source"]: int(row["id"]) for row in added}
    return found
