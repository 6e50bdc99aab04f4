"""A bank's line, once kept, is never changed and never taken away; nor is its statement."""

from datetime import UTC, date, datetime

import pytest

from app.adapters.database import transaction
from app.bank.tables import BankAccount, BankFile, BankLine, BankLineAgain, BankStatement

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
WHO = {"recorded_at": AT, "recorded_by": "claire@example.fr"}


async def one_line() -> int:
    """A statement of one line; its id."""
    async with transaction():
        account = BankAccount(key="FR7630006000011234567890189", **WHO)
        await account.save()
        file = BankFile(
            filename="a.xml", sha256="0" * 64, size=1, source="page", state="done", **WHO
        )
        await file.save()
        statement = BankStatement(
            account=account.id, file=file.id, lines=1, added=1, digest="d", **WHO
        )
        await statement.save()
        line = BankLine(
            account=account.id,
            statement=statement.id,
            position=1,
            booked_on=date(2026, 11, 30),
            amount_cents=120_00,
            fingerprint="f-0",
        )
        await line.save()
        await BankLineAgain(statement=statement.id, position=2, line=line.id).save()
    return int(line.id)


@pytest.mark.parametrize("table", [BankStatement, BankLine, BankLineAgain])
async def test_what_the_bank_said_is_never_changed(database: None, table: type) -> None:
    await one_line()
    name = table._meta.tablename
    for attempt in (f"UPDATE {name} SET id = id", f"DELETE FROM {name}"):
        with pytest.raises(Exception, match=f"rows of {name} are never changed"):
            async with transaction():
                await table.raw(attempt)
    assert await table.count() == 1


async def test_one_fingerprint_is_one_line(database: None) -> None:
    line = await one_line()
    [kept] = await BankLine.select().where(BankLine.id == line)
    twin = BankLine(
        **{name: value for name, value in kept.items() if name != "id"} | {"position": 2}
    )
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with transaction():
            await twin.save()
    assert await BankLine.count() == 1
