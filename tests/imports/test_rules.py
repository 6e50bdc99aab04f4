"""Which column is what, what a cell says, and what is never guessed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.rules import ClientValues
from app.clients.rules import Kind as ClientKind
from app.contracts.rules import Billing, Frequency, Mode
from app.core.errors import Refused
from app.imports import rules
from app.imports.rules import Kind
from app.imports.rules.titles import folded

TODAY = date(2026, 11, 21)
LINE = {
    "client": "Régie Bellecour",
    "number": "F-12",
    "issued_on": "05/01/2026",
    "due_on": "04/02/2026",
    "amount": "1 200,50",
    "paid_on": "",
    "paid_amount": "",
    "disputed": "",
}
CONTRACT = {
    "client": "Régie Bellecour",
    "reference": "C-7",
    "label": "Entretien",
    "quantity": "1",
    "unit_price": "58,00",
    "vat_rate": "20",
    "frequency": "mensuel",
    "start_on": "01/01/2026",
    "end_on": "",
    "billing": "",
    "anchor_day": "",
    "mode": "",
    "bill_from": "",
}


def history(**changes: str) -> rules.HistoryLine:
    return rules.read_history(LINE | changes, "", TODAY)


def faults(**changes: str) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        history(**changes)
    return [(each.code, each.field) for each in caught.value.findings]


def test_titles_are_matched_without_case_accents_or_signs() -> None:
    assert folded("Date d’Échéance (jj/mm/aaaa)") == "date d echeance"
    assert folded("N° FACTURE") == "n facture"
    found = rules.match(
        Kind.HISTORY,
        ["CLIENT", "n° de facture", "Date", "Échéance", "Montant TTC", "Payé le", "Chantier", ""],
    )
    assert dict(found.places) == {
        "client": 0,
        "number": 1,
        "issued_on": 2,
        "due_on": 3,
        "amount": 4,
        "paid_on": 5,
    }
    assert found.notes == (6,)
    assert found.remarks(["", "", "", "", "", "", "Quai Perrache"]) == "Chantier: Quai Perrache"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_documented_names_are_all_known(kind: Kind) -> None:
    fields = rules.fields_of(kind)
    assert list(rules.match(kind, fields).places) == fields
    assert list(rules.match(kind, [each.upper() for each in reversed(fields)]).places)


def test_missing_columns_are_named_with_what_was_found() -> None:
    with pytest.raises(Refused) as caught:
        rules.match(Kind.HISTORY, ["Client", "Date pmt", "Montant HT"])
    said = str(caught.value.findings[0].facts)
    assert "number, issued_on, due_on, amount, paid_on" in said
    assert "Date pmt" in said and "Montant HT" in said


def test_two_columns_for_one_field_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        rules.match(Kind.CLIENTS, ["Nom", "Raison sociale"])
    assert caught.value.code == "imports.twice"


def test_an_open_and_a_paid_and_a_part_paid_line() -> None:
    assert (history().amount, history().paid) == (120_050, 0)
    paid = history(paid_on="2026-02-10")
    assert (paid.paid, paid.paid_on) == (120_050, date(2026, 2, 10))
    part = history(paid_on="10.02.26", paid_amount="200")
    assert (part.paid, part.paid_on) == (20_000, date(2026, 2, 10))
    credit = history(amount="-50", due_on="")
    assert (credit.amount, credit.due_on) == (-5_000, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": "1.200"}, [("money.unreadable", "amount")]),
        ({"amount": "12,345"}, [("money.unreadable", "amount")]),
        ({"amount": "(12,00)"}, [("money.unreadable", "amount")]),
        ({"amount": "1.5E3"}, [("money.unreadable", "amount")]),
        ({"amount": "=SUM(A1)"}, [("money.unreadable", "amount")]),
        ({"amount": "#REF!"}, [("imports.sheet_error", "amount")]),
        ({"amount": "0,00"}, [("imports.nothing", "amount")]),
        ({"amount": ""}, [("imports.empty", "amount")]),
        ({"issued_on": "31/02/2026"}, [("calendar.unreadable", "issued_on")]),
        ({"issued_on": "3/12"}, [("calendar.unreadable", "issued_on")]),
        ({"issued_on": "+30"}, [("calendar.unreadable", "issued_on")]),
        ({"issued_on": "46027"}, [("calendar.unreadable", "issued_on")]),
        ({"issued_on": "01/13/2026"}, [("calendar.unreadable", "issued_on")]),
        ({"issued_on": "05/01/1026"}, [("calendar.year", "issued_on")]),
        (
            {"issued_on": "22/11/2026", "due_on": "22/12/2026"},
            [("imports.future", "issued_on")],
        ),
        ({"paid_on": "22/11/2026"}, [("imports.future", "paid_on")]),
        ({"due_on": "04/01/2026"}, [("imports.due_before", "due_on")]),
        ({"due_on": ""}, [("imports.empty", "due_on")]),
        ({"paid_amount": "20"}, [("imports.paid_when", "paid_on")]),
        ({"paid_on": "10/02/2026", "paid_amount": "0"}, [("imports.paid_nothing", "paid_amount")]),
        ({"paid_on": "10/02/2026", "paid_amount": "2000"}, [("imports.overpaid", "paid_amount")]),
        ({"paid_on": "10/02/2026", "paid_amount": "-20"}, [("imports.overpaid", "paid_amount")]),
        ({"disputed": "peut-être"}, [("imports.flag", "disputed")]),
        ({"number": "x" * 61}, [("form.too_long", "number")]),
        ({"client": "", "number": ""}, [("imports.empty", "client"), ("imports.empty", "number")]),
    ],
)
def test_what_is_not_certain_is_refused(
    changes: dict[str, str], expected: list[tuple[str, str | None]]
) -> None:
    assert faults(**changes) == expected


def test_a_midnight_that_a_spreadsheet_adds_is_no_fault() -> None:
    assert history(issued_on="2026-01-05 00:00:00").issued_on == date(2026, 1, 5)


@pytest.mark.parametrize("text", ["oui", "Yes", "TRUE", "vrai", "1", "x"])
def test_disputed_is_said_in_many_ways(text: str) -> None:
    assert history(disputed=text).disputed
    assert not history(disputed={"oui": "non", "Yes": "no"}.get(text, "")).disputed


def known(**changes: object) -> rules.KnownOpening:
    there = rules.KnownOpening(1, 2, date(2026, 1, 5), date(2026, 2, 4), 120_050, False, 0, None)
    return replace(there, **changes)  # type: ignore[arg-type]


def test_a_line_seen_again_says_nothing_new() -> None:
    assert rules.judge(history(), known()) is None
    paid = known(paid=120_050, paid_on=date(2026, 2, 10))
    assert rules.judge(history(paid_on="10/02/2026"), paid) is None


def test_what_was_paid_since_is_told_once() -> None:
    later = rules.judge(history(paid_on="10/02/2026"), known())
    assert later and (later.amount, later.paid_on) == (120_050, date(2026, 2, 10))
    part = known(paid=20_000, paid_on=date(2026, 2, 1))
    rest = rules.judge(history(paid_on="10/02/2026"), part)
    assert rest and rest.amount == 100_050


@pytest.mark.parametrize(
    ("changes", "there", "code"),
    [
        ({"amount": "1 200,51"}, {}, "imports.history_differs"),
        ({"due_on": "05/02/2026"}, {}, "imports.history_differs"),
        ({"disputed": "oui"}, {}, "imports.history_differs"),
        ({}, {"paid": 120_050, "paid_on": date(2026, 2, 10)}, "imports.paid_differs"),
        (
            {"paid_on": "11/02/2026"},
            {"paid": 120_050, "paid_on": date(2026, 2, 10)},
            "imports.paid_differs",
        ),
        (
            {"amount": "-50", "paid_on": "10/02/2026"},
            {"amount": -5_000},
            "imports.credit_settled",
        ),
    ],
)
def test_any_other_difference_is_refused(
    changes: dict[str, str], there: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        rules.judge(history(**changes), known(**there))
    assert caught.value.code == code


def test_a_line_of_clients_is_read_as_people_write_it() -> None:
    line = rules.read_client(
        {
            "name": "  Régie   Bellecour ",
            "kind": "Société",
            "siren": "802 457 192 00010",
            "postcode": "1000",
            "country": "france",
            "language": "Français",
            "terms_days": "30 jours",
            "email": "compta@regie.test",
        },
        "Chantier: Perrache",
    )
    assert line.values == ClientValues(
        name="Régie Bellecour",
        siren="802457192",
        siret="80245719200010",
        postcode="01000",
        terms_days=30,
        email="compta@regie.test",
        notes="Chantier: Perrache",
    )


def test_a_belgian_postcode_has_four_digits() -> None:
    line = rules.read_client({"name": "Brasserie", "country": "Belgique", "postcode": "1000"}, "")
    assert (line.values.country, line.values.postcode) == ("BE", "1000")


def test_every_fault_of_a_client_is_told_at_once() -> None:
    with pytest.raises(Refused) as caught:
        rules.read_client({"name": "", "kind": "ami", "siren": "123", "terms_days": "90"}, "")
    assert sorted((each.field or "", each.code) for each in caught.value.findings) == [
        ("kind", "imports.choice"),
        ("name", "imports.empty"),
        ("siren", "identifiers.siren"),
    ]


def test_a_client_that_is_there_is_not_changed_by_a_line() -> None:
    there = ClientValues(name="Régie Bellecour", siren="802457192", town="Lyon", phone="04")
    same = rules.read_client({"name": "REGIE BELLECOUR", "siren": "802457192"}, "Solde: 3")
    rules.same_client(there, same)
    other = rules.read_client({"name": "Régie", "siren": "802457192", "town": "Bron"}, "")
    with pytest.raises(Refused) as caught:
        rules.same_client(there, other)
    assert [each.field for each in caught.value.findings] == ["name", "town"]


def test_a_private_customer_may_be_said_in_french() -> None:
    line = rules.read_client({"name": "Mme Perrin", "kind": "Particulier"}, "")
    assert line.values.kind is ClientKind.CONSUMER


def test_a_contract_is_read_with_its_defaults() -> None:
    read = rules.read_contract(CONTRACT, "")
    values = read.values
    assert (values.frequency, values.billing, values.mode) == (
        Frequency.MONTHLY,
        Billing.ADVANCE,
        Mode.DRAFT,
    )
    assert (read.line.quantity, read.line.unit_price, read.line.vat_rate) == (
        10_000,
        58_000_000,
        2_000,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vat_rate": "0,2"}, "imports.rate"),
        ({"vat_rate": "200"}, "money.rate"),
        ({"frequency": "parfois"}, "imports.choice"),
        ({"frequency": ""}, "imports.empty"),
        ({"start_on": ""}, "imports.empty"),
        ({"reference": ""}, "imports.empty"),
        ({"unit_price": "gratuit"}, "money.unreadable"),
        ({"anchor_day": "fin"}, "imports.whole"),
    ],
)
def test_a_contract_is_not_guessed(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.read_contract(CONTRACT | changes, "")
    assert caught.value.code == code


@given(st.dictionaries(st.sampled_from(sorted(LINE)), st.text(max_size=30)))
def test_no_cell_breaks_the_reading(cells: dict[str, str]) -> None:
    try:
        read = history(**cells)
    except Refused as refused:
        assert all(each.field for each in refused.findings)
    else:
        assert read.amount != 0
