"""What would go to the bank now: the files that can be made, and what is out, with the reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clients.queries import address_for
from app.core.errors import Finding, finding
from app.debits import rules
from app.debits.queries.files import Handed
from app.debits.queries.usable import is_taken, usable
from app.debits.queries.view import ToHand, announced, candidates
from app.mandates.queries import creditor, in_force
from app.mandates.rules import Creditor, Day, Scheme, Why, earliest


@dataclass(frozen=True)
class Batchable:
    """The debits of one file: one scheme, one day; each with why its day is that one."""

    scheme: Scheme
    collect_on: date
    deadline: date
    is_early: bool
    debits: tuple[tuple[ToHand, Day], ...]

    @property
    def ids(self) -> list[int]:
        """The debits in it."""
        return [each.id for each, _ in self.debits]

    @property
    def total(self) -> int:
        """Cents in all."""
        return sum(each.facts.amount for each, _ in self.debits)

    @property
    def moved(self) -> int:
        """How many are collected later than their clients were told."""
        return sum(day.why is not Why.DUE for _, day in self.debits)


@dataclass(frozen=True)
class Outside:
    """A document that is not debited now, and why."""

    invoice_id: int
    number: str
    client: str
    amount: int
    reason: Finding


@dataclass(frozen=True)
class Preview:
    """All of it."""

    files: tuple[Batchable, ...]
    outside: tuple[Outside, ...]


async def preview(at: datetime) -> Preview:
    """What would go to the bank at a moment (in the business's zone)."""
    terms, on = await creditor(), at.date()
    first = earliest(at, terms.lead_days, terms.cutoff)
    grouped: dict[tuple[Scheme, date], list[tuple[ToHand, Day]]] = {}
    out: list[Outside] = []
    for each in await announced(on):
        reason = rules.outside(each.facts)
        if reason is not None:
            amount = each.facts.open or each.facts.amount
            out.append(Outside(each.invoice_id, each.number, each.client, amount, reason))
            continue
        day = rules.moved(each.facts, first)
        grouped.setdefault((each.scheme, day.on), []).append((each, day))
    out += await _not_announced(on)
    return Preview(
        tuple(_file(key, found, terms, on) for key, found in sorted(grouped.items())), tuple(out)
    )


def _file(
    key: tuple[Scheme, date], found: list[tuple[ToHand, Day]], terms: Creditor, on: date
) -> Batchable:
    scheme, collect_on = key
    return Batchable(
        scheme,
        collect_on,
        rules.deadline(collect_on, terms.lead_days),
        collect_on > on + timedelta(days=rules.MAX_AHEAD),
        tuple(found),
    )


async def _not_announced(on: date) -> list[Outside]:
    """What nobody could be told of: no mandate in force, nowhere to write to."""
    found = []
    for each in await candidates():
        reason = await why_not(each.client_id, on)
        if reason is not None:
            found.append(Outside(each.invoice_id, each.number, each.client, each.open, reason))
    return found


async def is_renewed(each: Handed, on: date) -> bool:
    """Whether the client of a debit has, on a day, another mandate in force than its own."""
    mandate = await usable(each.client_id, on)
    return mandate is not None and mandate.id != each.mandate_id


async def why_not(client_id: int, on: date) -> Finding | None:
    """Why nothing can be announced to a client; None when it can."""
    if await usable(client_id, on) is None:
        there = await in_force(client_id, on)
        if there is not None and await is_taken(there):
            return finding(
                "debits.once",
                "The mandate %(reference)s is for one debit only, which another invoice has.",
                reference=there.reference,
            )
        return finding("debits.no_mandate", "This client has no mandate in force.")
    if not await address_for(client_id):
        return finding("debits.no_email", "No e-mail address is known to announce it to.")
    return None
