"""Lines that a bank has written, put there by hand: the stories of what was done with them."""

from datetime import date

from app.adapters.database import transaction
from app.bank import actions, queries
from app.bank.actions import Swept
from app.bank.queries import MatchView
from app.bank.tables import BankAccount, BankFile, BankLine, BankPointing, BankStatement
from app.upkeep.queries import gather_checks
from tests.cast import at

NOW = at("2026-11-26")
BY = "echeance"


async def statement() -> tuple[int, int]:
    """An account and one statement that the lines stand on."""
    row = await BankStatement.select(BankStatement.id, BankStatement.account).first()
    if row:
        return row["account"], row["id"]
    async with transaction():
        account = BankAccount(key="FR76X", iban="", name="", recorded_at=NOW, recorded_by=BY)
        [made] = await BankAccount.insert(account)
        file = BankFile(
            filename="novembre.csv",
            sha256="0" * 64,
            size=1,
            source="command",
            state="done",
            recorded_at=NOW,
            recorded_by=BY,
        )
        [kept] = await BankFile.insert(file)
        row = BankStatement(
            account=made["id"],
            file=kept["id"],
            lines=0,
            added=0,
            digest="d" * 64,
            recorded_at=NOW,
            recorded_by=BY,
        )
        [there] = await BankStatement.insert(row)
    return made["id"], there["id"]


async def line(cents: int, label: str = "VIREMENT", payer: str = "", **more: str) -> int:
    """One line of the bank; on 20 November 2026 unless `on` says otherwise."""
    account, of = await statement()
    n = await BankLine.count() + 1
    day = date.fromisoformat(more.pop("on", "2026-11-20"))
    values = {"reference": "", "end_to_end_id": "", "payer_iban": "", "transaction_code": ""}
    async with transaction():
        [made] = await BankLine.insert(
            BankLine(
                account=account,
                statement=of,
                position=n,
                booked_on=day,
                value_on=day,
                amount_cents=cents,
                label=label,
                payer_name=payer,
                fingerprint=f"line-{n}",
                **(values | {"return_reason": "", "bank_reference": ""} | more),
                batch_id="",
                mandate_id="",
            )
        )
    return int(made["id"])


async def swept() -> Swept:
    return await actions.sweep(at=NOW, by=BY)


async def done_with(line_id: int) -> list[MatchView]:
    """What stands of a line."""
    every = (await queries.matches([line_id]))[line_id]
    return [each for each in every if each.undone_at is None]


async def left(line_id: int) -> int:
    row = await BankPointing.select(BankPointing.open).where(BankPointing.line == line_id).first()
    assert row
    return int(row["open"])


async def nothing_wrong() -> None:
    """Every check of the books that speaks of money says nothing."""
    faulty = [check for check in await gather_checks() if not check.ok]
    # The stories put lines on a statement without balances, of a file that never was.
    told = [c for c in faulty if c.name not in ("bank statements complete", "bank files kept")]
    assert [(c.name, [str(f) for f in c.findings], c.problem) for c in told] == []
