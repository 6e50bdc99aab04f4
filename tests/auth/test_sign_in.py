"""Odile comes in by the door; strangers stay outside."""

from tests.cast import ODILE, PASSWORD, browser, open_shop, signed_in


async def test_odile_signs_in_and_lands_where_she_wanted(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        turned_away = await odile.get("/more?from=phone")
        assert turned_away.status_code == 303
        assert turned_away.headers["location"] == "/sign-in?next=%2Fmore%3Ffrom%3Dphone"
        await odile.get("/sign-in")
        answer = await odile.post(
            "/sign-in",
            data={
                "email": f" {ODILE.upper()} ",
                "password": PASSWORD,
                "next": "/more?from=phone",
                "_csrf_token": odile.cookies["echeance_csrf"],
            },
        )
        assert answer.status_code == 303
        assert answer.headers["location"] == "/more?from=phone"
        page = await odile.get("/more")
        assert page.status_code == 200
        assert "Odile Vauban" in page.text


async def test_signed_in_helper(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.get("/more")).status_code == 200
        assert (await amin.post("/sign-out")).status_code == 303
        assert (await amin.get("/more")).status_code == 303
