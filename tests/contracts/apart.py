"""What a worker or a person does about contracts, as a process of its own that may be killed.

`python -m tests.contracts.apart ACT DAY`, on the database of the test.
"""

import asyncio
import sys
from datetime import date

from app.adapters.database import close_engine, open_engine
from app.contracts import actions
from app.contracts.rules import by_percent
from app.contracts.tables import Contract
from tests.cast import at

BY = "echeance"


async def tell(on: date) -> None:
    """The letters of renewals and of trials."""
    await actions.inform_renewals(on=on, at=at(on), by=BY)
    await actions.inform_trials(on=on, at=at(on), by=BY)


async def bill(on: date) -> None:
    """Everything due."""
    await actions.bill(on=on, at=at(on), by=BY)


async def index(on: date) -> None:
    """Two per cent more on each contract that follows a percentage, from its anniversary."""
    for row in await Contract.select().where(Contract.index_percent.is_not_null()):
        day = row["start_on"].replace(year=row["start_on"].year + 1)
        await actions.index_prices(
            row["id"], day, day, by_percent(200), is_percent=True, at=at(on), by=BY
        )


async def end(on: date) -> None:
    """Every contract ended that day: what is spread in one, a trial with itself."""
    for row in await Contract.select().order_by(Contract.id):
        contract_id = row["id"]
        if row["is_split"]:
            await actions.end_spread(contract_id, on, bill_rest=True, at=at(on), by=BY)
        elif row["trial_length"]:
            await actions.stop_trial(contract_id, on=on, at=at(on), by=BY)
        else:
            await actions.terminate(contract_id, on, credit=True, on=on, at=at(on), by=BY)


ACTS = {each.__name__: each for each in (tell, bill, index, end)}


async def main(act: str, day: str) -> None:
    await open_engine()
    try:
        await ACTS[act](date.fromisoformat(day))
    finally:
        await close_engine()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
