"""Direct debits: who is told and when, by when a file is to be handed over, what the bank takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.clients.queries import address_for
from app.clock import ZONE
from app.coming.queries.billing import Issue
from app.coming.rules import Happening, Kind
from app.core.errors import Finding, finding
from app.debits import queries as debits
from app.debits.rules import deadline
from app.debits.tables import Debit
from app.mandates.queries import creditor
from app.mandates.rules import Creditor, collection, earliest

_MORNING = time(6, 0)


@dataclass(frozen=True)
class Told:
    """A debit that will be announced on a day, to be collected on another; cents."""

    on: date
    collect_on: date
    cents: int
    client_id: int
    client: str
    subject: str
    href: str
    number: str = ""


async def announced_now(at: datetime) -> dict[int, Told]:
    """What is announced within minutes, by instalment."""
    here, terms = at.astimezone(ZONE), await creditor()
    found = {}
    for each in await debits.candidates():
        collect_on = await _day(each.client_id, each.due_on, here, terms)
        if collect_on is not None:
            found[each.instalment] = Told(
                here.date(),
                collect_on,
                each.open,
                each.client_id,
                each.client,
                f"instalment:{each.instalment}",
                f"/debits/of/invoice/{each.invoice_id}",
                each.number,
            )
    return found


async def announced_later(
    issues: Sequence[Issue], names: Mapping[int, str], at: datetime
) -> dict[Issue, Told]:
    """What is announced once it is issued, of contracts that are paid by debit."""
    here, terms = at.astimezone(ZONE), await creditor()
    found = {}
    for each in issues:
        if each.cents <= 0 or not await debits.choice_of("contract", each.contract_id):
            continue
        told_at = max(here, datetime.combine(each.issued_on, _MORNING, ZONE))
        collect_on = await _day(each.client_id, each.due_on, told_at, terms)
        if collect_on is not None:
            found[each] = Told(
                each.issued_on,
                collect_on,
                each.cents,
                each.client_id,
                names[each.client_id],
                f"contract:{each.contract_id}:{each.due_on}",
                f"/debits/of/contract/{each.contract_id}",
            )
    return found


async def _day(client_id: int, due_on: date, at: datetime, terms: Creditor) -> date | None:
    """The day that is announced at a moment; None without a mandate or an address."""
    mandate = await debits.usable(client_id, at.date())
    if mandate is None or not await address_for(client_id):
        return None
    first = earliest(at, terms.lead_days, terms.cutoff)
    return collection(due_on, at.date(), mandate.notice_days, first).on


async def happenings(told: Sequence[Told], on: date, until: date) -> list[Happening]:
    """Those told, the files that are to be handed over for them and for debits told before, and
    those that are at the bank."""
    lead = (await creditor()).lead_days
    found = [_notice(each) for each in told]
    found += [
        _handing(deadline(each.collect_on, lead), each.cents, each.client_id, each.client, each)
        for each in told
    ]
    for row in await debits.announced(on):
        where = Told(
            on, row.facts.collect_on, row.facts.amount, row.client_id, row.client,
            f"debit:{row.id}", f"/debits/of/invoice/{row.invoice_id}", row.number,
        )  # fmt: skip
        last = max(on, deadline(where.collect_on, lead))
        found.append(_handing(last, where.cents, where.client_id, where.client, where))
    found += await _at_the_bank(on)
    return [each for each in found if each.day <= until]


def _notice(told: Told) -> Happening:
    return Happening(
        day=told.on,
        kind=Kind.NOTICE,
        subject=told.subject,
        what=finding("coming.notice", "Debit of %(day)s announced", day=told.collect_on),
        why=_of(told),
        href=told.href,
        client_id=told.client_id,
        client=told.client,
        cents=told.cents,
    )


def _handing(day: date, cents: int, client_id: int, client: str, told: Told) -> Happening:
    what = finding(
        "coming.handing", "Debit of %(day)s: last day for the bank file", day=told.collect_on
    )
    return Happening(
        day=day,
        kind=Kind.HANDING,
        subject=told.subject,
        what=what,
        why=finding("coming.by_hand", "You make the file and hand it to the bank."),
        href="/debits",
        client_id=client_id,
        client=client,
        cents=cents,
        asks=True,
    )


def _of(told: Told) -> Finding:
    if told.number:
        return finding("coming.of_invoice", "Invoice %(number)s.", number=told.number)
    return finding("coming.once_issued", "Once its invoice is issued.")


async def _at_the_bank(on: date) -> list[Happening]:
    rows = await Debit.raw(
        "SELECT d.id, d.amount, d.client, d.batch, b.collect_on AS day, c.name AS name, i.number"
        " FROM debit d JOIN debit_batch b ON b.id = d.batch JOIN client c ON c.id = d.client"
        " JOIN invoice i ON i.id = d.invoice_id WHERE d.state = 'handed' AND b.collect_on >= {}",
        on,
    )
    return [
        Happening(
            day=debits.day(row["day"]),
            kind=Kind.DEBIT,
            subject=f"debit:{row['id']}",
            what=finding("coming.debit", "Debited by the bank"),
            why=finding("coming.of_invoice", "Invoice %(number)s.", number=row["number"]),
            href=f"/debits/batches/{row['batch']}",
            client_id=row["client"],
            client=row["name"],
            cents=int(row["amount"]),
        )
        for row in rows
    ]
