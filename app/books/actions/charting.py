"""The accountant's chart: an account renamed or renumbered, one added, one taken out."""

from datetime import datetime

from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.books import queries, rules
from app.books.tables import ChartAccount
from app.core.errors import refuse


async def set_account(code: str, number: str, label: str, *, at: datetime, by: str) -> None:
    """Give an account its number and name in the accountant's chart; what is in the books is read
    by them from now on. Refused: an unknown account, and what `checked_account` refuses."""
    async with transaction() as tx:
        chart = await _held(tx)
        if code not in rules.ACCOUNTS and code not in chart.changed:
            raise refuse("books.no_account", "There is no account %(account)s.", account=code[:20])
        kept = rules.checked_account(chart, code, number, label)
        row = ChartAccount(
            code=code, number=kept.number, label=kept.label, changed_at=at, changed_by=by
        )
        if code in chart.changed:
            await ChartAccount.delete().where(ChartAccount.code == code)
        rows = await ChartAccount.insert(row).returning(ChartAccount.id)
        await _note(tx, "chart.changed", rows[0]["id"], kept, at, by)


async def add_account(number: str, label: str, *, at: datetime, by: str) -> str:
    """Add an account of the owner's own, on which products may be sold; gives back its code.

    Refused: what `checked_account` refuses, and an account that there is.
    """
    async with transaction() as tx:
        chart = await _held(tx)
        code = rules.new_code(chart, number)
        kept = rules.checked_account(chart, code, code, label)
        rows = await ChartAccount.insert(
            ChartAccount(code=code, number=code, label=kept.label, changed_at=at, changed_by=by)
        ).returning(ChartAccount.id)
        await _note(tx, "chart.added", rows[0]["id"], kept, at, by)
        return code


async def drop_account(code: str, *, at: datetime, by: str) -> None:
    """Take out an account that was added, or give one of ours its usual number and name back;
    done already, nothing happens. Refused: one of the owner's own that is in use."""
    async with transaction() as tx:
        chart = await _held(tx)
        if code not in chart.changed:
            return
        if code not in rules.ACCOUNTS:
            await _refuse_used(code)
        rows = (
            await ChartAccount.delete().where(ChartAccount.code == code).returning(ChartAccount.id)
        )
        await _note(tx, "chart.dropped", rows[0]["id"], chart.changed[code], at, by)


async def _note(tx: Tx, act: str, row_id: int, kept: rules.Account, at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="chart",
        subject_id=row_id,
        at=at,
        by=by,
        detail={"code": kept.code, "number": kept.number, "label": kept.label},
    )


async def _held(tx: Tx) -> rules.Chart:
    """The chart, which nobody else changes until the transaction ends."""
    if is_postgres:
        await ChartAccount.raw("LOCK TABLE chart_account IN SHARE ROW EXCLUSIVE MODE")
    return await queries.chart()


async def _refuse_used(code: str) -> None:
    lines = (await queries.used_accounts()).get(code, 0)
    if lines:
        message = "Account %(account)s is in use: %(count)s lines of the books are on it."
        raise refuse("books.account_used", message, account=code, count=lines)
    products = await queries.products_on(code)
    if products:
        message = "Account %(account)s is in use: %(count)s products are sold on it."
        raise refuse("books.account_sold", message, account=code, count=products)
