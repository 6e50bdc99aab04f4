"""Headers of every answer, what may be kept, and how the token travels."""

from app.web.security import POLICY


async def test_every_answer_carries_the_policy(web):
    for path in ("/more", "/nulle-part", "/crash", "/static/app.js"):
        headers = (await web.get(path)).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in POLICY


async def test_pages_are_never_kept_and_versioned_files_are(web):
    assert (await web.get("/more")).headers["cache-control"] == "no-store"
    assert "immutable" in (await web.get("/static/app.js?v=1")).headers["cache-control"]
    assert (await web.get("/static/app.js")).headers["cache-control"] == "no-cache"
    font = await web.get("/static/fonts/inter-latin-5.3.0-1.woff2")
    assert "immutable" in font.headers["cache-control"]


async def test_a_pdf_may_be_framed_by_our_own_pages_only(web):
    headers = (await web.get("/pdf")).headers
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["cache-control"] == "no-store"


async def test_the_token_cookie_is_out_of_reach_of_scripts(web, secure_web):
    plain = (await web.get("/more")).headers["set-cookie"].lower()
    assert "httponly" in plain and "samesite=lax" in plain and "secure" not in plain
    assert "secure" in (await secure_web.get("/more")).headers["set-cookie"].lower()


async def test_https_is_insisted_on_only_where_it_is_used(web, secure_web):
    assert "strict-transport-security" not in (await web.get("/more")).headers
    assert "strict-transport-security" in (await secure_web.get("/more")).headers


async def test_no_page_has_inline_style_or_script(web):
    text = (await web.get("/more")).text
    assert " style=" not in text and "<style" not in text and "onclick" not in text
    assert text.count("<script") == text.count("<script src=")
