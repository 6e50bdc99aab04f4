"""What a client may be: numbers with their keys, terms within the law, every fault at once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients import rules
from app.clients.rules import ClientValues, ContactValues, Kind
from app.core.errors import Refused

REGIE = ClientValues(name="Régie Bellecour", siren="802457192", postcode="69002", town="Lyon")


def refused(values: ClientValues) -> set[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        rules.checked(values)
    return {(each.code, each.field) for each in caught.value.findings}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("802 457 192", "802457192"), ("802.457.192", "802457192"), ("", ""), ("   ", "")],
)
def test_a_siren_is_kept_as_nine_digits(typed: str, kept: str) -> None:
    assert rules.siren(typed) == kept


@pytest.mark.parametrize(
    "typed", ["802457193", "80245719", "8024571920", "80245719A", "000000000", "８０２４５７１９２"]
)
def test_a_siren_with_a_wrong_key_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.siren(typed)
    [finding] = caught.value.findings
    assert (finding.code, finding.field) == ("identifiers.siren", "siren")
    assert typed in str(finding)


def test_the_sirets_of_la_poste_follow_their_own_rule() -> None:
    # Digits of 35600000049837 sum to 45, a multiple of 5; by Luhn alone it would be refused.
    assert rules.siret("356 000 000 49837") == "35600000049837"
    assert rules.siret("35600000000048") == "35600000000048"
    with pytest.raises(Refused):
        rules.siret("35600000049838")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FR 77 802 457 192", "FR77802457192"),
        ("be0428.759.497", "BE0428759497"),
        ("EL094259216", "EL094259216"),
        ("FR53000004605", "FR53000004605"),
        ("CHE107787577", "CHE107787577"),
        ("", ""),
    ],
)
def test_a_vat_number_is_checked_by_the_key_of_its_country(typed: str, kept: str) -> None:
    assert rules.vat_number(typed) == kept


@pytest.mark.parametrize("typed", ["FR78802457192", "BE0428759498", "802457192", "ZZ1234567", "FR"])
def test_a_vat_number_with_a_wrong_key_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.vat_number(typed)
    assert caught.value.findings[0].field == "vat_number"


def test_an_iban_is_checked_and_kept_compact() -> None:
    assert rules.iban("fr76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    for wrong in ("FR7630006000011234567890188", "FR76300060000112345678901", "bonjour"):
        with pytest.raises(Refused) as caught:
            rules.iban(wrong)
        assert caught.value.findings[0].code == "identifiers.iban"


@pytest.mark.parametrize("typed", ["69002", "97400", "98000", "2A004"])
def test_a_french_postcode_has_five_digits(typed: str) -> None:
    if typed == "2A004":
        with pytest.raises(Refused):
            rules.postcode(typed)
    else:
        assert rules.postcode(typed) == typed


def test_a_postcode_abroad_has_the_letters_of_its_country() -> None:
    assert rules.postcode("sw1a 1aa", "GB") == "SW1A 1AA"
    with pytest.raises(Refused):
        rules.postcode("69-{}", "BE")


def test_a_siret_brings_its_siren() -> None:
    kept = rules.checked(replace(REGIE, siren="", siret="802 457 192 00010"))
    assert (kept.siren, kept.siret) == ("802457192", "80245719200010")


def test_a_company_may_be_without_siren_until_it_is_billed() -> None:
    assert rules.checked(ClientValues(name="Les Amis du Gourguillon")).siren == ""


def test_numbers_that_contradict_each_other_are_refused() -> None:
    assert refused(replace(REGIE, siret="44410228900014")) == {("clients.siret_siren", "siret")}
    assert refused(replace(REGIE, vat_number="FR45444102289")) == {
        ("clients.vat_siren", "vat_number")
    }


def test_a_vat_number_of_monaco_holds_no_siren() -> None:
    assert rules.checked(replace(REGIE, vat_number="FR53000004605", country="MC"))


def test_a_private_customer_has_no_siren() -> None:
    assert refused(replace(REGIE, kind=Kind.CONSUMER)) == {("clients.consumer_number", "kind")}


@pytest.mark.parametrize(
    ("kind", "days", "fine"),
    [
        (Kind.COMPANY, 0, True),
        (Kind.COMPANY, 60, True),
        (Kind.COMPANY, 61, False),
        (Kind.COMPANY, -1, False),
        (Kind.PUBLIC, 30, True),
        (Kind.PUBLIC, 31, False),
    ],
)
def test_terms_stay_within_the_law(kind: Kind, days: int, fine: bool) -> None:
    values = replace(REGIE, kind=kind, terms_days=days)
    if fine:
        assert rules.checked(values).terms_days == days
    else:
        assert refused(values) == {("clients.terms", "terms_days")}


def test_every_fault_is_told_at_once() -> None:
    assert refused(
        ClientValues(
            name=" ",
            siren="123",
            email="pas une adresse",
            postcode="690",
            country="XX",
            language="de",
            iban="FR00",
            phone="0" * 41,
        )
    ) == {
        ("form.missing", "name"),
        ("identifiers.siren", "siren"),
        ("form.email", "email"),
        ("identifiers.country", "country"),
        ("identifiers.iban", "iban"),
        ("clients.language", "language"),
        ("form.too_long", "phone"),
    }


def test_a_name_of_140_characters_is_kept_and_one_more_is_refused() -> None:
    assert rules.checked(ClientValues(name="é" * 140)).name == "é" * 140
    assert refused(ClientValues(name="é" * 141)) == {("form.too_long", "name")}


@given(st.text(max_size=60))
def test_nothing_typed_breaks_a_check(text: str) -> None:
    values = ClientValues(
        name=text, siren=text, siret=text, vat_number=text, email=text, iban=text, postcode=text
    )
    try:
        rules.checked(values)
    except Refused as refusal:
        assert all(each.field for each in refusal.findings)


def test_clients_are_found_without_accents_or_case() -> None:
    found = rules.search_text(
        ClientValues(name="Hôtel Saint-Nizier", town="Lyon", phone="+33 4 78 11 22 33")
    )
    assert found == "hotel saint-nizier lyon 0478112233"
    assert rules.words("HÔTEL 04 78 11") == ["hotel", "047811"]


def test_the_key_of_an_import_is_the_siren_else_name_and_postcode() -> None:
    assert rules.import_key(REGIE) == "siren:802457192"
    assert rules.import_key(replace(REGIE, siret="80245719200010")) == "siret:80245719200010"
    assert rules.import_key(replace(REGIE, siren="")) == "name:regie bellecour|69002"


def test_an_edit_sees_that_the_row_has_changed() -> None:
    moved = replace(REGIE, town="Villeurbanne", terms_days=30)
    assert rules.version(REGIE) != rules.version(moved)
    assert rules.changed(REGIE, moved) == ["town", "terms_days"]


def test_a_contact_needs_a_name_and_a_real_address() -> None:
    kept = rules.checked_contact(ContactValues(" Jeanne  Roux ", email="jeanne@roux.test"))
    assert kept.name == "Jeanne Roux"
    with pytest.raises(Refused) as caught:
        rules.checked_contact(ContactValues("", email="jeanne"))
    assert [each.field for each in caught.value.findings] == ["name", "email"]
