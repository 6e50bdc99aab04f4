"""Odile and Claire see what was proven; Odile sees how the service is."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from app.adapters.database import engine, transaction
from app.adapters.queue import Job
from app.upkeep import queries
from app.upkeep.actions import check_books, check_books_nightly, note_failure, note_run
from app.upkeep.jobs import check_integrity
from app.upkeep.pages.health import JOBS
from app.upkeep.tables import IntegrityRun
from tests.cast import ODILE, browser, hotel, open_shop, signed_in
from tests.cast import at as moment
from tests.payments.books import sold

NIGHT = moment("2026-11-23", 1, 50)


@pytest.fixture(autouse=True)
def on_monday_morning(at: Callable[[str], None]) -> None:
    at("2026-11-23T08:30")


async def seen(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return re.sub(r"\s+", " ", answer.text.replace("\u00a0", " ").replace("\u202f", " "))


async def spoilt_shop() -> None:
    """A shop whose one invoice, of 540 €, is kept as open for 5 cents."""
    await open_shop()
    await sold(await hotel(), 540, "2026-11-20", "2026-12-20")
    await engine.run_ddl("UPDATE balance SET open = 5 WHERE invoice_id = 1")


async def test_nothing_is_said_to_be_right_before_the_first_run(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, "/integrity")
        assert "Rien n’a encore été contrôlé" in page and "en ordre" not in page
        assert 'href="/integrity"' in await seen(odile, "/settings")
        await odile.post("/integrity/runs")
        page = await seen(odile, "/integrity")
    assert "Contrôlé le 23 novembre 2026, 8 h 30 par odile@atelier-vauban.test." in page
    assert "Chaque écriture porte autant au débit qu’au crédit." in page
    assert page.count("en ordre") == len(queries.integrity.CHECKS) and "pas contrôlé" not in page


async def test_a_finding_is_said_in_french_with_its_figures_and_leads_to_the_document(
    database: None,
) -> None:
    await spoilt_shop()
    await check_books(at=NIGHT, by="echeance")
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = await seen(claire, "/integrity")
        assert 'action="/integrity/runs"' not in page
        assert 'href="/integrity"' in await seen(claire, "/settings")
    said = "solde gardé 0,05 €, solde recalculé 540,00 €"
    assert re.search(rf'<a href="/invoices/1">F2026-000001 [^<]*{re.escape(said)}</a>', page)
    assert "par le passage de la nuit" in page and "2 choses ne s’accordent pas" in page


async def test_the_first_page_says_in_red_what_was_found_or_that_nothing_was_checked(
    database: None,
) -> None:
    await spoilt_shop()
    await note_run("upkeep.heartbeat", moment("2026-11-23", 8, 29))
    async with browser() as odile:
        await signed_in(odile)
        assert "jamais été contrôlés" in await seen(odile, "/")
        await check_books(at=NIGHT, by="echeance")
        page = await seen(odile, "/")
        assert 'class="notice bad"' in page and "Les comptes ne s’accordent pas" in page
        await engine.run_ddl("UPDATE balance SET open = 54000 WHERE invoice_id = 1")
        await check_books(at=NIGHT - timedelta(days=2), by="echeance")
        page = await seen(odile, "/")
        assert "Les comptes n’ont pas été contrôlés depuis le 21 novembre 2026" in page
        assert "plus de deux jours" in await seen(odile, "/integrity")
        await check_books(at=NIGHT, by="echeance")
        assert "Les comptes n" not in await seen(odile, "/")


async def test_a_check_that_could_not_run_is_not_checked(database: None) -> None:
    await open_shop()
    await engine.run_ddl("ALTER TABLE sale RENAME TO hidden")
    run = await check_books(at=NIGHT, by="echeance")
    assert {check.name for check in run.checks if check.problem} >= {"counter sales"}
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, "/integrity")
    assert "Ce contrôle n’a pas pu se faire" in page and "pas contrôlé" in page


async def test_the_night_runs_once_and_its_row_is_never_changed(
    database: None, at: Callable[[str], None]
) -> None:
    await open_shop()
    at("2026-11-23T01:50")
    await check_integrity({})
    await check_integrity({})
    assert not await check_books_nightly(at=NIGHT + timedelta(hours=19))
    assert await IntegrityRun.count() == 1
    await check_integrity({}, ODILE)
    at("2026-11-24T01:50")
    await check_integrity({})
    rows = await IntegrityRun.select(IntegrityRun.ran_by).order_by(IntegrityRun.id)
    assert [row["ran_by"] for row in rows] == ["echeance", ODILE, "echeance"]
    for act in ("UPDATE integrity_run SET findings = 0", "DELETE FROM integrity_run"):
        with pytest.raises(Exception, match="never changed"):
            async with transaction():
                await IntegrityRun.raw(act)


async def test_the_health_page_names_what_fails_and_what_to_do(database: None) -> None:
    await open_shop()
    await note_run("upkeep.heartbeat", moment("2026-11-23", 8, 20))
    await note_run("risk.rescore", moment("2026-11-23", 8, 20))
    await note_failure("invoices.render_documents", moment("2026-11-23", 8), "ValueError: no font")
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, "/settings/health")
    assert "Signe de vie" in page and "ValueError: no font" in page and "Produire les PDF" in page
    assert "dernier signe de vie : 23 novembre 2026, 8 h 20" in page
    assert "sans lui, rien n’est facturé ni envoyé" in page
    assert "le taux des pénalités de retard de ce semestre manque" in page
    assert 'href="/settings/law"' in page and 'href="/settings/mail"' in page


def test_every_job_of_the_timetable_is_called_by_a_name() -> None:
    assert set(JOBS) == {job.value for job in Job}


async def test_the_assistant_does_not_see_the_health_page(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.get("/settings/health")).status_code == 403
        assert (await amin.post("/integrity/runs")).status_code == 403
