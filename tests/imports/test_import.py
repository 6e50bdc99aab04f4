"""A business brings its past: clients, contracts and history, once, whole, in balance."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.accounting import queries as accounting
from app.adapters.database import transaction
from app.adapters.spreadsheet_files import open_sheet
from app.auth.queries import client_timeline
from app.clients import actions as clients_actions
from app.clients import queries as clients
from app.core.errors import Refused
from app.imports import queries as imports
from app.imports.actions import import_file
from app.imports.rules import Kind
from app.imports.tables import ImportRun
from app.invoices import queries as invoices
from app.invoices.tables import Invoice
from app.payments import actions as payments
from app.payments.tables import Receipt
from app.receivables import queries as receivables
from tests.cast import ODILE, at, browser, hotel, mairie, mme_perrin, open_shop, regie, signed_in
from tests.imports.files import NOW, Read, counts, reasons

TODAY = NOW.date()
CLIENTS = "Nom;Type;SIREN;Code postal;Ville;E-mail;Délai de paiement;Groupe;Chantier"
HISTORY = "Client;N° facture;Date;Échéance;Montant TTC;Payé le;Montant payé;Litige"
CONTRACTS = (
    "client;reference;label;quantity;unit_price;vat_rate;frequency;start_on;end_on;billing;"
    "anchor_day;mode"
)


async def balance(name: str) -> int:
    [client] = await clients.search(name)
    return (await receivables.client_balance(client.id, TODAY)).total


async def test_clients_come_in_and_come_in_again(database: None, take: Read) -> None:
    lines = (
        CLIENTS,
        "Régie Bellecour;Société;802 457 192;69002;Lyon;compta@regie.test;45;Régies;Perrache",
        "Mme Perrin;Particulier;;69001;Lyon;;;;",
        "Mairie d’Oullins;public;21690149600010;69600;Oullins;;30;;",
    )
    report = await take("clients", *lines, encoding="cp1252")
    assert counts(report) == (3, 3, 0, 0)
    assert (report.encoding, report.noted) == ("cp1252", ["Chantier"])
    [regie] = await clients.search("bellecour")
    assert (regie.siren, regie.terms_days, regie.group_name) == ("802457192", 45, "Régies")
    assert regie.notes == "Chantier: Perrache"
    [mairie] = await clients.search("oullins")
    assert (mairie.siret, mairie.siren, mairie.kind) == ("21690149600010", "216901496", "public")
    again = await take("clients", *lines, encoding="utf-16")
    assert counts(again) == (3, 0, 3, 0)
    assert (await clients.list_clients(clients.Filters())).total == 3


async def test_bad_lines_are_told_and_good_ones_go_in(database: None, take: Read) -> None:
    report = await take(
        "clients",
        CLIENTS,
        "Régie Bellecour;;802457193;69002;Lyon;;;;",
        ";;;69002;Lyon;;;;",
        "Hôtel Saint-Nizier;;;690;Lyon;direction;;;",
        "Boulangerie;;;69005;Lyon;;61;;",
        "Garage Morel;;;69005;Lyon;;60;;",
    )
    assert counts(report) == (5, 1, 0, 4)
    assert reasons(report) == [
        (2, ["identifiers.siren"]),
        (3, ["imports.empty"]),
        (4, ["form.email", "identifiers.postcode"]),
        (5, ["clients.terms"]),
    ]
    told = report.refusals()[0]
    assert told["columns"] == ["SIREN"] and "“802457193” is not a SIREN" in str(told["reason"])
    assert [each.name for each in await clients.search("lyon")] == ["Garage Morel"]


async def test_one_file_that_says_a_client_twice(database: None, take: Read) -> None:
    report = await take(
        "clients",
        "nom;siren;ville",
        "Régie Bellecour;802457192;Lyon",
        "Régie Bellecour;802457192;Lyon",
        "Régie Bellecour;802457192;Bron",
    )
    assert counts(report) == (3, 1, 1, 1)
    assert reasons(report) == [(4, ["imports.double"])]


async def test_a_client_typed_by_hand_is_known(database: None, take: Read) -> None:
    await regie()
    await hotel(siren="")
    report = await take(
        "clients",
        "nom;siren;code postal;ville",
        "REGIE BELLECOUR;802457192;;",
        "Hôtel Saint-Nizier;;69002;Lyon",
        "Hôtel Saint-Nizier;;13001;Marseille",
        "Régie Bellecour;802457192;69003;",
    )
    assert counts(report) == (4, 1, 2, 1)
    assert reasons(report) == [(5, ["imports.double"])]


async def test_a_card_changed_since_is_kept_and_said(database: None, take: Read) -> None:
    lines = ("nom;siren;ville", "Régie Bellecour;802457192;Lyon")
    await take("clients", *lines)
    [there] = await clients.search("bellecour")
    moved = replace(there.values, town="Bron")
    await clients_actions.update(there.id, moved, at=NOW, by=ODILE)
    report = await take("clients", *lines)
    assert reasons(report) == [(2, ["imports.client_differs"])]
    assert (await clients.client(there.id)).town == "Bron"


async def test_a_renamed_client_is_still_the_one_imported(database: None, take: Read) -> None:
    lines = ("nom;code postal", "Hôtel Saint-Nizier;69002")
    await take("clients", *lines)
    [there] = await clients.search("nizier")
    renamed = replace(there.values, name="Hôtel des Célestins")
    await clients_actions.update(there.id, renamed, at=NOW, by=ODILE)
    report = await take("clients", *lines)
    assert counts(report) == (1, 0, 0, 1)
    assert (await clients.list_clients(clients.Filters())).total == 1


async def test_a_dry_run_tells_the_same_and_writes_nothing(database: None, take: Read) -> None:
    lines = (
        HISTORY,
        "Régie Bellecour;F-1;05/01/2026;04/02/2026;100,00;;;",
        "Régie Bellecour;F-2;05/01/2026;04/02/2026;abc;;;",
        "Hôtel;F-1;05/01/2026;04/02/2026;100,00;01/02/2026;;",
    )
    dry = await take("history", *lines, dry_run=True)
    assert counts(dry) == (3, 2, 0, 1) and dry.tally.more == {"clients_added": 2}
    for table in (Invoice, ImportRun):
        assert not await table.exists()
    assert (await clients.list_clients(clients.Filters())).total == 0
    real = await take("history", *lines)
    assert (counts(real), real.tally.more) == (counts(dry), dry.tally.more)


async def test_history_enters_the_books_and_ages(database: None, take: Read) -> None:
    await regie()
    report = await take(
        "history",
        HISTORY,
        "Régie Bellecour;F-1;05/01/2026;04/02/2026;1 000,00;10/02/2026;;",
        "regie bellecour;F-2;05/09/2026;05/10/2026;600,00;;;",
        "802 457 192;F-3;05/10/2026;04/11/2026;500,00;06/11/2026;200,00;",
        "Régie Bellecour;A-1;06/10/2026;;-50,00;;;",
    )
    assert counts(report) == (4, 4, 0, 0)
    assert report.tally.more == {}
    # 600 + (500 - 200) - 50
    assert await balance("bellecour") == 85_000
    assert await accounting.clients_balance(TODAY) == 85_000
    # On 8 February F-1 alone was there, and not yet paid.
    assert await accounting.clients_balance(date(2026, 2, 8)) == 100_000
    board = await receivables.aging(TODAY)
    [row] = board.rows
    # Due 5 October: 47 days late. Due 4 November: 17 days late.
    assert (row.d31_60, row.d1_30, row.credit) == (60_000, 30_000, -5_000)
    assert board.ledger_411 == board.total.total == 85_000


async def test_the_same_history_twice_adds_nothing(database: None, take: Read) -> None:
    lines = (
        HISTORY,
        "Régie Bellecour;F-1;05/01/2026;04/02/2026;100,00;01/02/2026;;",
        "Régie Bellecour;F-2;05/01/2026;04/02/2026;100,00;01/02/2026;40;oui",
        "Hôtel;F-1;05/01/2026;04/02/2026;-10,00;;;",
    )
    first = await take("history", *lines)
    assert counts(first) == (3, 3, 0, 0) and first.tally.more == {"clients_added": 2}
    for _ in range(2):
        again = await take("history", *lines)
        assert counts(again) == (3, 0, 3, 0) and again.tally.more == {}
    assert await Invoice.count() == 3
    assert [row["added"] for row in await ImportRun.select().order_by(ImportRun.id)] == [3, 0, 0]


async def test_what_was_paid_since_becomes_a_receipt_to_identify(
    database: None, take: Read
) -> None:
    await regie()
    opened = "Régie Bellecour;F-1;05/01/2026;04/02/2026;100,00;{};{};"
    await take("history", HISTORY, opened.format("", ""))
    part = await take("history", HISTORY, opened.format("01/03/2026", "30"))
    assert counts(part) == (1, 1, 0, 0) and part.tally.more == {"receipts": 1}
    whole = await take("history", HISTORY, opened.format("01/04/2026", ""))
    assert whole.tally.more == {"receipts": 1}
    for _ in range(2):
        again = await take("history", HISTORY, opened.format("01/04/2026", ""))
        assert counts(again) == (1, 0, 1, 0)
    rows = await Receipt.select().order_by(Receipt.id)
    assert [(row["method"], row["amount"], row["received_on"]) for row in rows] == [
        ("opening", 3_000, date(2026, 3, 1)),
        ("opening", 7_000, date(2026, 4, 1)),
    ]
    assert await balance("bellecour") == 0
    assert await accounting.account_balance("471", TODAY) == 10_000
    earlier = await take("history", HISTORY, opened.format("", ""))
    assert reasons(earlier) == [(2, ["imports.paid_differs"])]


async def test_an_invoice_settled_here_meanwhile_is_not_paid_twice(
    database: None, take: Read
) -> None:
    client_id = await regie()
    line = "Régie Bellecour;F-1;05/01/2026;04/02/2026;100,00;{};;"
    await take("history", HISTORY, line.format(""))
    [owed] = await invoices.open_instalments(client_id)
    async with transaction() as tx:
        await payments.record_in(
            tx,
            client_id=client_id,
            method="transfer",
            amount=10_000,
            received_on=date(2026, 3, 1),
            key="bank",
            allocations=[(owed.instalment_id, 10_000)],
            at=NOW,
            by=ODILE,
        )
    # The old file still says "open": it has nothing new to say.
    assert counts(await take("history", HISTORY, line.format(""))) == (1, 0, 1, 0)
    # The new one says "paid": it was, and is not recorded a second time.
    report = await take("history", HISTORY, line.format("02/03/2026"))
    assert counts(report) == (1, 0, 0, 1)
    assert await balance("bellecour") == 0
    assert await Receipt.count() == 1


async def test_a_client_of_a_history_is_found_by_what_tells_it_apart(
    database: None, take: Read
) -> None:
    await hotel(siren="")
    await hotel(siren="", postcode="13001", town="Marseille")
    titles = f"{HISTORY};Code postal"
    line = "Hôtel Saint-Nizier;{};05/01/2026;04/02/2026;100,00;;;;{}"
    report = await take(
        "history",
        titles,
        line.format("F-1", ""),
        line.format("F-2", "13001"),
        line.format("F-3", "75001"),
        "444102289;F-4;05/01/2026;04/02/2026;100,00;;;;",
    )
    assert reasons(report) == [(2, ["imports.ambiguous"]), (5, ["imports.unknown_siren"])]
    assert report.tally.more == {"clients_added": 1}
    assert (await clients.list_clients(clients.Filters())).total == 3


async def test_clients_imported_after_the_history_complete_the_names(
    database: None, take: Read
) -> None:
    line = "Régie Bellecour;F-1;05/01/2026;04/02/2026;100,00;;;"
    await take("history", HISTORY, line)
    card = ("nom;siren;code postal;ville", "Régie Bellecour;802457192;69002;Lyon")
    report = await take("clients", *card)
    assert counts(report) == (1, 1, 0, 0) and report.tally.more == {"completed": 1}
    assert counts(await take("clients", *card)) == (1, 0, 1, 0)
    assert counts(await take("history", HISTORY, line)) == (1, 0, 1, 0)
    [there] = await clients.search("bellecour")
    assert (there.siren, there.town) == ("802457192", "Lyon")


async def test_lines_of_one_reference_are_one_contract(database: None, take: Read) -> None:
    await regie(), await hotel()
    lines = (
        CONTRACTS,
        "Régie Bellecour;C-7;Ascenseur A;1;58,00;20;mensuel;01/12/2026;;avance;1;émettre",
        "Hôtel Saint-Nizier;C-8;Monte-charge;2;30;5,5;trimestriel;2026-12-15;2028-12-14;échu;;",
        ";C-7;Ascenseur B;1;62,00;20;;;;;;",
    )
    dry = await take("contracts", *lines, dry_run=True)
    assert counts(dry) == (3, 3, 0, 0)
    report = await take("contracts", *lines)
    assert counts(report) == (3, 3, 0, 0) and report.tally.more == {"contracts": 2}
    there = await imports.contracts_by_reference(["C-7", "C-8"])
    lift = there["C-7"]
    assert [(each.label, each.unit_price) for each in lift.lines] == [
        ("Ascenseur A", 58_000_000),
        ("Ascenseur B", 62_000_000),
    ]
    assert (lift.values.mode, lift.values.start_on) == ("issue", date(2026, 12, 1))
    assert (there["C-8"].values.billing, there["C-8"].lines[0].vat_rate) == ("arrears", 550)
    again = await take("contracts", *lines)
    assert counts(again) == (3, 0, 3, 0)


async def test_a_contract_with_one_bad_line_is_not_half_taken(database: None, take: Read) -> None:
    await regie()
    report = await take(
        "contracts",
        CONTRACTS,
        "Régie Bellecour;C-7;Ascenseur A;1;58,00;20;mensuel;01/12/2026;;;;",
        "Régie Bellecour;C-7;Ascenseur B;1;soixante;20;mensuel;01/12/2026;;;;",
        "Régie Bellecour;C-8;Ascenseur C;1;60;20;mensuel;01/12/2026;;;;",
        "Régie Bellecour;C-9;Ascenseur D;1;60;20;mensuel;01/12/2026;;;;",
        "Régie Bellecour;C-9;Ascenseur E;1;60;20;annuel;01/12/2026;;;;",
        "Inconnu;C-10;Ascenseur F;1;60;20;mensuel;01/12/2026;;;;",
    )
    assert counts(report) == (6, 1, 0, 5)
    assert reasons(report) == [
        (2, ["imports.contract_part"]),
        (3, ["money.unreadable"]),
        (5, ["imports.contract_part"]),
        (6, ["imports.contract_other"]),
        (7, ["imports.unknown_client"]),
    ]


async def test_contracts_that_began_before_are_pointed_out(database: None, take: Read) -> None:
    await regie()
    report = await take(
        "contracts",
        f"{CONTRACTS};bill_from",
        "Régie Bellecour;C-7;Ascenseur A;1;58;20;mensuel;01/01/2025;;;;;",
        "Régie Bellecour;C-8;Ascenseur B;1;58;20;mensuel;01/01/2025;;;;;01/12/2026",
    )
    assert report.tally.more == {"contracts": 2, "begun_before": 1}
    again = await take("contracts", CONTRACTS, "Régie Bellecour;C-7;A;1;58;20;mensuel;x;;;;")
    assert reasons(again) == [(2, ["calendar.unreadable"])]


async def test_a_contract_that_is_there_is_not_changed(database: None, take: Read) -> None:
    await regie()
    line = "Régie Bellecour;C-7;Ascenseur A;1;{};20;mensuel;01/12/2026;;;;"
    await take("contracts", CONTRACTS, line.format("58"))
    report = await take("contracts", CONTRACTS, line.format("59"))
    assert reasons(report) == [(2, ["imports.contract_lines"])]


async def test_a_file_of_the_wrong_kind_is_refused_whole(database: None, take: Read) -> None:
    with pytest.raises(Refused) as caught:
        await take("history", CLIENTS, "Régie Bellecour;;;;;;;;")
    assert caught.value.code == "imports.missing_columns"
    assert not await ImportRun.exists()


async def test_a_file_of_titles_only_adds_nothing(database: None, take: Read) -> None:
    report = await take("history", HISTORY)
    assert counts(report) == (0, 0, 0, 0) and not report.nothing_taken


async def test_the_import_stands_in_the_timeline(database: None, take: Read) -> None:
    await take("clients", "nom", "Régie Bellecour")
    [there] = await clients.search("bellecour")
    assert [item.act for item in await client_timeline(there.id)] == ["client.imported"]
    assert at("2026-11-21") == (await client_timeline(there.id))[0].at


async def test_what_the_list_of_clients_exports_is_read_back(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    await regie(), await hotel(), await mme_perrin(), await mairie()
    async with browser() as client:
        odile = await signed_in(client, "odile")
        exported = await odile.get("/clients", params={"as": "csv"})
    path = tmp_path / "clients.csv"
    path.write_bytes(exported.content)
    report = await import_file(Kind.CLIENTS, open_sheet(path), on=TODAY, at=NOW, by=ODILE)
    assert counts(report) == (4, 0, 4, 0)
