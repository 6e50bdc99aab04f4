"""Offers made, changed, put away, and taken: a contract is a copy, no later change reaches it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.contracts.actions.agreements import create_in
from app.contracts.actions.writing import renewal_columns, trial_columns
from app.contracts.queries.offers import OfferView, offer
from app.contracts.rules import ContractValues, Line, OfferValues, judge_offer
from app.contracts.tables import ContractOffer, ContractOfferLine
from app.core.errors import Refused, refuse


async def create_offer(values: OfferValues, lines: Sequence[Line], *, at: datetime, by: str) -> int:
    """Make an offer; gives back its id. Refused: see `judge_offer`, a name that is taken."""
    judge_offer(values, lines)
    async with transaction() as tx:
        row = ContractOffer(**_columns(values), created_at=at, created_by=by)
        made = (
            await ContractOffer.insert(row)
            .on_conflict(action="DO NOTHING")
            .returning(ContractOffer.id)
        )
        if not made:
            raise _taken(values.name)
        offer_id = int(made[0]["id"])
        await _write_lines(offer_id, lines)
        await _note(tx, "offer.created", offer_id, values.name, at, by)
        return offer_id


async def change_offer(
    offer_id: int, values: OfferValues, lines: Sequence[Line], *, at: datetime, by: str
) -> None:
    """Change what is made from it from now on. Refused as when it is made."""
    judge_offer(values, lines)
    async with transaction() as tx:
        await offer(offer_id)
        await _refuse_taken(values.name, offer_id)
        changed: dict[Any, Any] = _columns(values)
        await ContractOffer.update(changed).where(ContractOffer.id == offer_id)
        await ContractOfferLine.delete().where(ContractOfferLine.offer == offer_id)
        await _write_lines(offer_id, lines)
        await _note(tx, "offer.changed", offer_id, values.name, at, by)


async def archive_offer(offer_id: int, *, at: datetime, by: str) -> None:
    """Put an offer away: nobody takes it any more. Twice is once."""
    async with transaction() as tx:
        view = await offer(offer_id)
        if not view.is_archived:
            await ContractOffer.update({ContractOffer.archived_at: at}).where(
                ContractOffer.id == offer_id
            )
            await _note(tx, "offer.archived", offer_id, view.values.name, at, by)


async def unarchive_offer(offer_id: int, *, at: datetime, by: str) -> None:
    """Bring it back. Refused: another has its name by now."""
    async with transaction() as tx:
        view = await offer(offer_id)
        if view.is_archived:
            await _refuse_taken(view.values.name, offer_id)
            await ContractOffer.update({ContractOffer.archived_at: None}).where(
                ContractOffer.id == offer_id
            )
            await _note(tx, "offer.unarchived", offer_id, view.values.name, at, by)


async def take_offer(
    offer_id: int,
    client_id: int,
    start_on: date,
    *,
    order_number: str = "",
    on: date,
    at: datetime,
    by: str,
) -> int:
    """Make the contract of a client who takes an offer; gives back its id. Refused: it was put
    away, and what refuses a contract."""
    async with transaction() as tx:
        view = await offer(offer_id)
        values = taken(view, client_id, start_on, order_number)
        return await create_in(tx, values, view.lines, on=on, at=at, by=by)


def taken(
    view: OfferView, client_id: int, start_on: date, order_number: str = ""
) -> ContractValues:
    """The contract that an offer makes. Refused: it was put away."""
    if view.is_archived:
        raise refuse(
            "contracts.offer_archived",
            "%(name)s is put away: bring it back first.",
            name=view.values.name,
        )
    return view.values.contract(client_id, start_on, order_number, view.id)


async def _refuse_taken(name: str, offer_id: int) -> None:
    there = await ContractOffer.exists().where(
        ContractOffer.name == name.strip(),
        ContractOffer.archived_at.is_null(),
        ContractOffer.id != offer_id,
    )
    if there:
        raise _taken(name)


def _taken(name: str) -> Refused:
    return refuse(
        "contracts.offer_taken", "Another offer is called %(name)s.", "name", name=name.strip()
    )


async def _write_lines(offer_id: int, lines: Sequence[Line]) -> None:
    await ContractOfferLine.insert(
        *[
            ContractOfferLine(offer=offer_id, position=at, **vars(line))
            for at, line in enumerate(lines, start=1)
        ]
    )


def _columns(values: OfferValues) -> dict[str, Any]:
    kept = dict(vars(values))
    trial, renewal = kept.pop("trial"), kept.pop("renewal")
    kept |= {name: kept[name].value for name in ("frequency", "billing", "mode")}
    kept |= {name: kept[name].strip() for name in ("name", "label")}
    return kept | trial_columns(trial) | renewal_columns(renewal)


async def _note(tx: Tx, act: str, offer_id: int, name: str, at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="offer",
        subject_id=offer_id,
        client_id=None,
        at=at,
        by=by,
        detail={"name": name},
    )
