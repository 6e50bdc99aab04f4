"""The components render, keep label and value together, and say what they show."""

import re
from datetime import date

import pytest

from app.core.errors import Finding, refuse
from app.core.i18n import gettext, ngettext, speaking
from app.core.money import Euros
from app.core.sentences import sentence
from app.web import nav
from app.web.charts import bar
from app.web.engine import STATIC, TEMPLATES, asset, environment
from app.web.forms import Form

TODAY = date(2026, 11, 21)


def drawn(call: str, **context: object) -> str:
    source = '{% import "layout/components.html" as ui %}' + call
    return environment().from_string(source).render(context)


def test_a_field_at_fault_is_tied_to_its_sentence():
    form = Form({"siren": "12"}, TODAY).refused(refuse("x", "This must be filled in.", "siren"))
    html = drawn(
        "{{ ui.field('SIREN', 'siren', form, hint='9 chiffres', required=True) }}", form=form
    )
    assert '<label for="f-siren">SIREN</label>' in html
    assert 'aria-describedby="e-siren h-siren" aria-invalid="true"' in html
    assert 'value="12"' in html
    assert '<p class="fault" id="e-siren">' in html


def test_what_people_typed_is_escaped():
    form = Form({"name": '"><script>'}, TODAY)
    assert "<script>" not in drawn("{{ ui.field('Nom', 'name', form) }}", form=form)


def test_a_money_field_shows_cents_as_people_type_them():
    html = drawn("{{ ui.money_field('Plafond', 'limit', form, 150000) }}", form=Form.blank(TODAY))
    assert 'value="1\u202f500,00"' in html and 'inputmode="decimal"' in html


def test_a_confirmation_says_what_will_happen_and_carries_the_token():
    html = drawn(
        "{% call ui.confirm('/invoices/12/issuance', 'Émettre', 'Émettre maintenant') %}"
        "<p>F2026-0101</p>{% endcall %}"
    )
    assert 'action="/invoices/12/issuance"' in html and "_csrf_token" in html
    assert html.index("F2026-0101") < html.index("Émettre maintenant")


def test_the_age_bar_fills_its_width_and_shows_the_smallest_part():
    parts = bar([1_325_600, 434_100, 0, 90_000, 1])
    assert [part.index for part in parts] == [0, 1, 3, 4]
    assert parts[-1].x + parts[-1].width == 1000
    assert min(part.width for part in parts) >= 5
    assert bar([0, 0]) == [] and bar([]) == []
    assert bar([-5, 7])[0].index == 1


@pytest.mark.parametrize("path", ["/invoices", "/invoices/12", "/invoices/12/credit"])
def test_a_page_belongs_to_its_place(path):
    assert nav.here(path) == "invoices"


def test_a_page_outside_every_place_belongs_to_none():
    assert nav.here("/invoicesque") == "" and nav.here("/") == "today"


def test_one_s_account_is_reached_from_the_settings():
    assert nav.here("/account") == "settings"


def test_every_icon_that_is_named_is_in_the_sprite():
    sprite = (STATIC / "icons.svg").read_text()
    named = {place.icon for place in (*nav.PLACES, nav.MORE)}
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'icon(?:\(|=)"([a-z0-9-]+)"', template.read_text()))
    assert len(named) > 60
    for icon in named:
        assert f'<symbol id="{icon}"' in sprite


def test_the_address_of_a_file_changes_with_its_content():
    assert asset("app.js").startswith("/static/app.js?v=")
    with pytest.raises(FileNotFoundError):
        asset("missing.css")


def test_a_sentence_shows_its_facts_as_people_write_them():
    told = Finding(
        "x", "%(amount)s due on %(day)s: %(names)s",
        {"amount": Euros(324000), "day": TODAY, "names": ["A", "B"]},
    )  # fmt: skip
    assert sentence(told, "en") == "€3,240.00 due on 21\u00a0November 2026: A, B"


def test_french_counts_zero_as_one():
    one, many = "One thing is to be put right.", "%(num)s things are to be put right."
    assert ngettext(one, many, 0, "fr") == "Un point est à corriger."
    assert ngettext(one, many, 2, "fr") == "%(num)s points sont à corriger."
    assert ngettext(one, many, 0, "en") == many


def test_english_is_the_ids_and_an_unknown_language_french():
    assert gettext("Receivables", "en") == "Receivables"
    with speaking("xx"):
        assert gettext("Receivables") == "Créances"
