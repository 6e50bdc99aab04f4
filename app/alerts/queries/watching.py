"""What somebody should know on a day, from each capability's rows."""

from datetime import date, timedelta
from typing import Any

from app.alerts.queries import ends
from app.alerts.rules import FALLEN_DAYS, Found, Kind, fell
from app.alerts.tables import Alert, ClientLimit
from app.clients.queries import clients
from app.core.errors import Finding, Message, finding
from app.core.money import Euros
from app.debits.queries import day, returns_to_do
from app.debits.rules import told
from app.disputes.queries import unsettled, unsettled_plans
from app.disputes.rules import PlanStanding, Standing
from app.risk.tables import ScoreChange

_GRADES = """
SELECT s.client AS client_id, c.name AS client, s.day AS day, s.grade AS grade, n.grade AS now,
  (SELECT b.grade FROM score_change b WHERE b.client = s.client AND b.day < s.day
   ORDER BY b.day DESC LIMIT 1) AS before
FROM score_change s JOIN client c ON c.id = s.client JOIN score n ON n.client = s.client
WHERE s.day >= {} AND s.grade IS NOT NULL ORDER BY s.day, s.client
"""
_OVER = """
SELECT l.client AS client_id, c.name AS client, l.cents AS cents, o.owed AS owed
FROM client_limit l JOIN client c ON c.id = l.client JOIN (
  SELECT client_id, CAST(SUM(open) AS BIGINT) AS owed FROM (
    SELECT client_id, open FROM balance WHERE open <> 0
    UNION ALL SELECT client_id, -open AS open FROM receipt_balance WHERE open <> 0) m
  GROUP BY client_id) o ON o.client_id = l.client
WHERE o.owed > l.cents ORDER BY l.client
"""


async def found(on: date) -> list[Found]:
    """All of it, in the order of kinds."""
    return [
        *await _returned(),
        *await _promises(on),
        *await _plans(on),
        *await _grades(on),
        *await _over(on),
        *await ends.indexes(on),
        *await ends.mandates(on),
        *await ends.quotes(on),
        *await ends.renewals(on),
        *await ends.claims(on),
    ]


async def _returned() -> list[Found]:
    made = []
    for each in await returns_to_do():
        if each.returned_on is None:
            continue
        reason, _ = told(each.code or "")
        said = finding(
            "alerts.returned",
            "Invoice %(number)s: the debit of %(amount)s came back. %(reason)s.",
            number=each.number,
            amount=Euros(each.amount),
            reason=Message(reason),
        )
        made.append(
            Found(
                Kind.RETURNED, f"debit:{each.id}", said, f"/debits/batches/{each.batch}",
                each.client_id, each.client, each.returned_on,
            )
        )  # fmt: skip
    return made


async def _promises(on: date) -> list[Found]:
    """Promises that nobody has ended, that were not kept and of which something is still owed, from
    the day after they held."""
    since = on - timedelta(days=FALLEN_DAYS)
    broken = [
        each
        for each in await unsettled(on)
        if each.standing is Standing.BROKEN
        and each.facts.open_now > 0
        and each.facts.holds_until >= since
    ]
    people = await clients([each.client_id for each in broken])
    return [
        Found(
            Kind.PROMISE,
            f"promise:{each.id}",
            finding(
                "alerts.promise",
                "%(amount)s were promised for %(day)s and are not there.",
                amount=Euros(min(each.facts.amount - each.facts.paid, each.facts.open_now)),
                day=each.facts.promised_for,
            ),
            f"/answers/{each.answer_id}",
            each.client_id,
            people[each.client_id].name,
            each.facts.holds_until + timedelta(days=1),
        )
        for each in broken
    ]


async def _plans(on: date) -> list[Found]:
    """Plans of payments of which a payment is missing, as long as something is owed."""
    since = on - timedelta(days=FALLEN_DAYS)
    found = []
    for each in await unsettled_plans(on):
        missing = each.facts.missing
        if each.standing is not PlanStanding.BROKEN or each.facts.open_now <= 0 or not missing:
            continue
        if missing.holds_until < since:
            continue
        said = finding(
            "alerts.plan",
            "The plan of payments of %(number)s is broken: what was due on %(day)s is not there;"
            " %(open)s are left to pay.",
            number=each.number,
            day=missing.due_on,
            open=Euros(each.facts.open_now),
        )
        name = (await clients([each.client_id]))[each.client_id].name
        found.append(
            Found(
                Kind.PROMISE,
                f"plan:{each.id}",
                said,
                f"/answers/{each.answer_id}",
                each.client_id,
                name,
                missing.holds_until + timedelta(days=1),
            )
        )
    return found


async def _grades(on: date) -> list[Found]:
    last: dict[int, Found] = {}
    for row in await ScoreChange.raw(_GRADES, on - timedelta(days=FALLEN_DAYS)):
        if fell(row["before"], row["grade"]) and fell(row["before"], row["now"]):
            said = finding(
                "alerts.grade",
                "Its grade fell from %(before)s to %(grade)s.",
                before=row["before"],
                grade=row["grade"],
            )
            since = day(row["day"])
            subject = f"client:{row['client_id']}:{since}"
            last[row["client_id"]] = _of_client(Kind.GRADE, subject, said, row, "/score", since)
    return list(last.values())


async def _over(on: date) -> list[Found]:
    """One that stands keeps its subject; one that comes again later is another."""
    standing = {
        row["client_id"]: row["subject"]
        for row in await Alert.select(Alert.client_id, Alert.subject).where(
            Alert.kind == Kind.LIMIT.value, Alert.over_at.is_null()
        )
    }
    return [
        Found(
            Kind.LIMIT,
            standing.get(row["client_id"], f"client:{row['client_id']}:{on}"),
            finding(
                "alerts.limit",
                "%(owed)s owed, %(limit)s allowed.",
                owed=Euros(int(row["owed"])),
                limit=Euros(int(row["cents"])),
            ),
            f"/receivables/{row['client_id']}",
            row["client_id"],
            row["client"],
            on,
        )
        for row in await ClientLimit.raw(_OVER)
    ]


def _of_client(
    kind: Kind, subject: str, said: Finding, row: dict[str, Any], place: str, since: date
) -> Found:
    href = f"/clients/{row['client_id']}{place}"
    return Found(kind, subject, said, href, row["client_id"], row["client"], since)
