"""What documents that are issued now say of their debits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import ZONE
from app.mandates.queries.view import creditor, in_force
from app.mandates.rules import DebitSaid, collection, earliest
from app.mandates.tables import DebitChoice


@dataclass(frozen=True)
class Issued:
    """A document as far as its debit goes; `source` is what it was made from, like `entry:12`."""

    id: int
    client_id: int
    source: str
    due_on: date


async def said_of(documents: Sequence[Issued], at: datetime) -> dict[int, DebitSaid]:
    """By document, the debit that will be announced for it; none where it is paid otherwise, or no
    mandate is in force."""
    terms = await creditor()
    # A credit note is no debt: of credit notes alone there is none to say anything of.
    if not documents or not terms.ics:
        return {}
    chosen = await _chosen(documents)
    here = at.astimezone(ZONE)
    first = earliest(here, terms.lead_days, terms.cutoff)
    found = {}
    for each in documents:
        mandate = await in_force(each.client_id, here.date()) if each.id in chosen else None
        if mandate is not None:
            day = collection(each.due_on, here.date(), mandate.notice_days, first)
            found[each.id] = DebitSaid(mandate.reference, terms.ics, mandate.iban, day.on)
    return found


async def _chosen(documents: Sequence[Issued]) -> set[int]:
    """Those to be debited: by their own choice, or else by that of the contract they bill."""
    rows = await DebitChoice.select().where(DebitChoice.wanted.eq(True))
    contracts = {row["subject_id"] for row in rows if row["subject_kind"] == "contract"}
    entries = {
        int(each.source.removeprefix("entry:")): each.id
        for each in documents
        if contracts and each.source.startswith("entry:")
    }
    by_contract = set()
    if entries:
        places = ", ".join("{}" for _ in entries)
        found = await DebitChoice.raw(
            "SELECT e.id AS entry FROM schedule_entry e JOIN debit_choice c ON"
            " c.subject_kind = 'contract' AND c.subject_id = e.contract AND c.wanted"
            f" WHERE e.id IN ({places})",
            *entries,
        )
        by_contract = {entries[row["entry"]] for row in found}
    own = await DebitChoice.select().where(
        DebitChoice.subject_kind == "invoice",
        DebitChoice.subject_id.is_in([each.id for each in documents]),
    )
    said = {row["subject_id"]: bool(row["wanted"]) for row in own}
    return {each.id for each in documents if said.get(each.id, each.id in by_contract)}
