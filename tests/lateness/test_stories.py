"""A late client told what the delay costs: on the pages, by command, invoiced or given up."""

import json
import re
from datetime import date
from typing import Any

import httpx
import pytest

from app import cli
from app.accounting.tables import EntryLine
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import by_number
from app.lateness import actions, queries
from app.law import actions as law
from app.law.actions import Wording
from app.law.queries import all_values
from app.receivables import queries as receivables
from app.settings import actions as settings
from app.upkeep.queries.integrity import gather_checks
from tests.cast import AMIN, ODILE, browser, mme_perrin, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import paid, sold

D = date.fromisoformat


@pytest.fixture(autouse=True)
def on_the_last_of_march(at: Any) -> None:
    at("2026-03-31T10:00")


async def owing() -> tuple[int, int]:
    """Régie Bellecour owes 12 000 € since 15 January 2025, less 4 000 and 3 000."""
    await open_shop(penalty_basis="legal")
    client_id = await regie()
    invoice_id = await sold(client_id, 12_000, "2024-12-16", "2025-01-15")
    await paid(client_id, 4_000, "2025-04-10")
    await paid(client_id, 3_000, "2025-10-01")
    return client_id, invoice_id


async def seen(client: httpx.AsyncClient, path: str, part: bool = False) -> str:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if part else {}
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text[:300]
    bare = re.sub(r"<[^>]+>", " ", answer.text)
    return re.sub(r"\s+", " ", bare.replace("\u00a0", " ").replace("\u202f", " "))


async def test_shown_on_the_invoice_and_the_client(database: None) -> None:
    client_id, invoice_id = await owing()
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = await seen(claire, f"/invoices/{invoice_id}/lateness")
        assert "trois fois le taux d’intérêt légal" in page
        assert "85 12 000,00 € 11,13 % 311,03 €" in page
        assert "90 5 000,00 € 7,86 % 96,90 €" in page
        assert "Intérêts jusqu’au 31 mars 2026 877,53 €" in page
        assert "Abandonner" not in page
        part = await seen(claire, f"/invoices/{invoice_id}/lateness", part=True)
        assert "Jours de retard 440 Intérêts 877,53 € Indemnité forfaitaire 40,00 €" in part
        assert "917,53 €" in await seen(claire, f"/clients/{client_id}/lateness", part=True)


async def test_while_the_rate_is_missing_the_rule_is_stated_and_no_amount(
    database: None, at: Any
) -> None:
    client_id, invoice_id = await owing()
    at("2026-11-27T10:00")
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, f"/invoices/{invoice_id}/lateness")
        assert "Le taux manque (2e semestre 2026) : aucun montant n’est calculé." in page
        assert "trois fois le taux d’intérêt légal" in page
        assert "Intérêts non connu" in page and "Intérêts jusqu’au" not in page
        page = await seen(odile, f"/clients/{client_id}/lateness")
        # What is known may be asked for: up to the last day of the half-year before.
        # 780,63 and 5 000 x 7,86 % x 181 / 365 = 194,8849
        assert "Jusqu’au 30 juin 2026" in page and "975,51 €" in page
    with pytest.raises(Refused) as refusal:
        await actions.invoice_late(
            client_id,
            {invoice_id: 1},
            until_on=D("2026-11-27"),
            on=D("2026-11-27"),
            at=moment("2026-11-27"),
            by=ODILE,
        )
    assert refusal.value.code == "lateness.rate_missing"


async def test_a_rate_that_nobody_confirmed_is_no_rate(database: None) -> None:
    await open_shop()
    client_id = await regie()
    invoice_id = await sold(client_id, 1_200, "2025-11-01", "2025-12-01")
    late = await queries.late_invoice(invoice_id, D("2026-03-31"))
    assert late and late.lateness.missing == (D("2026-01-01"),)
    (row,) = [
        one
        for one in await all_values()
        if one.key == "penalty.rate" and one.valid_from == D("2026-01-01")
    ]
    wording = Wording("BCE, lu ce jour", number=1215)
    await law.confirm(row.id, wording, at=moment("2026-03-31"), by=ODILE)
    late = await queries.late_invoice(invoice_id, D("2026-03-31"))
    # 1 200 x 12,15 % x 30 / 365 = 11,9836, and x 90 = 35,9507
    assert late and late.lateness.interest == 1_198 + 3_595


async def test_the_terms_are_those_printed_on_the_invoice(database: None) -> None:
    client_id, invoice_id = await owing()
    await settings.change({"penalty_basis": "law"}, at=moment("2026-03-30"), by=ODILE)
    (late,) = await queries.late_of_client(client_id, D("2026-03-31"))
    assert (late.id, late.lateness.interest) == (invoice_id, 87_753)
    view = await by_number(late.number)
    # 3 x 4,92 %, the legal interest of December 2024.
    assert any("au taux annuel de 14,76\u00a0% sont exigibles" in each for each in view.mentions)


