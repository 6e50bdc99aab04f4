"""Rows handed over many at a time are kept as if they came one by one."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from app.adapters import bulk_rows
from app.adapters.database import transaction
from app.auth.tables import AuditEntry
from app.bank.tables import BankChoice
from app.payments.tables import ChequeDeposit

PARIS = timezone(timedelta(hours=1))
AT = datetime(2026, 11, 27, 0, 30, 15, 250_000, tzinfo=PARIS)
TEXT = 'L’hôtel\t"d’ici"\n{x} {} \\ 12,50 €'


def slip(key: str, number: int, **more: Any) -> dict[str, Any]:
    day = date(2026, 11, 26)
    money = {"pieces": 2, "total": 9_007_199_254_740_993}
    made = {"recorded_at": AT, "recorded_by": "nadia@example.org"}
    return {"number": number, "deposited_on": day, "key": key} | money | made | more


async def test_a_row_is_kept_as_by_itself_to_the_letter(database: None) -> None:
    """What compares moments, days, yes and no, and texts finds no difference."""
    act = {"at": AT, "by": "n", "act": "client.added", "subject_kind": "client", "subject_id": 1}
    choice = {"threshold": 9_500, "automatic": True, "updated_at": AT, "updated_by": "n"}
    async with transaction():
        await AuditEntry.insert(AuditEntry(**act, client_id=7, detail=TEXT))
        await bulk_rows.insert(AuditEntry, [act | {"client_id": 7, "detail": TEXT}])
        await BankChoice.insert(BankChoice(**choice))
        await bulk_rows.insert(BankChoice, [choice])
        await ChequeDeposit.insert(ChequeDeposit(**slip("one", 1, cancelled_on=None)))
        await bulk_rows.insert(ChequeDeposit, [slip("two", 2)])
    first, second = await AuditEntry.raw(
        "SELECT CAST(at AS TEXT) AS at, client_id, detail FROM audit_entry ORDER BY id"
    )
    assert first == second
    assert (second["client_id"], second["detail"]) == (7, TEXT)
    rows = await BankChoice.raw(
        "SELECT CAST(automatic AS TEXT) AS automatic, CAST(updated_at AS TEXT) AS at"
        " FROM bank_choice ORDER BY id"
    )
    assert rows[0] == rows[1]
    first, second = await ChequeDeposit.raw(
        "SELECT CAST(deposited_on AS TEXT) AS day, total, cancelled_on"
        " FROM cheque_deposit ORDER BY id"
    )
    assert first == second
    assert second["total"] == 9_007_199_254_740_993
    read = await AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id, ascending=False).first()
    assert read["at"] == datetime(2026, 11, 26, 23, 30, 15, 250_000, tzinfo=UTC)


async def test_ids_follow_the_order_given_and_what_is_there_is_left_out(database: None) -> None:
    keys = ["m", "c", "z", "a"]
    async with transaction():
        await bulk_rows.insert(ChequeDeposit, [slip("c", 1)])
        rows = [slip(key, at) for at, key in enumerate(keys, start=2)]
        made = await bulk_rows.insert(ChequeDeposit, rows, "id", "key", if_new=True)
        nothing = await bulk_rows.insert(ChequeDeposit, [], "id")
    ids = {row["key"]: row["id"] for row in made}
    assert sorted(ids, key=ids.__getitem__) == ["m", "z", "a"]
    assert nothing == []


async def test_a_column_that_there_is_not_is_refused(database: None) -> None:
    with pytest.raises(ValueError, match="totall"):
        async with transaction():
            await bulk_rows.insert(ChequeDeposit, [slip("one", 1, totall=3)])


async def test_rows_are_read_in_the_order_of_their_columns_as_what_they_are(database: None) -> None:
    """A whole number beyond what a float holds, yes, no, nothing, a day, and moments in UTC."""
    async with transaction():
        await bulk_rows.insert(ChequeDeposit, [slip("one", 1), slip("two", 2)])
        for automatic in (True, False):
            choice = BankChoice(
                threshold=9_500, automatic=automatic, updated_at=AT, updated_by="nadia@example.org"
            )
            await BankChoice.insert(choice)
    rows = await bulk_rows.read(
        "SELECT number, deposited_on, total, cancelled_on, recorded_at, key FROM cheque_deposit"
        " WHERE number >= {} ORDER BY number",
        1,
    )
    day, at = date(2026, 11, 26), datetime(2026, 11, 26, 23, 30, 15, 250_000, tzinfo=UTC)
    total = 9_007_199_254_740_993
    assert [tuple(row) for row in rows] == [
        (1, day, total, None, at, "one"),
        (2, day, total, None, at, "two"),
    ]
    chosen = await bulk_rows.read("SELECT automatic FROM bank_choice ORDER BY id")
    assert [row[0] for row in chosen] == [True, False]
    assert all(isinstance(row[0], bool) for row in chosen)
    assert await bulk_rows.read("SELECT id FROM cheque_deposit WHERE number = {}", 9) == []
