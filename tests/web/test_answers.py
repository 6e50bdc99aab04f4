"""Pages, fragments, redirects and errors of a tiny application on the shell."""

import logging
import re

import pytest
from litestar.testing import RequestFactory

from app.web import brand, render

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def token(web) -> str:
    page = await web.get("/more")
    return re.search(r'name="_csrf_token" value="([^"]+)"', page.text)[1]


async def test_a_page_shows_the_business_the_places_and_what_waits(web):
    page = await web.get("/more")
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert "Atelier Vauban" in page.text and "Relances" in page.text
    assert '<a href="/more" aria-current="page">' in page.text
    assert re.search(r'class="count">.*?4</span>', page.text)


async def test_a_form_without_its_token_is_refused_with_what_to_do(web):
    answer = await web.post("/form", data={"limit": "12"})
    assert answer.status_code == 403
    assert "ouverte depuis trop longtemps" in answer.text
    assert "echeance_csrf=" in answer.headers["set-cookie"]


async def test_a_fault_comes_back_with_what_was_typed(web):
    answer = await web.post("/form", data={"limit": "douze", "_csrf_token": await token(web)})
    assert answer.status_code == 422
    assert answer.text == (
        "«\u00a0douze\u00a0» n’est pas un nombre. Écrivez par exemple 1234,50.|douze"
    )


async def test_a_redirect_is_followed_by_one_word_of_confirmation(web):
    sent = {"limit": "12", "_csrf_token": await token(web)}
    answer = await web.post("/form", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/more")
    assert "Trop de tentatives" in (await web.get("/more")).text
    assert "Trop de tentatives" not in (await web.get("/more")).text


async def test_htmx_is_told_to_go_instead_of_following(web):
    headers = HTMX | {"x-csrftoken": await token(web)}
    answer = await web.post("/form", data={"limit": "12"}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/more"


@pytest.mark.parametrize("path", ["https://ailleurs.example", "//ailleurs.example", "/\\x", "x"])
async def test_a_redirect_never_leaves_the_application(path):
    with pytest.raises(ValueError):
        await render.redirect(None, path)


async def test_a_form_of_too_many_fields_is_refused(web):
    fields = {f"f{i}": "x" for i in range(1001)} | {"_csrf_token": await token(web)}
    assert (await web.post("/form", data=fields)).status_code in (413, 422)
    long = {"limit": "1" * 20_001, "_csrf_token": await token(web)}
    assert (await web.post("/form", data=long)).status_code == 422


async def test_a_file_is_read_with_its_name(web):
    answer = await web.post(
        "/upload", files={"f": ("relevé.csv", b"a;b")}, data={"_csrf_token": await token(web)}
    )
    assert answer.text == "relevé.csv:3"


async def test_a_missing_page_is_calm_and_french(web):
    answer = await web.get("/nulle-part")
    assert answer.status_code == 404
    assert "Il n’y a rien ici" in answer.text


async def test_a_crash_shows_a_number_that_the_log_has_too_and_nothing_else(web, caplog):
    with caplog.at_level(logging.ERROR):
        answer = await web.get("/crash")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text
    number = re.search(r"Incident ([0-9a-f]{8})", answer.text)[1]
    assert f"incident {number}: GET /crash" in caplog.text
    assert "the secret of the house" in caplog.text


async def test_a_busy_database_asks_to_try_again(web):
    answer = await web.get("/busy")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"


@pytest.mark.parametrize("where", ["database", "file"])
async def test_a_full_disk_is_a_sentence_that_says_what_to_do(web, where):
    answer = await web.get(f"/full/{where}")
    assert answer.status_code == 507
    assert "Il n’y a plus de place sur le disque" in answer.text
    assert "Libérez de la place sur le serveur" in answer.text


async def test_a_database_that_is_away_asks_to_try_again(web):
    answer = await web.get("/away")
    assert answer.status_code == 503
    assert "Réessayez dans quelques secondes" in answer.text


async def test_a_refusal_that_no_page_caught_is_a_sentence(web):
    answer = await web.get("/refused")
    assert answer.status_code == 422
    assert "À remplir." in answer.text


async def test_to_htmx_an_error_is_a_toast(web):
    answer = await web.get("/refused", headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert answer.text.strip().startswith('<p class="toast bad">')


async def test_a_fragment_is_bare_and_may_bring_a_toast(web):
    answer = await web.get("/rows", headers=HTMX)
    assert "<html" not in answer.text
    main, toast = answer.text.split("<hx-partial", 1)
    assert 'class="toast bad"' in main
    assert "Incident 7" in toast and 'hx-target="#toasts"' in toast


async def test_the_colour_of_the_business_is_a_stylesheet_of_its_own(web):
    answer = await web.get(brand.address("#1B4F8A"))
    assert answer.headers["content-type"].startswith("text/css")
    # A dark blue: white reads best on it, and it reads well enough on white as it is.
    tokens = "--brand: #1b4f8a; --brand-ink: #ffffff; --brand-text: #1b4f8a;"
    assert answer.text == f"@layer tokens {{ :root {{ {tokens} }} }}"
    assert (await web.get("/brand/red;}.css")).status_code == 404


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        (HTMX, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
        (HTMX | {"HX-Boosted": "true"}, False),
        (HTMX | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_when_a_fragment_is_wanted(headers, fragment):
    assert render.wants_fragment(RequestFactory().get("/", headers=headers)) is fragment