async def test_invoiced_once_booked_apart_from_sales_and_the_rest_runs_on(database: None) -> None:
    client_id, invoice_id = await owing()
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = f"/clients/{client_id}/lateness/invoices"
        typed = {"until_on": "31/03/2026", "late": invoice_id, f"shown-{invoice_id}": 91_753}
        answer = await amin.post(path, data=typed)
        assert answer.status_code == 303, answer.text[-2000:]
        again = await amin.post(path, data=typed)
        assert again.status_code == 422 and "ont changé depuis" in again.text
    made = await by_number("F2026-000001")
    assert (made.net, made.vat, made.total, made.due_on) == (91_753, 0, 91_753, D("2026-03-31"))
    assert [line.net for line in made.lines] == [87_753, 4_000]
    assert "du 16\u00a0janvier 2025 au 31\u00a0mars 2026" in made.lines[0].label
    assert await income() == (87_753, 4_000, 1_000_000)
    late = await queries.late_invoice(invoice_id, D("2026-04-10"))
    # 5 000 x 7,86 % x 10 / 365 = 10,7671
    assert late and (late.lateness.interest, late.lateness.indemnity) == (1_077, 0)
    # An invoice of interest bears none itself, however late.
    assert await queries.late_invoice(made.id, D("2026-06-30")) is None
    board = await receivables.aging(D("2026-03-31"))
    assert board.total.total == 500_000 + 91_753
    assert not [each.name for each in await gather_checks() if each.findings or each.problem]


async def income() -> tuple[int, int, int]:
    """What 7631, 7588 and 706 hold."""
    booked = dict.fromkeys(("7631", "7588", "706"), 0)
    for row in await EntryLine.select(EntryLine.account, EntryLine.debit, EntryLine.credit):
        if row["account"] in booked:
            booked[row["account"]] += row["credit"] - row["debit"]
    return booked["7631"], booked["7588"], booked["706"]


async def test_credited_it_leaves_the_accounts_that_it_came_to(database: None) -> None:
    """Asked for by mistake, all of it is taken back: sales have nothing to do with it."""
    client_id, invoice_id = await owing()
    asked = await actions.invoice_late(
        client_id,
        {invoice_id: 91_753},
        until_on=D("2026-03-31"),
        on=D("2026-03-31"),
        at=moment("2026-03-31"),
        by=ODILE,
    )
    await invoices.credit_whole(asked.id, on=D("2026-03-31"), at=moment("2026-03-31"), by=ODILE)
    assert await income() == (0, 0, 1_000_000)


async def test_given_up_and_taken_up_again(database: None) -> None:
    client_id, invoice_id = await owing()
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = f"/invoices/{invoice_id}/lateness"
        empty = await amin.post(f"{path}/waivers", data={"reason": ""})
        assert empty.status_code == 422 and 'aria-invalid="true"' in empty.text
        answer = await amin.post(f"{path}/waivers", data={"reason": "Bon client"})
        assert answer.status_code == 303
        page = await seen(amin, path)
        assert "Abandonné jusqu’au 31 mars 2026 · Bon client" in page
        assert "Tout est facturé ou abandonné." in await seen(
            amin, f"/clients/{client_id}/lateness", part=True
        )
        (view,) = await queries.claim_views([invoice_id])
        assert (view.recorded_by, view.claim.interest) == (AMIN, 87_753)
        await amin.post(f"{path}/waivers/{view.id}/undoing")
        await amin.post(f"{path}/waivers/{view.id}/undoing")
        assert "877,53 €" in await seen(amin, path)


async def test_never_from_a_consumer_without_a_notice(database: None) -> None:
    await open_shop(penalty_basis="legal")
    client_id = await mme_perrin()
    invoice_id = await sold(client_id, 600, "2025-01-10", "2025-01-31")
    late = await queries.late_invoice(invoice_id, D("2026-03-31"))
    assert late and (late.lateness.days, late.lateness.due) == (424, 0)
    with pytest.raises(Refused) as refusal:
        await actions.waive(
            invoice_id, reason="x", on=D("2026-03-31"), at=moment("2026-03-31"), by=ODILE
        )
    assert refusal.value.code == "lateness.decided"


async def test_nobody_invoices_the_lateness_of_someone_else(database: None) -> None:
    _, invoice_id = await owing()
    other = await mme_perrin()
    with pytest.raises(Refused) as refusal:
        await actions.invoice_late(
            other,
            {invoice_id: 91_753},
            until_on=D("2026-03-31"),
            on=D("2026-03-31"),
            at=moment("2026-03-31"),
            by=ODILE,
        )
    assert refusal.value.code == "lateness.nothing"


async def test_by_command(database: None, capsys: pytest.CaptureFixture[str]) -> None:
    await owing()
    arguments = cli.parser().parse_args(["invoice", "show", "F2024-000001", "--format", "json"])
    await arguments.run(arguments)
    told = json.loads(capsys.readouterr().out)["lateness"]
    assert (told["days"], told["interest"], told["indemnity"]) == (440, 87_753, 4_000)
    assert told["rule"].startswith("At three times the legal interest rate")
    assert told["periods"][0] == {
        "first": "2025-01-16",
        "last": "2025-04-10",
        "days": 85,
        "base": 1_200_000,
        "rate": 1113,
        "interest": 31_103,
    }
