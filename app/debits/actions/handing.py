"""The file for the bank: made once for the same debits, kept byte for byte.

Lock order on PostgreSQL: the file's row, its debits, then mandates by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.adapters import files, sepa
from app.adapters.database import Tx, transaction
from app.adapters.sepa import DebitFile
from app.auth.actions import record
from app.clock import ZONE
from app.core.errors import Refused, refuse
from app.debits import queries, rules
from app.debits.actions.composing import compose
from app.debits.queries import ToHand
from app.debits.tables import Debit, DebitBatch
from app.mandates.actions import note_used
from app.mandates.queries import creditor
from app.mandates.rules import Creditor, earliest
from app.settings.queries import business
from app.settings.rules import Business


async def make_batch(
    scheme: str, collect_on: date, debits: Sequence[int], *, at: datetime, by: str
) -> int:
    """The file of these debits, for this day; gives back its id. Asked for again, or by two people
    at once, it is the same file.

    Refused: something to be done with the bank first, a debit that is out or whose day has moved
    since it was shown, one that another file has taken.
    """
    key = rules.batch_key(scheme, collect_on, debits)
    there = await queries.by_key(key)
    if there is not None:
        return there
    shop, terms = await business(), await creditor()
    _ready(shop, terms)
    here = at.astimezone(ZONE)
    try:
        items = await _judged(scheme, collect_on, debits, terms, here)
    except Refused:
        # Another who asked for the same may have had it made since the first look.
        there = await queries.by_key(key)
        if there is None:
            raise
        return there
    ending = await _ending(items, here.date())
    made = compose(items, collect_on, key, shop, terms, here, ending)
    # Kept before the transaction: a fault between the two leaves a file that nothing names.
    sha256 = files.store(sepa.write(made))
    async with transaction() as tx:
        return await _keep(tx, _Made(made, items, ending, collect_on, key, sha256, at, by))


def _ready(shop: Business, terms: Creditor) -> None:
    if terms.missing:
        raise refuse("debits.not_ready", "Finish the settings of direct debits first.")
    if not shop.iban:
        raise refuse("debits.no_iban", "Type the IBAN of the business in the settings first.")


async def _judged(
    scheme: str, collect_on: date, debits: Sequence[int], terms: Creditor, at: datetime
) -> list[ToHand]:
    items = await queries.announced(at.date(), debits)
    if not debits or {each.id for each in items} != set(debits):
        raise _taken()
    first = earliest(at, terms.lead_days, terms.cutoff)
    for each in items:
        found = rules.outside(each.facts)
        if found is not None:
            raise Refused([found])
        if each.scheme.value != scheme or rules.moved(each.facts, first).on != collect_on:
            raise refuse(
                "debits.moved", "The day of collection has moved meanwhile: look at the list again."
            )
    return items


async def _ending(items: Sequence[ToHand], on: date) -> frozenset[int]:
    """The mandates that end with this file: said to be at their last debit, and with none that
    waits for another file."""
    inside = {each.id for each in items}
    others = {each.mandate_id for each in await queries.announced(on) if each.id not in inside}
    return frozenset(each.mandate_id for each in items if each.is_last) - others


def _taken() -> Refused:
    return refuse(
        "debits.taken", "Some of these debits have gone into another file: look at the list again."
    )


@dataclass(frozen=True)
class _Made:
    """A file about to be kept: what it is made of, its bytes by their hash, when and by whom."""

    file: DebitFile
    items: list[ToHand]
    ending: frozenset[int]
    collect_on: date
    key: str
    sha256: str
    at: datetime
    by: str


async def _keep(tx: Tx, made: _Made) -> int:
    batch_id = await _insert(made)
    if batch_id is None:
        there = await queries.by_key(made.key)
        assert there is not None
        return there
    ids = [each.id for each in made.items]
    if await queries.announced(made.at.astimezone(ZONE).date(), ids) != made.items:
        raise _taken()
    claimed = (
        await Debit.update(
            {Debit.state: "handed", Debit.batch: batch_id, Debit.collect_on: made.collect_on}
        )
        .where(Debit.id.is_in(ids), Debit.state == "announced")
        .returning(Debit.id)
    )
    if len(claimed) != len(ids):
        raise _taken()
    for mandate_id in sorted({each.mandate_id for each in made.items}):
        is_last = mandate_id in made.ending
        on, at, by = made.collect_on, made.at, made.by
        await note_used(tx, mandate_id, on=on, at=at, by=by, is_last=is_last)
    await record(
        tx,
        act="debit_batch.made",
        subject_kind="debit_batch",
        subject_id=batch_id,
        at=made.at,
        by=made.by,
        detail={
            "message": made.file.message_id,
            "total": sum(each.facts.amount for each in made.items),
        },
    )
    return batch_id


async def _insert(made: _Made) -> int | None:
    row = DebitBatch(
        message_id=made.file.message_id,
        scheme=made.file.groups[0].scheme,
        collect_on=made.collect_on,
        version=made.file.version,
        pieces=len(made.items),
        total=sum(each.facts.amount for each in made.items),
        sha256=made.sha256,
        key=made.key,
        recorded_at=made.at,
        recorded_by=made.by,
    )
    inserted = (
        await DebitBatch.insert(row).on_conflict(action="DO NOTHING").returning(DebitBatch.id)
    )
    return int(inserted[0]["id"]) if inserted else None
