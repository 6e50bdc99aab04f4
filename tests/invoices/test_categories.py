"""VAT categories: what fits a client, what contradicts, what is printed, and the books."""

from datetime import date

import pytest

from app.accounting.rules import canonical
from app.clients.rules import Kind as ClientKind
from app.core.errors import Refused
from app.invoices import actions, queries, rules
from app.invoices.queries.rows import load
from app.invoices.rules import AdjustmentDraft, AdjustmentKind, Delivery, LineDraft, Party
from app.settings.queries import business
from tests.cast import open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, line

BERLIN = {"country": "DE", "siren": "", "vat_number": "DE136695976", "postcode": "10115"}
GENEVA = {"country": "CH", "siren": "", "vat_number": "", "postcode": "1201"}


def without(category: str, **more: str) -> LineDraft:
    return LineDraft("Étude", 10_000, 100_000_000, 0, vat_category=category, **more)  # type: ignore[arg-type]


async def drafted(client_id: int, *lines: LineDraft, **more: object) -> int:
    values = actions.DraftValues(client_id, lines, **more)  # type: ignore[arg-type]
    return await actions.create_draft(values, at=WHEN, by=BY)


async def issued(client_id: int, *lines: LineDraft, **more: object) -> queries.InvoiceView:
    invoice_id = await drafted(client_id, *lines, **more)
    await actions.issue(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    return await queries.invoice(invoice_id)


async def codes(client_id: int, *lines: LineDraft, **more: object) -> set[str]:
    with pytest.raises(Refused) as refused:
        await issued(client_id, *lines, **more)
    return {each.code for each in refused.value.findings}


@pytest.mark.parametrize(
    ("kind", "country", "vat_number", "nature", "expected"),
    [
        ("company", "FR", "FR77802457192", "services", ("S", 2000)),
        ("company", "DE", "DE136695976", "services", ("AE", 0)),
        ("company", "DE", "DE136695976", "goods", ("K", 0)),
        ("company", "DE", "", "goods", ("S", 2000)),
        ("consumer", "DE", "", "services", ("S", 2000)),
        ("company", "CH", "", "services", ("O", 0)),
        ("consumer", "CH", "", "goods", ("G", 0)),
        ("consumer", "CH", "", "services", ("S", 2000)),
    ],
)
async def test_what_fits_a_client(
    database: None, kind: str, country: str, vat_number: str, nature: str, expected: object
) -> None:
    await open_shop()
    buyer = Party("Client", kind, country=country, vat_number=vat_number)
    assert rules.usual(await business(), buyer, nature) == expected
    assert rules.usual(await business(), None, nature) == ("S", 2000)


async def test_reverse_charge_says_so_and_owes_no_vat(database: None) -> None:
    await open_shop()
    view = await issued(await regie(**BERLIN), without("AE"))
    assert (view.net, view.vat, view.total) == (10_000, 0, 10_000)
    assert [(p.category, p.reason_code, p.reason) for p in view.parts] == [
        ("AE", "VATEX-EU-AE", "Autoliquidation")
    ]
    assert "Autoliquidation" in view.mentions
    assert await balances() == {"411": 10_000, "7062": -10_000}


async def test_reverse_charge_needs_who_declares(database: None) -> None:
    await open_shop()
    nobody = await regie(**{**BERLIN, "vat_number": ""})
    assert await codes(nobody, without("AE")) == {"invoices.reverse_vat_number"}
    private = await regie(kind=ClientKind.CONSUMER, siren="", vat_number="", name="M. Klein")
    assert await codes(private, without("AE")) == {"invoices.reverse_private"}
    # A subcontractor's French client declares under its SIREN.
    assert (await issued(await regie(vat_number=""), without("AE"))).total == 10_000


async def test_goods_to_another_member_state(database: None) -> None:
    await open_shop(activity="goods")
    berlin = await regie(**BERLIN)
    assert await codes(berlin, without("K")) == {"invoices.community_delivery"}
    assert "invoices.community_country" in await codes(
        berlin, without("K"), delivered_on=D("2026-11-20"), delivery=Delivery(town="Lyon")
    )
    assert "invoices.community_services" in await codes(
        berlin, without("K", nature="services"), delivered_on=D("2026-11-20")
    )
    view = await issued(berlin, without("K"), delivered_on=D("2026-11-20"))
    assert view.parts[0].reason_code == "VATEX-EU-IC"
    assert any("art. 138" in each for each in view.mentions)
    assert await balances() == {"411": 10_000, "7072": -10_000}


async def test_an_export_leaves_the_union(database: None) -> None:
    await open_shop(activity="goods")
    assert await codes(await regie(), without("G")) == {"invoices.export_inside"}
    view = await issued(await regie(**GENEVA), without("G"))
    assert view.parts[0].reason_code == "VATEX-EU-G" and view.vat == 0


async def test_outside_the_scope_stands_alone(database: None) -> None:
    await open_shop()
    geneva = await regie(**GENEVA)
    assert await codes(geneva, without("O"), line()) == {"invoices.scope_alone"}
    assert (await issued(geneva, without("O"))).parts[0].reason_code == "VATEX-EU-O"


async def test_an_exemption_is_a_code_or_the_note(database: None) -> None:
    await open_shop()
    client = await regie()
    assert await codes(client, without("E")) == {"invoices.rate_zero"}
    note = await issued(client, without("E"), note="Exonéré, art. 261, 4 du CGI")
    assert note.parts[0].reason == "Exonéré, art. 261, 4 du CGI"
    code = await issued(client, without("E", exemption="VATEX-FR-CGI261-4"))
    assert code.parts[0].reason == "Exonération de TVA, art. 261, 4 du CGI"
    assert code.parts[0].reason in code.mentions
    two = (
        without("E", exemption="VATEX-FR-CGI261-4"),
        without("E", exemption="VATEX-FR-CGI261-7"),
    )
    assert await codes(client, *two) == {"invoices.two_exemptions"}


async def test_the_franchise_is_exempt_and_nothing_else(database: None) -> None:
    await open_shop(vat_regime="franchise", vat_number="")
    client = await regie()
    assert await codes(client, without("AE")) == {"invoices.category_in_franchise"}
    view = await issued(client, without("E"))
    assert view.parts[0].reason_code == "VATEX-FR-FRANCHISE"
    assert view.parts[0].reason == "TVA non applicable, art. L. 223-3 du CIBS"
    assert sum("223-3" in each for each in view.mentions) == 1


async def test_an_allowance_is_frozen_booked_and_taken_back(database: None) -> None:
    await open_shop()
    off = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise de fin d’année", percent=500)
    view = await issued(await regie(), line(euros=200), adjustments=(off,))
    # 200.00 - 5 % = 190.00, VAT 38.00
    assert (view.allowances, view.net, view.vat, view.total) == (1_000, 19_000, 3_800, 22_800)
    await actions.credit_whole(view.id, on=D("2026-11-22"), at=WHEN, by=BY)
    assert await balances() == {}
    assert [await check() for _, check in queries.CHECKS] == [[]] * len(queries.CHECKS)


async def test_an_allowance_says_why_and_never_exceeds_its_lines(database: None) -> None:
    await open_shop()
    client = await regie()
    silent = AdjustmentDraft(AdjustmentKind.ALLOWANCE, " ", amount=100)
    assert await codes(client, line(), adjustments=(silent,)) == {"invoices.adjustment_reason"}
    huge = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Geste", amount=10_001)
    assert "invoices.adjustment_too_large" in await codes(client, line(), adjustments=(huge,))
    both = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Geste", amount=1, percent=1)
    assert await codes(client, line(), adjustments=(both,)) == {"invoices.adjustment_amount"}


async def test_instalments_are_owed_one_by_one(database: None) -> None:
    await open_shop()
    plan = (
        rules.PlanPart(D("2026-12-01"), percent=3_000),
        rules.PlanPart(D("2027-01-01")),
    )
    view = await issued(await regie(), line(), plan=plan)
    # 30 % of 120.00, then what is left.
    assert [(each.due_on, each.amount, each.open) for each in view.instalments] == [
        (D("2026-12-01"), 3_600, 3_600),
        (D("2027-01-01"), 8_400, 8_400),
    ]
    assert (view.due_on, view.next_due) == (D("2027-01-01"), D("2026-12-01"))
    assert view.situation(date(2026, 12, 2)).value == "late"


async def test_a_plan_that_makes_no_sense_is_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    early = (rules.PlanPart(D("2026-11-20"), percent=5_000), rules.PlanPart(D("2026-12-01")))
    assert await codes(client, line(), plan=early) == {"invoices.plan_before"}
    much = (rules.PlanPart(D("2026-12-01"), amount=12_000), rules.PlanPart(D("2026-12-05")))
    assert await codes(client, line(), plan=much) == {"invoices.plan_too_much"}
    twice = (rules.PlanPart(D("2026-12-01"), amount=1), rules.PlanPart(D("2026-12-01")))
    assert await codes(client, line(), plan=twice) == {"invoices.plan_twice"}


async def test_documents_of_before_keep_verifying_and_may_not_be_altered(database: None) -> None:
    """A link of the first version proves its facts, and that nothing was added since."""
    await open_shop()
    view = await issued(await regie(), line())
    whole = (await load([view.id]))[view.id]
    for name, value in {"purpose": "ordinary", "waiting": None, "operation": ""}.items():
        whole.invoice[name] = value
    first = canonical(rules.payload(whole, 1))
    assert rules.unchanged(whole, first)
    whole.invoice["prepaid"] = 100
    assert not rules.unchanged(whole, first)
