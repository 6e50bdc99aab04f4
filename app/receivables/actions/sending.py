"""A statement sent: its figures kept, its PDF owed, its message waiting for that, once."""

from datetime import date, datetime, time

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.queries import address_for, client
from app.clock import ZONE
from app.core import formats
from app.core.errors import refuse
from app.core.i18n import gettext
from app.messages.actions import enqueue
from app.messages.rules import Wanted
from app.receivables import queries, rules
from app.receivables.rules import Statement
from app.receivables.tables import AccountStatement, StatementRendering
from app.settings.queries import business

PDF = "application/pdf"
SYSTEM = "echeance"
# What the plan sends in the night leaves with the day.
_MORNING = time(8)


async def send(
    client_id: int, first: date, last: date, *, seen: int, at: datetime, by: str, to: str = ""
) -> int | None:
    """Owe a client its statement over a period; gives back its id, None when the same form was
    sent already (`seen` is how many by hand it had shown).

    Refused: a period in disorder or not over, an account without anything on it, no address.
    """
    rules.check_period(first, last, at.astimezone(ZONE).date())
    async with transaction() as tx:
        account = await queries.statement(client_id, first, last)
        if account.is_empty:
            raise refuse("receivables.empty", "There is nothing on this account.", "until")
        address = to or await address_for(client_id)
        if not address:
            raise refuse(
                "receivables.no_address", "No e-mail address of this client is known.", "to"
            )
        return await _owe(tx, client_id, account, f"hand:{seen + 1}", address, at, by)


async def send_due(at: datetime, limit: int = 500) -> int:
    """Owe what the plan sends on the day of `at`; gives back how many. Killed or run twice, each
    client is sent one a month; who has no address, or nothing on the account, is passed over."""
    here = at.astimezone(ZONE)
    made = 0
    for each in (await queries.owed(here.date()))[:limit]:
        if not each.to:
            continue
        async with transaction() as tx:
            account = await queries.statement(each.client_id, each.due.first, each.due.last)
            if account.is_empty:
                continue
            cause = each.due.cause
            owed = await _owe(tx, each.client_id, account, cause, each.to, here, SYSTEM)
            made += owed is not None
    return made


async def _owe(
    tx: Tx, client_id: int, account: Statement, cause: str, to: str, at: datetime, by: str
) -> int | None:
    row = AccountStatement(
        client=client_id,
        cause=cause,
        first_day=account.first,
        last_day=account.last,
        opening=account.opening,
        closing=account.closing,
        content=rules.to_json(account),
        created_at=at,
        created_by=by,
    )
    made = (
        await AccountStatement.insert(row)
        .on_conflict(action="DO NOTHING")
        .returning(AccountStatement.id)
    )
    if not made:
        return None
    statement_id = int(made[0]["id"])
    await StatementRendering.insert(StatementRendering(statement=statement_id, next_try_at=at))
    await _write(tx, statement_id, client_id, account, to, at, by)
    await record(
        tx,
        act="statement.sent",
        subject_kind="client",
        subject_id=client_id,
        client_id=client_id,
        at=at,
        by=by,
        detail={"last": account.last.isoformat(), "to": to, "balance": account.closing},
    )
    return statement_id


async def _write(
    tx: Tx,
    statement_id: int,
    client_id: int,
    account: Statement,
    to: str,
    at: datetime,
    by: str,
) -> None:
    shop, whose = await business(), await client(client_id)
    name = gettext("Statement of account", whose.language)
    context = {"account": account, "shop": shop}
    subject = gettext("Statement of account as of %(day)s – %(shop)s", whose.language)
    day = formats.day(account.last, whose.language)
    morning = datetime.combine(at.astimezone(ZONE).date(), _MORNING, ZONE)
    await enqueue(
        tx,
        subject_key=f"statement:{statement_id}",
        cause_kind="statement",
        cause_id=statement_id,
        to=to,
        subject=subject % {"day": day, "shop": shop.name},
        text=templating.render("messages/statement.txt", whose.language, **context),
        html=templating.render("messages/statement.html", whose.language, **context),
        client_id=client_id,
        attachments=[Wanted("statement", statement_id, f"{name} {account.last}.pdf", PDF)],
        not_before=max(at, morning) if by == SYSTEM else None,
        at=at,
        by=by,
    )
