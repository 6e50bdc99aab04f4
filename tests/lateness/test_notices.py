"""A formal notice by registered post, the case that it opens, and the last day to claim."""

import io
import re
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from app.adapters import files
from app.core.errors import Refused
from app.lateness import actions, queries
from app.lateness.rules import Stage
from app.reminders.queries import desk
from app.today import queries as today_queries
from app.today.rules import tasks
from app.upkeep.queries.integrity import gather_checks
from tests.cast import ODILE, browser, mme_perrin, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.lateness.test_stories import owing, seen
from tests.payments.books import paid, sold

D = date.fromisoformat


def text_of(sha256: str) -> str:
    pages = PdfReader(io.BytesIO(files.read(sha256))).pages
    text = " ".join(page.extract_text() for page in pages)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


async def written(client_id: int, *ids: int, on: str = "2026-03-31") -> queries.NoticeView:
    notice_id = await actions.write_notice(client_id, ids, on=D(on), at=moment(on), by=ODILE)
    view = await queries.notice(notice_id)
    assert view
    return view


async def reached(notice_id: int, stage: Stage, day: str, on: str = "2026-12-31") -> None:
    await actions.record_stage(
        notice_id,
        stage,
        happened_on=D(day),
        note="",
        paper=None,
        on=D(on),
        at=moment(on),
        by=ODILE,
    )


async def test_the_letter_says_what_is_owed_and_by_when(database: None) -> None:
    client_id, invoice_id = await owing()
    view = await written(client_id, invoice_id)
    # 5 000 left, 877,53 of interest, 40; eleven days for the post and for paying.
    assert (view.principal, view.interest, view.indemnity) == (500_000, 87_753, 4_000)
    assert view.deadline_on == D("2026-04-11")
    said = text_of(view.sha256)
    assert "Mise en demeure" in said and "Lettre recommandée avec avis de réception" in said
    assert "5 place Bellecour" in said and "F2024-000001" in said
    assert "mettons en demeure de nous payer 5 917,53 € au plus tard le 11 avril 2026" in said
    assert "trois fois le taux d’intérêt légal" in said and "877,53 €" in said
    assert not [each.name for each in await gather_checks() if each.findings or each.problem]


async def test_while_a_rate_is_missing_the_letter_states_the_rule_and_no_amount(
    database: None,
) -> None:
    client_id, invoice_id = await owing()
    view = await written(client_id, invoice_id, on="2026-11-27")
    assert view.interest is None
    said = text_of(view.sha256)
    assert "trois fois le taux d’intérêt légal" in said
    assert "leur montant sera calculé au taux de chaque semestre" in said
    assert "payer 5 040,00 €" in said and "Intérêts jusqu" not in said


async def test_a_consumer_is_asked_no_40_euro_and_bears_interest_from_the_notice_on(
    database: None,
) -> None:
    await open_shop()
    client_id = await mme_perrin()
    invoice_id = await sold(client_id, 1_000, "2025-01-10", "2025-01-31")
    view = await written(client_id, invoice_id, on="2025-06-02")
    said = text_of(view.sha256)
    assert "payer 1 000,00 €" in said and "D441-5" not in said
    assert "Au taux d’intérêt légal, à compter de la mise en demeure" in said
    before = await queries.late_invoice(invoice_id, D("2025-06-30"))
    assert before and before.lateness.due == 0
    await reached(view.id, Stage.POSTED, "2025-06-03")
    await actions.note_receipt(
        view.id,
        tracking="1A 123 456 7890 1",
        presented_on=D("2025-06-05"),
        on=D("2025-06-10"),
        at=moment("2025-06-10"),
        by=ODILE,
    )
    late = await queries.late_invoice(invoice_id, D("2025-06-30"))
    # 1 000 x 3,71 % x 25 / 365 = 2,5411, from the day after it was presented.
    assert late and late.lateness.due == 254


async def test_nobody_is_put_on_notice_for_what_is_not_owed(database: None) -> None:
    client_id, invoice_id = await owing()
    other = await regie(name="Autre régie", siren="", email="autre@regie.test")
    soon = await sold(client_id, 100, "2026-03-20", "2026-04-20")
    for whose, ids in ((other, [invoice_id]), (client_id, [soon]), (client_id, [])):
        with pytest.raises(Refused) as refusal:
            await actions.letter(whose, ids, D("2026-03-31"))
        assert refusal.value.code == "lateness.not_owed"
    homeless = await regie(name="Sans adresse", siren="", street="")
    with pytest.raises(Refused) as refusal:
        await actions.letter(homeless, [invoice_id], D("2026-03-31"))
    assert refusal.value.code == "lateness.no_address"


