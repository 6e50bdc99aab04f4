"""A litigation bundle: every proof bound into one PDF with bookmarks, the draft request to the
court, and a manifest of every file with its hash, in one zip kept as it was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from app.adapters import files, pdf, pdf_bundles, templating
from app.adapters.archives import Sealed, Zip
from app.adapters.database import transaction
from app.auth.actions import record
from app.clients.queries import client
from app.core.errors import refuse
from app.invoices.actions import logo
from app.invoices.rules import seller_of
from app.lateness.actions.letter import party
from app.lateness.actions.piece import LANGUAGE, Debt, Piece
from app.lateness.actions.pieces import debt_of, pieces_of
from app.lateness.queries import NoticeView, notice
from app.lateness.rules import Court, court_name, usual_court
from app.lateness.tables import LitigationBundle
from app.settings.queries import business


@dataclass(frozen=True)
class Made:
    """A bundle: the bytes of its zip, their name, its seal, and how many pieces it has."""

    data: bytes
    filename: str
    seal: str
    pieces: int
    claimed: int


async def put_together(notice_id: int, court: Court, *, on: date, at: datetime, by: str) -> int:
    """Put together the bundle of a case as of today and keep it; gives back its id.

    Refused: no such notice, nothing unpaid any more (lateness.settled), a client against whom no
    order for payment is made (see `rules.usual_court`). RenderFailed: a page could not be made.
    """
    view, debt = await _case(notice_id, on)
    made = await _made(view, debt, court, on)
    kept = files.store(made.data)
    async with transaction() as tx:
        row = LitigationBundle(
            notice=notice_id,
            court=court.value,
            filename=made.filename,
            sha256=kept,
            size=len(made.data),
            pieces=made.pieces,
            claimed=made.claimed,
            seal=made.seal,
            made_at=at,
            made_by=by,
        )
        kept_rows = await LitigationBundle.insert(row).returning(LitigationBundle.id)
        await record(
            tx,
            act="lateness.bundled",
            subject_kind="client",
            subject_id=view.client_id,
            client_id=view.client_id,
            at=at,
            by=by,
            detail={"total": made.claimed, "pieces": made.pieces, "notice": notice_id},
        )
    return int(kept_rows[0]["id"])


async def request_pdf(notice_id: int, court: Court, on: date) -> bytes:
    """The draft request for an order for payment as of today; nothing is kept. Refused as above."""
    view, debt = await _case(notice_id, on)
    pieces, missing = await pieces_of(view, debt)
    return await _request(view, debt, court, pieces, missing)


async def _case(notice_id: int, on: date) -> tuple[NoticeView, Debt]:
    view = await notice(notice_id)
    if view is None:
        raise refuse("lateness.no_notice", "There is no such formal notice.")
    to = await client(view.client_id)
    usual_court(to.kind.value, to.country)
    if not view.open:
        raise refuse(
            "lateness.settled", "All that the notice named is settled: nothing is claimed."
        )
    return view, await debt_of(view, on)


async def _made(view: NoticeView, debt: Debt, court: Court, on: date) -> Made:
    pieces, missing = await pieces_of(view, debt)
    listed = await _page(
        "documents/pieces.html", view, debt, pieces=_numbered(pieces), missing=missing
    )
    bound = [("Bordereau", listed)]
    bound += [(f"{n}. {each.title}", each.data) for n, each in _counted(pieces) if each.is_pdf]
    whole = await pdf_bundles.bound(bound, f"{view.reference} – {view.client}")
    request = await _request(view, debt, court, pieces, missing)
    folder = f"dossier-{view.reference}-{on:%Y%m%d}"
    into = Zip(f"{folder}/")
    sealed = Sealed(into)
    for name, data in (("dossier.pdf", whole), ("requete.pdf", request)):
        with sealed.open(name) as out:
            out.write(data)
    for n, each in _counted(pieces):
        with sealed.open(f"pieces/{n:02}-{each.filename}") as out:
            out.write(each.data)
    seal = sealed.seal(_summary(view, debt, pieces, missing))
    return Made(into.take() + into.end(), f"{folder}.zip", seal, len(pieces), debt.total)


def _summary(
    view: NoticeView, debt: Debt, pieces: Sequence[Piece], missing: Sequence[str]
) -> dict[str, object]:
    return {
        "case": view.reference,
        "client": view.client,
        "on": debt.on.isoformat(),
        "principal": debt.principal,
        "interest": debt.interest,
        "indemnity": debt.indemnity,
        "pieces": {f"{n:02}": each.title for n, each in _counted(pieces)},
        "to_be_added": list(missing),
    }


def _counted(pieces: Sequence[Piece]) -> list[tuple[int, Piece]]:
    return list(enumerate(pieces, start=1))


def _numbered(pieces: Sequence[Piece]) -> list[tuple[int, str, str]]:
    return [(n, each.title, sha256(each.data).hexdigest()) for n, each in _counted(pieces)]


async def _request(
    view: NoticeView, debt: Debt, court: Court, pieces: Sequence[Piece], missing: Sequence[str]
) -> bytes:
    to = await client(view.client_id)
    return await _page(
        "documents/request.html",
        view,
        debt,
        court=court_name(court, to.postcode),
        pieces=_numbered(pieces),
        missing=missing,
    )


async def _page(template: str, view: NoticeView, debt: Debt, **more: object) -> bytes:
    seller = seller_of(await business())
    html = templating.render(
        template,
        LANGUAGE,
        view=view,
        debt=debt,
        seller=seller,
        debtor=party(await client(view.client_id)),
        logo=logo(seller.logo_sha256),
        **more,
    )
    return await pdf.render(html)
