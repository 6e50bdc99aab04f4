"""A mandate signed, once: on the client's page with its evidence, or on paper with its scan."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from app.adapters import files
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clock import ZONE
from app.core.errors import Finding, Refused, finding, refuse
from app.mandates import queries, rules
from app.mandates.actions.asking import closing, hold
from app.mandates.queries import MandateView
from app.mandates.tables import Mandate, MandateSignature
from app.settings.queries import business

CLIENT = "client"
MAX_NAME = 120
SCANS = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True)
class Signer:
    """Who signs, where, for which account; from which address and browser on the client's page."""

    name: str
    iban: str
    place: str = ""
    address: str = ""
    agent: str = ""


async def sign(
    mandate_id: int,
    signer: Signer,
    *,
    agreed: bool,
    shown: str,
    on: date,
    at: datetime,
    by: str = CLIENT,
) -> None:
    """Sign on the client's page; `shown` is the text of the mandate that stood there.

    Refused: signed or ended already, no name, not agreed, an IBAN that is wrong.
    """
    view = await queries.maybe_mandate(mandate_id)
    if view is None:
        raise refuse("mandates.gone", "This mandate is not there.")
    kept = _judged(view, signer, agreed, on)
    # Kept before the transaction: a fault between the two leaves a file that nothing names.
    proof = files.store(await _evidence(view, kept, shown, at))
    async with transaction() as tx:
        held = await hold(tx, mandate_id)
        _judged(held, signer, agreed, on)
        await _keep(tx, held, kept, "link", on, proof, "application/json", at, by)


async def sign_on_paper(
    mandate_id: int,
    signer: Signer,
    *,
    signed_on: date,
    scan: bytes | None,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Record a signature on paper, with its scan where there is one (PDF, PNG or JPEG).

    Refused: signed or ended already, a day to come, no name, a wrong IBAN, another kind of file.
    """
    view = await queries.maybe_mandate(mandate_id)
    if view is None:
        raise refuse("mandates.gone", "This mandate is not there.")
    kept = _judged(view, signer, True, on)
    if signed_on > on:
        raise refuse("mandates.future", "This day is still to come.", "signed_on")
    media_type = _media_type(scan) if scan else ""
    proof = files.store(scan) if scan else ""
    async with transaction() as tx:
        held = await hold(tx, mandate_id)
        _judged(held, signer, True, on)
        await _keep(tx, held, kept, "paper", signed_on, proof, media_type, at, by)


def _media_type(scan: bytes) -> str:
    for start, media_type in SCANS.items():
        if scan.startswith(start):
            return media_type
    raise refuse("mandates.scan", "A scan is a PDF, a PNG or a JPEG.", "scan")


def _judged(view: MandateView, signer: Signer, agreed: bool, on: date) -> Signer:
    closed = closing(view, on)
    if closed is not None:
        raise closed
    found: list[Finding] = []
    iban = ""
    try:
        iban = rules.sepa_iban(signer.iban or view.iban)
    except Refused as refused:
        found.extend(refused.findings)
    if not (signer.iban or view.iban).strip():
        found.append(finding("form.missing", "This must be filled in.", "iban"))
    if not signer.name.strip():
        found.append(finding("form.missing", "This must be filled in.", "name"))
    if not agreed:
        found.append(
            finding(
                "mandates.not_agreed",
                "Tick the box to sign: without it nothing is signed.",
                "agreed",
            )
        )
    if found:
        raise Refused(found)
    return Signer(
        signer.name.strip()[:MAX_NAME],
        iban,
        signer.place.strip()[:80],
        signer.address[:60],
        signer.agent[:300],
    )


async def _evidence(view: MandateView, signer: Signer, shown: str, at: datetime) -> bytes:
    shop, creditor = await business(), await queries.creditor()
    facts = {
        "kind": "sepa_mandate_signature",
        "reference": view.reference,
        "scheme": view.scheme.value,
        "recurrence": view.recurrence.value,
        "creditor": {"name": shop.name, "ics": creditor.ics, "siren": shop.siren},
        "debtor": {"client": view.client, "name": view.name, "iban": signer.iban},
        "notice_days": view.notice_days,
        "signer": signer.name,
        "place": signer.place,
        "signed_at": at.astimezone(ZONE).isoformat(),
        "zone": ZONE.key,
        "address": signer.address,
        "agent": signer.agent,
        "text": shown,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()


async def _keep(
    tx: Tx,
    view: MandateView,
    signer: Signer,
    way: str,
    signed_on: date,
    proof: str,
    media_type: str,
    at: datetime,
    by: str,
) -> None:
    await Mandate.update({Mandate.iban: signer.iban}).where(Mandate.id == view.id)
    row = MandateSignature(
        mandate=view.id,
        way=way,
        signed_on=signed_on,
        name=signer.name,
        place=signer.place,
        iban=signer.iban,
        address=signer.address,
        agent=signer.agent,
        sha256=proof,
        media_type=media_type,
        recorded_at=at,
        recorded_by=by,
    )
    await MandateSignature.insert(row)
    await record(
        tx,
        act="mandate.signed",
        subject_kind="mandate",
        subject_id=view.id,
        client_id=view.client_id,
        at=at,
        by=by,
        detail={"reference": view.reference, "name": signer.name},
    )
