"""Forms: each malformed value is refused by its name, and what was typed is kept."""

from datetime import date
from enum import Enum

import pytest

from app.core.errors import Refused, refuse
from app.core.i18n import speaking
from app.web.forms import Form, Upload

TODAY = date(2026, 11, 21)


class Kind(Enum):
    COMPANY = "company"
    CONSUMER = "consumer"


def form(**typed: str) -> Form:
    return Form({name.replace("__", "-"): value for name, value in typed.items()}, TODAY)


def test_a_well_filled_form_gives_typed_values():
    sent = form(
        name="  Régie Bellecour ",
        email="compta@regie.example",
        limit="1 234,50 €",
        quantity="1,5",
        price="0,1234",
        rate="5,5",
        start="3/12",
        terms="30",
        kind="consumer",
        mail="1",
    )
    assert sent.text("name", required=True) == "Régie Bellecour"
    assert sent.email("email") == "compta@regie.example"
    assert sent.amount("limit") == 123_450
    assert sent.quantity("quantity") == 15_000
    assert sent.unit_price("price") == 123_400
    assert sent.rate("rate") == 550
    assert sent.day("start") == date(2026, 12, 3)
    assert sent.whole("terms", 0, 60) == 30
    assert sent.choice("kind", Kind) is Kind.CONSUMER
    assert sent.flag("mail") and not sent.flag("paper")
    sent.check()


@pytest.mark.parametrize(
    ("read", "typed", "code"),
    [
        (lambda f: f.text("x", required=True), "   ", "form.missing"),
        (lambda f: f.text("x", max=5), "abcdef", "form.too_long"),
        (lambda f: f.text("x"), "a\x00b", "form.characters"),
        (lambda f: f.text("x"), "two\nlines", "form.characters"),
        (lambda f: f.email("x"), "odile", "form.email"),
        (lambda f: f.email("x"), "odile@atelier", "form.email"),
        (lambda f: f.email("x"), "a@b.fr, c@d.fr", "form.email"),
        (lambda f: f.email("x"), "a@b..fr", "form.email"),
        (lambda f: f.amount("x"), "douze", "money.unreadable"),
        (lambda f: f.amount("x"), "1.234", "money.unreadable"),
        (lambda f: f.amount("x"), "1,234567", "money.decimals"),
        (lambda f: f.amount("x"), "", "form.missing"),
        (lambda f: f.rate("x"), "101", "money.rate"),
        (lambda f: f.quantity("x"), "1,23456", "money.decimals"),
        (lambda f: f.unit_price("x"), "--3", "money.unreadable"),
        (lambda f: f.day("x"), "31/02/2026", "calendar.day"),
        (lambda f: f.whole("x", 1, 60), "61", "form.whole"),
        (lambda f: f.whole("x", 1, 60), "1,5", "form.whole"),
        (lambda f: f.choice("x", Kind), "pirate", "form.choice"),
        (lambda f: f.ids("x"), "12; DROP", "form.choice"),
    ],
)
def test_each_malformed_value_is_refused_with_its_field(read, typed, code):
    sent = form(x=typed)
    read(sent)
    with pytest.raises(Refused) as refusal:
        sent.check()
    [finding] = refusal.value.findings
    assert finding.field == "x"
    assert finding.code == code or (code == "calendar.day" and finding.code.startswith("calendar."))
    assert sent.value("x") == typed


def test_every_fault_is_told_at_once_in_french_beside_its_field():
    sent = form(limit="abc", email="x")
    sent.text("name", required=True)
    sent.email("email")
    sent.amount("limit")
    assert [name for name, _ in sent.faults] == ["name", "email", "limit"]
    assert sent.fault("limit") == (
        "«\u00a0abc\u00a0» n’est pas un nombre. Écrivez par exemple 1234,50."
    )
    assert sent.fault("siren") is None
    with speaking("en"):
        assert sent.fault("limit") == "“abc” is not a number. Write it like 1234,50."


def test_an_optional_value_left_empty_is_none_and_no_fault():
    sent = form(limit="", start="", kind="")
    assert sent.amount("limit", required=False) is None
    assert sent.day("start", required=False) is None
    assert sent.choice("kind", Kind, required=False) is None
    sent.check()


def test_a_refusal_of_an_action_lands_in_the_form_and_keeps_what_was_typed():
    sent = form(siren="732829321")
    shown = sent.refused(refuse("clients.siren", "Unknown to the catalogues.", "siren"))
    shown.refused(refuse("clients.closed", "Nothing to do."))
    assert shown.fault("siren") == "Unknown to the catalogues."
    assert shown.general == ["Nothing to do."]
    assert shown.value("siren") == "732829321"


def test_check_then_refused_does_not_tell_a_fault_twice():
    sent = form(limit="abc")
    sent.amount("limit")
    with pytest.raises(Refused) as refusal:
        sent.check()
    assert len(sent.refused(refusal.value).findings) == 1


def test_a_blank_form_shows_defaults_and_a_sent_one_what_was_sent():
    blank = Form.blank(TODAY)
    assert blank.value("terms", 30) == "30"
    assert blank.value("note", None) == ""
    assert blank.checked("mail", True)
    sent = form(terms="")
    assert sent.value("terms", 30) == ""
    assert not sent.checked("mail", True)


def test_repeated_lines_are_read_in_order_and_empty_ones_passed_over():
    sent = form(
        lines__2__label="Badge", lines__2__quantity="2", lines__0__label="Visite",
        lines__0__quantity="", lines__1__label=" ", lines__1__quantity="", other__0__label="x",
    )  # fmt: skip
    rows = sent.rows("lines", ("label", "quantity"))
    assert [dict(row) for row in rows] == [
        {"label": "Visite", "quantity": ""},
        {"label": "Badge", "quantity": "2"},
    ]
    assert [row.name("quantity") for row in rows] == ["lines-0-quantity", "lines-2-quantity"]
    assert sent.quantity(rows[1].name("quantity")) == 20_000
    sent.quantity(rows[0].name("quantity"))
    assert sent.fault("lines-0-quantity")


def test_ticked_rows_are_read_once_each():
    sent = Form({"ids": "7"}, TODAY, lists={"ids": ["3", "7", "3"]})
    assert sent.ids("ids") == [3, 7]


def test_files():
    sent = Form({}, TODAY, files={"f": Upload(b"abc", "a.csv"), "e": Upload(b"", "e.csv")})
    assert sent.file("f") == Upload(b"abc", "a.csv")
    assert sent.file("f", limit=2) is None
    assert sent.file("e", required=False) is None
    assert sent.file("none", required=False) is None
    assert sent.file("none") is None
    assert [finding.code for finding in sent.findings] == [
        "form.file_too_large",
        "form.no_file",
        "form.no_file",
    ]
