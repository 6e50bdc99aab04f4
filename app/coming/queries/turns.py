"""Days on which something turns or ends by itself, though nothing is sent: nobody needs to act for
it to happen, and after it, it is too late to have done so before."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.coming.rules import Happening, Kind
from app.contracts import queries as contracts
from app.contracts.queries.rows import TERMS, terms_of
from app.contracts.rules import last_day
from app.contracts.tables import Contract
from app.core.errors import N_, Finding, finding
from app.lateness.queries import limits_near
from app.lateness.rules.limitation import SOON_DAYS, URGENT_DAYS
from app.mandates import queries as mandates
from app.mandates.rules import Standing
from app.quotes import queries as quotes

_DAY = timedelta(days=1)


async def of_contracts(days: Sequence[date]) -> list[Happening]:
    """Last days to refuse a renewal, renewals, prices to be indexed, last days of contracts."""
    found: dict[tuple[str, int, date], Happening] = {}
    first, last = days[0], days[-1]
    for one in [*await contracts.renewals(first), *await contracts.renewals(last)]:
        who = (one.contract_id, one.client_id, one.client)
        for name, day, text in (
            ("deadline", one.notice.deadline, N_("Last day to refuse the renewal: %(label)s")),
            ("renews", one.notice.term_end + _DAY, N_("Contract renewed: %(label)s")),
        ):
            if first <= day <= last:
                asks = name == "deadline"
                found[name, one.contract_id, day] = _of_contract(
                    name, day, finding(f"coming.{name}", text, label=one.label), who, asks
                )
    for due in await contracts.due_indexations(last):
        if due.anniversary <= last:
            day = max(first, due.anniversary)
            what = finding("coming.index", "Prices to index: %(label)s", label=due.label)
            found["index", due.contract_id, day] = _of_contract(
                "index", day, what, (due.contract_id, None, due.client), True
            )
    return [*found.values(), *await _ends(first, last)]


async def _ends(first: date, last: date) -> list[Happening]:
    rows = await Contract.raw(
        f"SELECT c.id, c.label, c.client, k.name AS name,{TERMS} FROM contract c"
        " JOIN client k ON k.id = c.client ORDER BY c.id"
    )
    found = []
    for row in rows:
        day = last_day(terms_of(row))
        if day is not None and first <= day <= last:
            what = finding("coming.ends", "Last day of the contract: %(label)s", label=row["label"])
            who = (row["id"], row["client"], row["name"])
            found.append(_of_contract("ends", day, what, who, False))
    return found


_WHY = {
    "deadline": N_("After that day it goes on for another term."),
    "renews": N_("Nobody has refused it."),
    "index": N_("Nothing changes by itself: index them from the contract."),
    "ends": N_("Nothing is billed after it."),
}


def _of_contract(
    name: str, day: date, what: Finding, who: tuple[int, int | None, str], asks: bool
) -> Happening:
    contract_id, client_id, client = who
    place = {"index": "/indexation", "deadline": "/renewal", "renews": "/renewal"}.get(name, "")
    return Happening(
        day=day,
        kind=Kind.DEADLINE if asks else Kind.TURN,
        subject=f"{name}:{contract_id}",
        what=what,
        why=finding(f"coming.why_{name}", _WHY[name]),
        href=f"/contracts/{contract_id}{place}",
        client_id=client_id,
        client=client,
        asks=asks,
    )


async def of_mandates(days: Sequence[date]) -> list[Happening]:
    """Mandates that lapse for not having been used."""
    return [
        Happening(
            day=each.lapses_on,
            kind=Kind.TURN,
            subject=f"mandate:{each.id}",
            what=finding("coming.lapse", "The mandate %(ref)s lapses", ref=each.reference),
            why=finding("coming.unused", "It has not been used for 36 months."),
            href=f"/debits/mandates/{each.id}",
            client_id=each.client_id,
            client=each.client,
        )
        for each in await mandates.list_mandates()
        if each.standing(days[0]) is Standing.ACTIVE
        and each.lapses_on is not None
        and days[0] <= each.lapses_on <= days[-1]
    ]


async def of_quotes(days: Sequence[date]) -> list[Happening]:
    """The last days of quotes that nobody has answered."""
    return [
        Happening(
            day=each.valid_until,
            kind=Kind.TURN,
            subject=f"quote:{each.id}",
            what=finding(
                "coming.quote_ends", "Last day of the quote %(number)s", number=each.number
            ),
            why=finding("coming.unanswered", "“%(title)s” has no answer.", title=each.title),
            href=f"/quotes/{each.id}",
            client_id=each.client_id,
            client=each.client,
            cents=each.total,
        )
        for each in await quotes.open_quotes(days[0])
        if each.valid_until <= days[-1]
    ]


async def of_debts(days: Sequence[date]) -> list[Happening]:
    """Debts of which the limitation comes near (180 and 60 days before), or is there."""
    found = []
    for each in await limits_near(days[-1]):
        if each.clock.filed_on is not None:
            continue
        for before in (SOON_DAYS, URGENT_DAYS, 0):
            day = each.clock.ends_on - timedelta(days=before)
            if days[0] <= day <= days[-1]:
                why = finding(
                    "coming.limit_on", "After %(day)s it is lost.", day=each.clock.ends_on
                )
                found.append(
                    Happening(
                        day=day,
                        kind=Kind.DEADLINE,
                        subject=f"limit:{each.id}:{before}",
                        what=finding(
                            "coming.limit",
                            "Invoice %(number)s: %(days)s days left to claim it in court",
                            number=each.number,
                            days=before,
                        ),
                        why=why,
                        href=f"/invoices/{each.id}/lateness",
                        client_id=each.client_id,
                        client=each.client,
                        cents=each.open,
                        asks=True,
                    )
                )
    return found
