"""Clients are added, found, changed by two people at once, archived and brought back."""

from dataclasses import replace

import pytest

from app.auth.queries import client_timeline
from app.clients import actions, queries
from app.clients.queries import Filters
from app.clients.rules import ClientValues, ContactValues, Kind, Role, version
from app.core.errors import Refused
from tests.cast import AMIN, HOTEL, ODILE, REGIE, at, hotel, mairie, mme_perrin, regie

NOW = at("2026-11-21")


async def names(text: str) -> list[str]:
    return [each.name for each in await queries.search(text)]


async def test_a_client_is_kept_as_it_was_typed(database: None) -> None:
    found = await queries.client(await regie())
    assert found.values == REGIE
    assert (found.created_at, found.archived_at) == (at("2026-01-05"), None)


async def test_an_unknown_client_is_refused_by_name(database: None) -> None:
    assert await queries.maybe_client(404) is None
    with pytest.raises(Refused) as caught:
        await queries.client(404)
    assert caught.value.code == "clients.unknown"


async def test_search_folds_accents_and_takes_words_in_any_order(database: None) -> None:
    await regie(), await hotel(), await mme_perrin(), await mairie()
    assert await names("hôtel") == ["Hôtel Saint-Nizier"]
    assert await names("BELLECOUR regie") == ["Régie Bellecour"]
    assert await names("802 457 192") == ["Régie Bellecour"]
    assert await names("06 12 34") == ["Mme Perrin"]
    assert await names("oullins.test") == ["Mairie d’Oullins"]
    assert await names("69002") == ["Hôtel Saint-Nizier", "Régie Bellecour"]
    assert await names("%") == []
    assert await names("_") == []
    assert await names("") == []


async def test_the_list_is_narrowed_sorted_and_cut_in_pages(database: None) -> None:
    await regie(), await hotel(), await mme_perrin(), await mairie()
    page = await queries.list_clients(Filters(), "name")
    assert [row.name for row in page.rows] == [
        "Hôtel Saint-Nizier",
        "Mairie d’Oullins",
        "Mme Perrin",
        "Régie Bellecour",
    ]
    assert page.total == 4
    backwards = await queries.list_clients(Filters(), "-name", page=2, size=3)
    assert ([row.name for row in backwards.rows], backwards.total) == (["Hôtel Saint-Nizier"], 4)
    people = await queries.list_clients(Filters(kind=Kind.CONSUMER))
    assert [row.name for row in people.rows] == ["Mme Perrin"]
    grouped = await queries.list_clients(Filters(group="Régies"))
    assert [row.name for row in grouped.rows] == ["Régie Bellecour"]
    assert await queries.groups() == ["Régies"]


async def test_two_people_editing_at_once_never_overwrite_each_other(database: None) -> None:
    client_id = await hotel()
    seen_by_both = version(HOTEL)
    amin = replace(HOTEL, phone="04 78 99 99 99")
    await actions.update(client_id, amin, at=NOW, by=AMIN, seen=seen_by_both)
    with pytest.raises(Refused) as caught:
        odile = replace(HOTEL, town="Villeurbanne")
        await actions.update(client_id, odile, at=NOW, by=ODILE, seen=seen_by_both)
    assert [(each.code, each.field) for each in caught.value.findings] == [
        ("clients.changed_meanwhile", None),
        ("clients.now_holds", "phone"),
        ("clients.now_holds", "town"),
    ]
    assert "04 78 99 99 99" in str(caught.value.findings[1])
    assert (await queries.client(client_id)).values == amin


async def test_saving_what_is_already_there_notes_nothing(database: None) -> None:
    client_id = await hotel()
    await actions.update(client_id, HOTEL, at=NOW, by=AMIN)
    assert [item.act for item in await client_timeline(client_id)] == ["client.created"]


async def test_a_refused_change_changes_nothing(database: None) -> None:
    client_id = await hotel()
    with pytest.raises(Refused):
        await actions.update(client_id, replace(HOTEL, siren="1"), at=NOW, by=AMIN)
    assert (await queries.client(client_id)).values == HOTEL


async def test_archiving_takes_out_of_the_lists_and_back(database: None) -> None:
    client_id = await hotel()
    for _ in range(2):
        await actions.archive(client_id, at=NOW, by=ODILE)
    assert await names("hotel") == []
    assert (await queries.list_clients(Filters())).total == 0
    assert (await queries.list_clients(Filters(archived=True))).total == 1
    assert (await queries.client(client_id)).archived_at == NOW
    for _ in range(2):
        await actions.unarchive(client_id, at=NOW, by=ODILE)
    assert await names("hotel") == ["Hôtel Saint-Nizier"]
    assert [item.act for item in await client_timeline(client_id)] == [
        "client.unarchived",
        "client.archived",
        "client.created",
    ]


async def test_contacts_say_where_to_write(database: None) -> None:
    client_id = await regie()
    assert await queries.address_for(client_id) == "compta@regie-bellecour.test"
    jeanne = ContactValues("Jeanne Roux", Role.BILLING, "jeanne@regie-bellecour.test")
    first = await actions.add_contact(client_id, jeanne, at=NOW, by=AMIN)
    assert await actions.add_contact(client_id, jeanne, at=NOW, by=AMIN) == first
    assert await queries.address_for(client_id, Role.CHASING) == "jeanne@regie-bellecour.test"
    paul = ContactValues("Paul Blanc", Role.CHASING, "paul@regie-bellecour.test")
    second = await actions.add_contact(client_id, paul, at=NOW, by=AMIN)
    assert await queries.address_for(client_id, Role.CHASING) == "paul@regie-bellecour.test"
    for _ in range(2):
        await actions.remove_contact(client_id, second, at=NOW, by=AMIN)
    with pytest.raises(Refused):
        await actions.change_contact(client_id, second, paul, at=NOW, by=AMIN)
    assert [each.name for each in await queries.contacts(client_id)] == ["Jeanne Roux"]


async def test_a_contact_of_another_client_is_not_touched(database: None) -> None:
    one, other = await regie(), await hotel()
    kept = await actions.add_contact(one, ContactValues("Jeanne Roux"), at=NOW, by=AMIN)
    await actions.remove_contact(other, kept, at=NOW, by=AMIN)
    assert len(await queries.contacts(one)) == 1


async def test_likely_duplicates_are_pointed_out(database: None) -> None:
    client_id = await regie()
    same_siren = ClientValues(name="Autre nom", siren="802457192")
    same_name = ClientValues(name="regie  BELLECOUR", postcode="69002")
    same_mail = ClientValues(name="Compta", email="compta@regie-bellecour.test")
    for values in (same_siren, same_name, same_mail):
        assert [each.id for each in await queries.duplicates(values)] == [client_id]
        assert await queries.duplicates(values, except_id=client_id) == []
    elsewhere = ClientValues(name="Régie Bellecour", postcode="13001")
    assert await queries.duplicates(elsewhere) == []