async def test_the_case_goes_on_by_stages_and_the_last_can_be_taken_back(
    database: None, at: Any
) -> None:
    at("2026-12-31T10:00")
    client_id, invoice_id = await owing()
    view = await written(client_id, invoice_id)
    async with browser() as odile:
        await signed_in(odile)
        path = f"/notices/{view.id}"
        assert "Mise en demeure écrite" in await seen(odile, path)
        wrong = await odile.post(
            f"{path}/stages", data={"stage": "ordered", "happened_on": "02/04/2026"}
        )
        assert wrong.status_code == 422 and "ne suit pas" in wrong.text
        for stage, day in (("posted", "01/04/2026"), ("filed", "15/05/2026")):
            answer = await odile.post(
                f"{path}/stages", data={"stage": stage, "happened_on": day, "note": "RG 26/1"}
            )
            assert answer.status_code == 303, answer.text[-500:]
        answer = await odile.post(
            f"{path}/stages",
            data={"stage": "ordered", "happened_on": "10/06/2026"},
            files={"paper": ("ordonnance.pdf", b"%PDF-1.7 order")},
        )
        assert answer.status_code == 303
        page = await seen(odile, path)
        assert "Injonction de payer rendue" in page and "ordonnance.pdf" in page
        assert "Demande déposée au tribunal le 15 mai 2026" in page
        order = (await queries.notice(view.id)).stages[-1]  # type: ignore[union-attr]
        kept = await odile.get(f"{path}/papers/{order.id}")
        assert kept.content == b"%PDF-1.7 order"
        await odile.post(f"{path}/stages/{order.id}/undoing")
        await odile.post(f"{path}/stages/{order.id}/undoing")
        assert "Requête déposée au tribunal" in await seen(odile, "/notices")
        assert (await odile.get(f"{path}/letter.pdf")).content == files.read(view.sha256)
    now = await queries.notice(view.id)
    assert now and [one.stage for one in now.stages] == [Stage.POSTED, Stage.FILED]


async def test_before_a_claim_is_lost_somebody_is_told(database: None, at: Any) -> None:
    """600 € of work of 31 January 2025: two years against a consumer."""
    await open_shop()
    client_id = await mme_perrin()
    invoice_id = await sold(client_id, 600, "2025-01-31", "2025-02-28")
    # 31 January 2027 less 180 days is 4 August 2026.
    assert await queries.limits_near(D("2026-08-03")) == []
    (limit,) = await queries.limits_near(D("2026-08-04"))
    assert (limit.id, limit.days, limit.clock.ends_on) == (invoice_id, 180, D("2027-01-31"))
    at("2026-12-02T10:00")
    now = moment("2026-12-02")
    found = tasks(await today_queries.waiting(await desk(now), D("2026-12-02"), True))
    (task,) = [one for one in found if one.href == f"/invoices/{invoice_id}/lateness"]
    assert task.tone == "bad"
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "À réclamer en justice ou à perdre : F2025-000001" in await seen(amin, "/")
    view = await written(client_id, invoice_id, on="2026-12-02")
    await reached(view.id, Stage.POSTED, "2026-12-02")
    # A letter interrupts nothing; a request filed in court does.
    assert len(await queries.limits_near(D("2026-12-02"))) == 1
    await reached(view.id, Stage.FILED, "2026-12-10")
    assert await queries.limits_near(D("2026-12-31")) == []
    await reached(view.id, Stage.REJECTED, "2026-12-20")
    assert len(await queries.limits_near(D("2026-12-31"))) == 1


async def test_a_part_payment_is_told_beside_and_a_paid_invoice_asks_nobody(
    database: None,
) -> None:
    await open_shop()
    client_id = await mme_perrin()
    invoice_id = await sold(client_id, 600, "2025-01-31", "2025-02-28")
    await paid(client_id, 100, "2025-05-10")
    (limit,) = await queries.limits_near(D("2027-01-01"))
    assert limit.clock.renewed_until == D("2027-05-10")
    await paid(client_id, 500, "2026-12-31")
    assert await queries.limits_near(D("2027-01-01")) == []
    assert (await queries.limits([invoice_id], D("2027-01-01")))[invoice_id].open == 0
