"""From a draft to an issued document: number, frozen parties, books; every reason against it."""

import json

import pytest

from app.accounting import queries as books
from app.accounting.tables import ChainLink
from app.clients.tables import Client
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.rules import LineDraft, Situation
from app.invoices.tables import Balance, Invoice, Rendering, SeriesCounter
from tests.cast import hotel, mairie, mme_perrin, open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, drafted, entry, issued, line


async def test_an_issued_invoice_has_its_number_parties_totals_and_due_day(database: None) -> None:
    await open_shop()
    lift = LineDraft("Entretien ascenseur", 10_000, 186_000_000, 2000)
    hours = LineDraft("Dépannage", 25_000, 72_000_000, 2000, unit="h")
    books_at_ten = LineDraft("Travaux", 10_000, 100_000_000, 1000)

    invoice_id = await drafted(await regie(), lift, hours, books_at_ten)
    number = await actions.issue(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)

    # 186.00 + 2.5 x 72.00 = 366.00 at 20 % = 73.20; 100.00 at 10 % = 10.00
    view = await queries.invoice(invoice_id)
    assert number == view.number == "F2026-000001"
    assert (view.net, view.vat, view.total) == (46_600, 8_320, 54_920)
    assert [(p.rate, p.base, p.vat) for p in view.parts] == [
        (2000, 36_600, 7_320),
        (1000, 10_000, 1_000),
    ]
    assert view.due_on == D("2026-12-21")
    assert view.open == 54_920
    assert view.situation(D("2026-12-21")) is Situation.ISSUED
    assert view.situation(D("2026-12-22")) is Situation.LATE
    # The service's VAT waits for the money.
    assert await entry(f"invoice:{invoice_id}") == [
        ("411", 54_920, 0),
        ("706", 0, 46_600),
        ("44587", 0, 8_320),
    ]
    assert await books.clients_balance(D("2026-11-20")) == 0
    assert await books.clients_balance(D("2026-11-21")) == 54_920
    assert await books.clients_balance(D("2026-11-21"), known_on=D("2026-11-20")) == 0


async def test_goods_owe_their_vat_at_once(database: None) -> None:
    await open_shop(activity="goods")
    await issued(await regie(), line(euros=50))
    assert await balances() == {"411": 6_000, "707": -5_000, "44571": -1_000}


async def test_services_with_vat_on_debits_owe_it_at_once(database: None) -> None:
    await open_shop(vat_on="debits")
    invoice_id = await issued(await regie(), line(euros=50))
    assert await balances() == {"411": 6_000, "706": -5_000, "44571": -1_000}
    assert (
        "Option pour le paiement de la taxe d’après les débits"
        in (await queries.invoice(invoice_id)).mentions
    )


async def test_a_franchise_prints_its_article_and_no_vat(database: None) -> None:
    await open_shop(vat_regime="franchise", vat_number="")
    client = await mme_perrin()
    before = await issued(client, line(rate=0), on="2026-08-31")
    after = await issued(client, line(rate=0), on="2026-09-01")

    old, new = await queries.invoice(before), await queries.invoice(after)
    assert old.mentions == ("TVA non applicable, art. 293 B du CGI",)
    assert new.mentions == ("TVA non applicable, art. L. 223-3 du CIBS",)
    assert (new.vat, new.total) == (0, 10_000)
    assert new.parts[0].category == "E"


async def test_penalties_and_the_forty_euros_are_not_for_consumers(database: None) -> None:
    await open_shop()
    company = await queries.invoice(await issued(await regie()))
    person = await queries.invoice(await issued(await mme_perrin()))
    town = await queries.invoice(await issued(await mairie()))
    assert any("indemnité forfaitaire" in each for each in company.mentions)
    assert any("pénalités" in each for each in company.mentions)
    assert not any("indemnité" in each or "pénalités" in each for each in person.mentions)
    # A public body pays 40 € too, but at a rate of its own that is not known here.
    assert any("indemnité forfaitaire" in each for each in town.mentions)
    assert not any("pénalités" in each for each in town.mentions)


