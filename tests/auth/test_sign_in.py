"""Odile comes in by the door; strangers stay outside."""

import asyncio

import httpx
import pytest

from app.auth.tables import Session, SignInFailure
from tests.cast import AMIN, ODILE, PASSWORD, browser, open_shop, signed_in


async def try_door(
    who: httpx.AsyncClient, email: str, password: str, to: str = "/"
) -> httpx.Response:
    await who.get("/sign-in")
    return await who.post(
        "/sign-in",
        data={
            "email": email,
            "password": password,
            "next": to,
            "_csrf_token": who.cookies["echeance_csrf"],
        },
    )


async def test_odile_signs_in_and_lands_where_she_wanted(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        turned_away = await odile.get("/more?from=phone")
        assert turned_away.status_code == 303
        assert turned_away.headers["location"] == "/sign-in?next=%2Fmore%3Ffrom%3Dphone"
        answer = await try_door(odile, f" {ODILE.upper()} ", PASSWORD, "/more?from=phone")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/more?from=phone"
        page = await odile.get("/more")
        assert page.status_code == 200
        assert "Odile Vauban" in page.text


async def test_the_cookie_is_out_of_reach_and_only_its_hash_is_kept(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        answer = await try_door(odile, ODILE, PASSWORD)
        cookie = next(
            c for c in answer.headers.get_list("set-cookie") if c.startswith("session=")
        ).lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        token = odile.cookies["session"]
        kept = (await Session.select())[0]
        assert len(token) == 43, "256 bits"
        assert token not in str(kept)


async def test_a_planted_token_is_not_kept_at_sign_in(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        odile.cookies.set("session", "planted-by-someone", domain="echeance.test")
        await try_door(odile, ODILE, PASSWORD)
        assert odile.cookies["session"] != "planted-by-someone"
    async with browser() as someone:
        someone.cookies.set("session", "planted-by-someone", domain="echeance.test")
        assert (await someone.get("/more")).status_code == 303


async def test_signing_in_again_ends_the_session_before(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        before = odile.cookies["session"]
        await odile.post("/sign-in", data={"email": AMIN, "password": PASSWORD})
        assert odile.cookies["session"] != before
    async with browser() as someone:
        someone.cookies.set("session", before)
        assert (await someone.get("/more")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        token = amin.cookies["session"]
        answer = await amin.post("/sign-out")
        assert answer.headers["location"] == "/sign-in"
        amin.cookies.set("session", token)
        assert (await amin.get("/more")).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "/ok\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/sign-out",
        "",
    ],
)
async def test_the_door_leads_nowhere_else(database: None, wanted: str) -> None:
    await open_shop()
    async with browser() as odile:
        answer = await try_door(odile, ODILE, PASSWORD, wanted)
        assert answer.headers["location"] == "/"


async def test_a_stranger_and_a_wrong_password_are_told_the_same(database: None) -> None:
    await open_shop()
    async with browser() as stranger:
        nobody = await try_door(stranger, "nobody@example.test", PASSWORD)
        wrong = await try_door(stranger, ODILE, "not the password at all")
        said = "ne vont pas ensemble"
        assert (nobody.status_code, wrong.status_code) == (422, 422)
        assert said in nobody.text and said in wrong.text


async def test_a_closed_account_cannot_sign_in(database: None) -> None:
    await open_shop()
    async with browser() as odile, browser() as amin:
        await signed_in(odile, "odile")
        await signed_in(amin, "amin")
        amin_id = (await Session.select(Session.user).order_by(Session.id))[1]["user"]
        await odile.post(f"/settings/users/{amin_id}/deactivation")
        assert (await amin.get("/more")).status_code == 303
        assert (await try_door(amin, AMIN, PASSWORD)).status_code == 422


async def test_the_sixth_attempt_waits_a_quarter_of_an_hour(database: None, at) -> None:
    await open_shop()
    async with browser() as thief:
        for minute in range(5):
            at(f"2026-11-21T10:0{minute}")
            assert (await try_door(thief, ODILE, f"guess number {minute}")).status_code == 422
        at("2026-11-21T10:05")
        refused = await try_door(thief, ODILE, PASSWORD)
        assert refused.status_code == 429
        # The oldest of the five was at 10:00, so 10:15 and one minute for the seconds cut off.
        assert "10:16" in refused.text
        assert await SignInFailure.count() == 5, "a refused attempt does not push the end away"
        at("2026-11-21T10:15")
        assert (await try_door(thief, ODILE, PASSWORD)).status_code == 303
        assert await SignInFailure.count() == 0


async def test_many_guesses_at_once_get_no_more_than_five(database: None) -> None:
    await open_shop()
    async with browser() as thief:
        await thief.get("/sign-in")
        token = thief.cookies["echeance_csrf"]

        async def guess(n: int) -> int:
            data = {"email": ODILE, "password": f"guess number {n}", "_csrf_token": token}
            return (await thief.post("/sign-in", data=data)).status_code

        codes = await asyncio.gather(*(guess(n) for n in range(12)))
        assert codes.count(422) <= 5
        assert codes.count(422) + codes.count(429) == 12


async def test_an_address_that_tries_every_name_is_slowed_down(database: None, at) -> None:
    await open_shop()
    at("2026-11-21T10:00")
    async with browser() as thief:
        for n in range(20):
            assert (await try_door(thief, f"user{n}@example.test", "guess")).status_code == 422
        assert (await try_door(thief, ODILE, PASSWORD)).status_code == 429


async def test_a_form_without_its_token_is_refused(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        del odile.headers["x-csrftoken"]
        assert (await odile.post("/account", data={"name": "Mallory"})).status_code == 403
        odile.headers["x-csrftoken"] = "a" * 128
        assert (await odile.post("/account", data={"name": "Mallory"})).status_code == 403
        assert "Mallory" not in (await odile.get("/account")).text


async def test_a_session_ends_thirty_days_after_it_was_last_used(database: None, at) -> None:
    await open_shop()
    async with browser() as odile:
        at("2026-11-01T09:00")
        await signed_in(odile, "odile")
        at("2026-11-21T09:00")
        assert (await odile.get("/more")).status_code == 200
        at("2026-12-20T09:00")
        assert (await odile.get("/more")).status_code == 200
        at("2027-01-20T09:00")
        assert (await odile.get("/more")).status_code == 303


async def test_being_seen_is_written_every_five_minutes_at_most(database: None, at) -> None:
    await open_shop()
    async with browser() as odile:
        at("2026-11-21T09:00")
        await signed_in(odile, "odile")
        first = (await Session.select())[0]["seen_at"]
        at("2026-11-21T09:04")
        await odile.get("/more")
        assert (await Session.select())[0]["seen_at"] == first
        at("2026-11-21T09:05")
        await odile.get("/more")
        assert (await Session.select())[0]["seen_at"] > first


async def test_htmx_is_sent_to_the_door_and_back_to_the_page_it_stood_on(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        answer = await odile.get(
            "/more",
            headers={"HX-Request": "true", "HX-Current-URL": "http://echeance.test/clients?q=a"},
        )
        assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fclients%3Fq%3Da"
        await odile.get("/sign-in")
        posted = await odile.post(
            "/account", headers={"x-csrftoken": odile.cookies["echeance_csrf"]}
        )
        assert posted.status_code == 401


@pytest.mark.parametrize("junk", ["", "x", "é" * 300, "a@b.fr" + "x" * 30_000, "\x00@b.fr"])
async def test_junk_at_the_door_is_a_sentence(database: None, junk: str) -> None:
    await open_shop()
    async with browser() as thief:
        assert (await try_door(thief, junk, junk)).status_code == 422
        thief.cookies.set("session", "é".encode().hex() * 500)
        assert (await thief.get("/more")).status_code == 303
