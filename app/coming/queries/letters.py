"""Letters that leave by themselves: statements of account, the accountant's file, and those that
contracts, mandates and quotes owe their clients."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from app.books import queries as books
from app.clients.queries import addresses_for, clients
from app.coming.queries.billing import Issue
from app.coming.rules import Happening, Kind
from app.coming.rules.hours import WORKED_HOURS, acts_from, working_from
from app.contracts import queries as contracts
from app.contracts.rules import Duty
from app.core.errors import finding
from app.core.formats import period
from app.core.i18n import current_language
from app.mandates import queries as mandates
from app.mandates.rules import CHASE_DAYS, Standing
from app.quotes import queries as quotes
from app.receivables import queries as receivables
from app.receivables.queries import Owed


async def statements(
    at: datetime, days: Sequence[date], issues: Sequence[Issue]
) -> list[Happening]:
    """Statements of account: what is owed now, and on the days of the plans."""
    first, made = acts_from(at), list(issues)
    owed: dict[tuple[int, str], tuple[date, Owed]] = {}
    for day in await receivables.plan_days(first, days[-1]):
        for each in await receivables.owed(
            day, also={i.client_id for i in made if i.issued_on < day}
        ):
            if each.to and await _has_account(each, made):
                owed.setdefault((each.client_id, each.due.cause), (day, each))
    names = await clients(client_id for client_id, _ in owed)
    return [_statement(day, each, names[each.client_id].name) for day, each in owed.values()]


async def _has_account(each: Owed, issues: Sequence[Issue]) -> bool:
    """Whether there is anything to say of it on that day."""
    days = each.due
    if any(i.client_id == each.client_id and i.issued_on <= days.last for i in issues):
        return True
    return not (await receivables.statement(each.client_id, days.first, days.last)).is_empty


def _statement(day: date, each: Owed, name: str) -> Happening:
    why = finding("coming.own_plan", "This client has a day of its own.")
    if not each.is_own:
        why = finding("coming.for_all", "Everybody who owes something is sent one that day.")
    return Happening(
        day=day,
        kind=Kind.STATEMENT,
        subject=f"client:{each.client_id}",
        what=finding("coming.statement", "Statement of account as of %(day)s", day=each.due.last),
        why=why,
        href=f"/receivables/{each.client_id}/statement",
        client_id=each.client_id,
        client=name,
    )


async def entries(at: datetime, days: Sequence[date]) -> list[Happening]:
    """The files of entries for the accountant."""
    plan = await books.sending_plan()
    if plan is None or not plan.plan.every:
        return []
    found = []
    for first, last in await books.sendings_owed(plan.plan, days[-1]):
        leaves = last + timedelta(days=plan.plan.day or 0)
        found.append(
            Happening(
                day=max(leaves, acts_from(at)),
                kind=Kind.ENTRIES,
                subject=f"entries:{first}:{last}",
                what=finding(
                    "coming.entries",
                    "Entries of %(period)s, to the accountant",
                    period=period(first, last, current_language()),
                ),
                why=finding("coming.entries_plan", "To %(to)s.", to=plan.recipients),
                href="/books/sending",
            )
        )
    return found


async def of_contracts(at: datetime, days: Sequence[date]) -> list[Happening]:
    """What the law has a client told of a renewal, and the letters of trials that end: each on the
    first day that it is owed."""
    found: dict[str, Happening] = {}
    days = [day for day in days if day >= acts_from(at)]
    if not days:
        return []
    renewals = await contracts.renewals_by_day(days)
    trials = await contracts.ending_trials_by_day(days)
    told = [each.client_id for day in days for each in renewals[day]]
    told += [each.client_id for day in days for each in trials[day]]
    to = await addresses_for(told)
    for day in days:
        for each in (*_renewals(renewals[day], day, to), *_trials(trials[day], day, to)):
            found.setdefault(each.subject, each)
    return list(found.values())


def _renewals(
    seen: Sequence[contracts.RenewalView], day: date, to: Mapping[int, str]
) -> list[Happening]:
    return [
        Happening(
            day=day,
            kind=Kind.RENEWAL,
            subject=f"renewal:{one.contract_id}:{one.notice.term_end}",
            what=finding("coming.renewal", "Letter of renewal: %(label)s", label=one.label),
            why=finding(
                "coming.may_refuse", "May be refused until %(day)s.", day=one.notice.deadline
            ),
            href=f"/contracts/{one.contract_id}/renewal",
            client_id=one.client_id,
            client=one.client,
        )
        for one in seen
        if one.duty is Duty.TELL and to[one.client_id]
    ]


def _trials(
    seen: Sequence[contracts.TrialView], day: date, to: Mapping[int, str]
) -> list[Happening]:
    return [
        Happening(
            day=day,
            kind=Kind.TRIAL,
            subject=f"trial:{each.contract_id}:{each.last}",
            what=finding("coming.trial", "Letter of the end of trial: %(label)s", label=each.label),
            why=finding("coming.trial_ends", "The trial ends on %(day)s.", day=each.last),
            href=f"/contracts/{each.contract_id}",
            client_id=each.client_id,
            client=each.client,
        )
        for each in seen
        if each.trial.tells and each.told_on is None and to[each.client_id]
    ]


async def of_mandates(at: datetime, days: Sequence[date]) -> list[Happening]:
    """Clients reminded of a mandate that they have not signed."""
    found = []
    starts = working_from(acts_from(at, WORKED_HOURS))
    chasing = await mandates.to_chase(days[-1])
    to = await addresses_for(each.client_id for each in chasing)
    for each in chasing:
        asked = each.asked_on
        if asked is None or each.standing(starts) is not Standing.UNSIGNED:
            continue
        chased = await mandates.chased(each.id, asked)
        for step, after in enumerate(CHASE_DAYS):
            day = working_from(max(starts, asked + timedelta(days=after)))
            following = CHASE_DAYS[step + 1 :]
            passed = any(asked + timedelta(days=later) <= day for later in following)
            if step in chased or passed or day > days[-1] or not to[each.client_id]:
                continue
            found.append(
                Happening(
                    day=day,
                    kind=Kind.MANDATE,
                    subject=f"mandate:{each.id}:{step}",
                    what=finding(
                        "coming.mandate", "Reminder of the mandate %(ref)s", ref=each.reference
                    ),
                    why=finding(
                        "coming.unsigned", "Asked for on %(day)s, not signed yet.", day=asked
                    ),
                    href=f"/debits/mandates/{each.id}",
                    client_id=each.client_id,
                    client=each.client,
                )
            )
    return found


async def of_quotes(at: datetime, days: Sequence[date]) -> list[Happening]:
    """Clients reminded of a quote before it ends."""
    starts = working_from(acts_from(at, WORKED_HOURS))
    worked = sorted({working_from(max(day, starts)) for day in days})
    found = []
    seen = await quotes.open_quotes(days[0])
    to = await addresses_for(each.client_id for each in seen)
    for each in seen:
        day = next((day for day in worked if each.to_be_reminded(day)), None)
        if day is None or day > days[-1] or not to[each.client_id]:
            continue
        found.append(
            Happening(
                day=day,
                kind=Kind.QUOTE,
                subject=f"quote:{each.id}",
                what=finding(
                    "coming.quote", "Reminder of the quote %(number)s", number=each.number
                ),
                why=finding("coming.holds", "It holds until %(day)s.", day=each.valid_until),
                href=f"/quotes/{each.id}",
                client_id=each.client_id,
                client=each.client,
                cents=each.total,
            )
        )
    return found