async def test_what_the_client_becomes_later_does_not_change_the_invoice(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    before = (await queries.invoice(invoice_id)).buyer
    await Client.update({Client.name: "Autre nom", Client.street: "Ailleurs"}).where(
        Client.id == client
    )
    after = await queries.document_view(invoice_id)
    assert after is not None
    assert after.buyer == before
    assert after.buyer.name != "Autre nom"


async def test_a_client_without_an_address_is_refused_and_no_number_is_burnt(
    database: None,
) -> None:
    await open_shop()
    client = await regie()
    await Client.update({Client.street: "", Client.town: "", Client.siren: ""}).where(
        Client.id == client
    )
    nameless = LineDraft("  ", 10_000, 100_000_000, 1960)
    invoice_id = await drafted(client, nameless)

    with pytest.raises(Refused) as refused:
        await actions.issue(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    assert {each.code for each in refused.value.findings} == {
        "invoices.client_address",
        "invoices.client_siren",
        "invoices.no_label",
        "invoices.rate_unknown",
    }

    await Client.update({Client.street: "3 place Bellecour", Client.town: "Lyon"}).where(
        Client.id == client
    )
    await Client.update({Client.siren: "552100554"}).where(Client.id == client)
    assert (await queries.invoice(await issued(client))).number == "F2026-000001"


async def test_each_missing_thing_of_the_business_is_named(database: None) -> None:
    await open_shop(siren="", vat_number="", street="")
    with pytest.raises(Refused) as refused:
        await issued(await regie())
    assert {each.code for each in refused.value.findings} == {
        "invoices.business_siren",
        "invoices.business_vat",
        "invoices.business_address",
    }


async def test_nothing_to_invoice_or_less_than_nothing_is_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    empty = await drafted(client, line())
    await actions.edit_draft(
        empty,
        actions.DraftValues(client, ()),
        version=(await queries.invoice(empty)).version,
        at=WHEN,
        by=BY,
    )
    negative = await drafted(client, line(many=-1))
    outcomes = await actions.issue_many([empty, negative], on=D("2026-11-21"), at=WHEN, by=BY)
    assert [each.code for each in outcomes.values()] == [  # type: ignore[union-attr]
        "invoices.no_lines",
        "invoices.not_positive",
    ]


async def test_vat_in_a_franchise_and_none_without_a_reason_are_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    bare = await drafted(client, line(rate=0))
    with pytest.raises(Refused, match="has no VAT"):
        await actions.issue(bare, on=D("2026-11-21"), at=WHEN, by=BY)
    explained = await drafted(client, line(rate=0), note="Exonération, CIBS art. …")
    assert await actions.issue(explained, on=D("2026-11-21"), at=WHEN, by=BY) == "F2026-000001"


async def test_terms_beyond_the_cap_are_refused_between_companies_only(database: None) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await issued(await regie(), terms_days=61)
    assert refused.value.code == "invoices.terms_cap"
    assert await issued(await regie(), terms_days=60)
    assert await issued(await mme_perrin(), terms_days=61)


async def test_an_earlier_day_than_the_last_document_is_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    await issued(client, on="2026-11-20")
    late = await drafted(client)
    with pytest.raises(Refused) as refused:
        await actions.issue(late, on=D("2026-11-19"), at=WHEN, by=BY)
    assert refused.value.code == "invoices.date_before"
    assert await actions.issue(late, on=D("2026-11-20"), at=WHEN, by=BY) == "F2026-000002"


async def test_a_new_year_counts_again_and_the_old_one_is_closed(database: None) -> None:
    await open_shop()
    client = await regie()
    await issued(client, on="2026-12-31")
    new = await issued(client, on="2027-01-04")
    assert (await queries.invoice(new)).number == "F2027-000001"
    with pytest.raises(Refused) as refused:
        await issued(client, on="2026-12-31")
    assert refused.value.code == "invoices.date_before"


async def test_a_format_without_the_year_counts_on(database: None) -> None:
    await open_shop(invoice_format="VAU-{n:05}")
    client = await regie()
    await issued(client, on="2026-12-31")
    new = await issued(client, on="2027-01-04")
    assert (await queries.invoice(new)).number == "VAU-00002"


async def test_a_day_after_today_is_refused_when_the_caller_says_the_day(database: None) -> None:
    await open_shop()
    invoice_id = await drafted(await regie())
    with pytest.raises(Refused) as refused:
        await actions.issue(invoice_id, on=D("2026-11-22"), at=WHEN, by=BY, today=D("2026-11-21"))
    assert refused.value.code == "invoices.date_after"


async def test_issuing_twice_is_issuing_once(database: None) -> None:
    await open_shop()
    invoice_id = await drafted(await regie())
    first = await actions.issue(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    again = await actions.issue(invoice_id, on=D("2026-11-22"), at=WHEN, by=BY)
    assert first == again == "F2026-000001"
    assert await Balance.count() == await Rendering.count() == 1


async def test_of_several_the_refused_one_holds_up_nobody(database: None) -> None:
    await open_shop()
    client = await hotel()
    good, bad, last = await drafted(client), await drafted(client, line(" ")), await drafted(client)
    outcomes = await actions.issue_many([good, bad, last], on=D("2026-11-21"), at=WHEN, by=BY)
    assert outcomes[good] == "F2026-000001"
    assert outcomes[last] == "F2026-000002"
    assert isinstance(outcomes[bad], Refused)
    assert (await Invoice.select().where(Invoice.id == bad).first())["state"] == "draft"
    counter = await SeriesCounter.select().first()
    assert counter["n"] == 2


async def test_each_document_is_chained_with_what_it_says(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    link = await ChainLink.select().first()
    payload = json.loads(link["payload"])
    assert (link["subject_kind"], link["subject_id"], link["n"]) == ("invoice", invoice_id, 1)
    assert payload["invoice"]["number"] == "F2026-000001"
    assert payload["instalments"] == [[1, "2026-12-21", 12_000]]
    assert await books.check_chain() == []


async def test_the_source_of_a_document_is_unique(database: None) -> None:
    await open_shop()
    client = await regie()
    await drafted(client, source="entry:12")
    with pytest.raises(Refused) as refused:
        await drafted(client, source="entry:12")
    assert refused.value.code == "invoices.source_taken"


async def test_a_price_with_vat_is_exactly_what_was_paid(database: None) -> None:
    await open_shop(activity="goods")
    # 9.99 at 20 %: net 8.325, rounded half up to 8.33; VAT 20 % of it, 1.67; 0.01 is rounded off.
    ticket = LineDraft("Ampoule", 10_000, 0, 2000)
    invoice_id = await issued(await mme_perrin(), ticket, grosses=[999], terms_days=0)
    view = await queries.invoice(invoice_id)
    assert (view.net, view.vat, view.total, view.rounding, view.payable) == (
        833,
        167,
        1_000,
        -1,
        999,
    )
    assert view.open == 999
    assert await balances() == {"411": 999, "707": -833, "44571": -167, "658": 1}
    assert view.lines[0].unit_price == 8_330_000


async def test_huge_amounts_are_exact_and_absurd_ones_are_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    # 12 345 678.90 x 1000 = 12 345 678 900.00; VAT 2 469 135 780.00
    many = LineDraft("Tour", 10_000_000, 12_345_678_900_000, 2000)
    view = await queries.invoice(await issued(client, many))
    assert (view.net, view.vat) == (1_234_567_890_000, 246_913_578_000)
    assert await books.clients_balance(D("2026-11-21")) == 1_481_481_468_000
    with pytest.raises(Refused) as refused:
        await drafted(client, LineDraft("Trop", 10_000_000_000, 12_345_678_900_000, 2000))
    assert refused.value.code == "invoices.too_large"
