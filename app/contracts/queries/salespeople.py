"""Whose clients are whose."""

from app.contracts.tables import Contract


async def salespeople() -> dict[int, int]:
    """The salesperson (the id of one of our users) of each client that has one: that of its
    contract that began last, among those with a salesperson, whether it still runs or not."""
    rows = (
        await Contract.select(Contract.client, Contract.salesperson_id)
        .where(Contract.salesperson_id.is_not_null())
        .order_by(Contract.start_on)
        .order_by(Contract.id)
    )
    return {row["client"]: row["salesperson_id"] for row in rows}
