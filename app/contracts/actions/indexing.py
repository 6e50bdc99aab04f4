"""Prices indexed from an anniversary, once each, and the client told by a letter of the outbox."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.clients.queries import address_for, client
from app.contracts.actions.amending import amend_in, withdraw_in
from app.contracts.actions.laying import held
from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import Cause, Change, Line, agreed, indexed
from app.contracts.tables import ContractIndexation
from app.core.calendar import add_months
from app.core.errors import N_, refuse
from app.core.i18n import gettext
from app.messages.actions import cancel, enqueue
from app.settings.queries import maybe_business


async def index_prices(
    contract_id: int,
    anniversary: date,
    from_on: date,
    change: Change,
    *,
    is_percent: bool,
    tell: bool = True,
    at: datetime,
    by: str,
) -> int | None:
    """Bill the indexed prices for every period that begins on `from_on` or later, and owe the
    letter that says so; gives back the message's id, None when there is nobody to write to.

    Twice for one anniversary is once. Refused: a day that is no anniversary, one before it, and
    what refuses a change of lines.
    """
    async with transaction() as tx:
        contract = await held(tx, contract_id)
        done = ContractIndexation.contract == contract_id
        same = ContractIndexation.anniversary == anniversary
        there = await ContractIndexation.select().where(done, same).first()
        if there:
            was_told: int | None = there["message_id"]
            return was_told
        _refuse(contract, anniversary, from_on)
        versions = (await versions_by_contract([contract_id]))[contract_id]
        before = versions.on(from_on)
        lines = indexed(before if is_percent else agreed(versions, from_on), change)
        name = contract["index_name"]
        amendment_id = await amend_in(
            tx, contract_id, from_on, lines, Cause.INDEXATION, name, at, by
        )
        message_id = None
        if tell:
            letter = _Letter(contract, before, lines, from_on, change, is_percent)
            message_id = await _tell(tx, contract, amendment_id, letter, at, by)
        await _write(contract_id, anniversary, amendment_id, change, message_id, at, by)
        return message_id


async def _write(
    contract_id: int,
    anniversary: date,
    amendment_id: int,
    change: Change,
    message_id: int | None,
    at: datetime,
    by: str,
) -> None:
    await ContractIndexation.insert(
        ContractIndexation(
            contract=contract_id,
            anniversary=anniversary,
            amendment_id=amendment_id,
            old_value=change.old,
            new_value=change.new,
            message_id=message_id,
            created_at=at,
            created_by=by,
        )
    )


class _Letter:
    """What the letter says: the lines before and after, from when, by what; amounts in cents."""

    def __init__(
        self,
        contract: Mapping[str, Any],
        before: Sequence[Line],
        after: Sequence[Line],
        from_on: date,
        change: Change,
        is_percent: bool,
    ) -> None:
        self.reference, self.label = contract["reference"], contract["label"]
        self.name, self.change, self.is_percent = contract["index_name"], change, is_percent
        self.from_on = from_on
        self.pairs = list(zip(before, after, strict=False))
        self.before = sum(line.net for line in before)
        self.after = sum(line.net for line in after)


async def withdraw_amendment(contract_id: int, amendment_id: int, *, at: datetime, by: str) -> None:
    """Undo a change of lines while none of its periods is billed, and the anniversary that it was
    for; a letter that waits does not go."""
    async with transaction() as tx:
        await held(tx, contract_id)
        own = (ContractIndexation.contract == contract_id) & (
            ContractIndexation.amendment_id == amendment_id
        )
        row = await ContractIndexation.select().where(own).first()
        await withdraw_in(tx, contract_id, amendment_id, at=at, by=by)
        if row is None:
            return
        if row["message_id"] is not None:
            await cancel(tx, row["message_id"], at=at, by=by)
        await ContractIndexation.delete().where(own)


def _refuse(contract: Mapping[str, Any], anniversary: date, from_on: date) -> None:
    start_on: date = contract["start_on"]
    if contract["is_split"]:
        raise refuse("contracts.index_split", "What is spread follows no index.")
    years = anniversary.year - start_on.year
    if years < 1 or add_months(start_on, 12 * years) != anniversary:
        raise refuse(
            "contracts.no_anniversary",
            "%(day)s is no anniversary of the contract.",
            "from_on",
            day=anniversary,
        )
    if from_on < anniversary:
        raise refuse(
            "contracts.index_early",
            "The new prices hold from the anniversary, %(day)s, at the earliest.",
            "from_on",
            day=anniversary,
        )


async def _tell(
    tx: Tx,
    contract: Mapping[str, Any],
    amendment_id: int,
    letter: _Letter,
    at: datetime,
    by: str,
) -> int | None:
    """Step: owe the letter; None when no address or no business is known."""
    client_id = contract["client"]
    shop, to = await maybe_business(), await address_for(client_id)
    if shop is None or not to:
        return None
    language = (await client(client_id)).language
    context = {"letter": letter, "shop": shop}
    subject = gettext(N_("New prices of your contract"), language)
    return await enqueue(
        tx,
        subject_key=f"indexation:{amendment_id}",
        cause_kind="contract",
        cause_id=contract["id"],
        client_id=client_id,
        to=to,
        subject=f"{subject} – {letter.label}",
        text=templating.render("messages/indexation.txt", language, **context),
        html=templating.render("messages/indexation.html", language, **context),
        at=at,
        by=by,
    )
