"""The board and the books agree, client by client, now and at each month's end of the last year."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.accounting import queries as accounting
from app.accounting.tables import Entry
from app.core.calendar import add_months
from app.core.errors import Finding, finding
from app.core.located import IntegrityCheck
from app.core.money import Euros
from app.receivables.queries.aging import aging
from app.receivables.queries.sent import check_figures, check_files


async def check_board(on: date, books: Mapping[int, int]) -> list[Finding]:
    """Clients whose board differs from their account (cents by client) on a day."""
    board = await aging(on)
    shown = {row.client_id: row.total for row in board.rows}
    findings = [
        finding(
            "check",
            "client %(client)s on %(on)s: board %(board)s, account 411 %(books)s",
            client=client_id,
            on=on,
            board=Euros(shown.get(client_id, 0)),
            books=Euros(books.get(client_id, 0)),
        )
        for client_id in sorted(shown.keys() | books.keys())
        if shown.get(client_id, 0) != books.get(client_id, 0)
    ]
    odd = [row for row in board.rows if row.credit > 0 or min(row.ages) < 0]
    findings += [
        finding(
            "check",
            "client %(client)s on %(on)s: an amount has the wrong sign",
            client=row.client_id,
            on=on,
        )
        for row in odd
    ]
    return findings


async def check_boards() -> list[Finding]:
    """`check_board` on the last day in the books and at the twelve ends of a month before it."""
    last = await Entry.select(Entry.day).order_by(Entry.day, ascending=False).first()
    if last is None:
        return []
    day: date = last["day"]
    firsts = [add_months(day.replace(day=1), -back) for back in range(12)]
    findings = await check_board(day, books := await accounting.balances_by_client(day))
    after = day
    for on in (first - timedelta(days=1) for first in firsts):
        # From one day back to the one before: each entry is read once, not at every month's end.
        for client, cents in (await accounting.moves_by_client(on, after)).items():
            books[client] = books.get(client, 0) - cents
        after = on
        findings += await check_board(on, books)
    return findings


CHECKS: list[IntegrityCheck] = [
    ("aging equals accounts 411 and 416", check_boards),
    ("statements of account add up", check_figures),
    ("statements of account kept", check_files),
]
