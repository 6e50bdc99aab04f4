"""Formal notices: written and kept, posted, presented."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.adapters import files
from app.adapters.database import transaction
from app.auth.actions import record
from app.clients.queries import client
from app.core.errors import refuse
from app.invoices.actions.locks import hold_balances
from app.lateness.actions.letter import Letter, pdf_of
from app.lateness.queries import late_invoices
from app.lateness.tables import FormalNotice, FormalNoticeItem

NOTICE_DAYS = 8
# The days that a registered letter may take to arrive.
POST_DAYS = 3


async def letter(client_id: int, ids: Sequence[int], on: date) -> Letter:
    """What a notice would say today of the named invoices of a client.

    Refused: no address to post it to (lateness.no_address), an invoice of someone else, or one that
    is not late or is paid (lateness.not_owed).
    """
    to = await client(client_id)
    if not (to.street and to.postcode and to.town):
        raise refuse("lateness.no_address", "The address is not complete: a letter needs it.")
    found = await late_invoices(sorted(set(ids)), on)
    wanted = [
        each
        for each in found.values()
        if each.client_id == client_id and each.open > 0 and each.lateness.days > 0
    ]
    if not wanted or len(wanted) != len(set(ids)):
        raise refuse("lateness.not_owed", "Choose invoices of this client that are late and open.")
    return Letter(client_id, on, on + timedelta(days=POST_DAYS + NOTICE_DAYS), tuple(wanted))


async def write_notice(
    client_id: int, ids: Sequence[int], *, on: date, at: datetime, by: str
) -> int:
    """Write a formal notice of today and keep its PDF; gives back its id.

    Refused: as `letter`; money that came in while it was written (lateness.meanwhile).
    RenderFailed: the PDF could not be made, and nothing is kept.
    """
    made = await letter(client_id, ids, on)
    data = await pdf_of(made)
    sha256 = files.store(data)
    async with transaction() as tx:
        rows = await hold_balances(tx, [each.id for each in made.items])
        if sum(row["open"] for row in rows) != made.principal:
            raise refuse("lateness.meanwhile", "Something was paid meanwhile: look again.")
        notice_id = await _keep(made, sha256, len(data), at, by)
        await record(
            tx,
            act="lateness.notice_written",
            subject_kind="client",
            subject_id=client_id,
            client_id=client_id,
            at=at,
            by=by,
            detail={"amount": made.principal, "notice": notice_id},
        )
    return notice_id


async def _keep(made: Letter, sha256: str, size: int, at: datetime, by: str) -> int:
    row = FormalNotice(
        client=made.client_id,
        made_on=made.made_on,
        deadline_on=made.deadline_on,
        language=(await client(made.client_id)).language,
        principal=made.principal,
        interest=made.interest,
        indemnity=made.indemnity,
        sha256=sha256,
        size=size,
        created_at=at,
        created_by=by,
    )
    notice_id = int((await FormalNotice.insert(row).returning(FormalNotice.id))[0]["id"])
    await FormalNoticeItem.insert(
        *[
            FormalNoticeItem(notice=notice_id, invoice_id=each.id, open=each.open)
            for each in made.items
        ]
    )
    return notice_id


async def note_receipt(
    notice_id: int, *, tracking: str, presented_on: date | None, on: date, at: datetime, by: str
) -> None:
    """Keep the number of the registered letter and the day it was first presented.

    Refused: a day before the letter or to come (lateness.presented).
    """
    async with transaction() as tx:
        row = await FormalNotice.select().where(FormalNotice.id == notice_id).first()
        if row is None:
            raise refuse("lateness.no_notice", "There is no such formal notice.")
        if presented_on is not None and not row["made_on"] <= presented_on <= on:
            raise refuse(
                "lateness.presented",
                "It was presented between the day it was written and today.",
                "presented_on",
            )
        await FormalNotice.update(
            {FormalNotice.tracking: tracking, FormalNotice.presented_on: presented_on}
        ).where(FormalNotice.id == notice_id)
        await record(
            tx,
            act="lateness.notice_received",
            subject_kind="client",
            subject_id=row["client"],
            client_id=row["client"],
            at=at,
            by=by,
            detail={"number": tracking, "day": presented_on or ""},
        )
