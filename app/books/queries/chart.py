"""The accountant's chart, and which accounts are in use."""

from app.accounting.tables import EntryLine
from app.books.rules import Account, Chart
from app.books.tables import ChartAccount
from app.catalogue.tables import Product


async def chart() -> Chart:
    """What the owner has set and added."""
    rows = await ChartAccount.select().order_by(ChartAccount.code)
    return Chart({row["code"]: Account(row["code"], row["number"], row["label"]) for row in rows})


async def used_accounts() -> dict[str, int]:
    """How many lines of the books are on each account, by its code."""
    rows = await EntryLine.raw(
        "SELECT account AS code, COUNT(*) AS lines FROM entry_line GROUP BY account"
    )
    return {row["code"]: int(row["lines"]) for row in rows}


async def products_on(code: str) -> int:
    """How many products are sold on an account."""
    return int(await Product.count().where(Product.account == code))
