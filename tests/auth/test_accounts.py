"""Accounts: who may do what, passwords, sessions, and the last owner who stays."""

import asyncio
import io

import pytest

from app.auth import actions, queries
from app.auth.jobs import forget_sessions
from app.auth.rules import Role, try_again_at
from app.auth.tables import Session, User
from app.cli import parser
from app.core.errors import Refused
from tests.cast import AMIN, CLAIRE, ODILE, PASSWORD, at, browser, open_shop, signed_in

NEW = "trois mots de plus"


async def id_of(email: str) -> int:
    row = await User.select(User.id).where(User.email == email).first()
    assert row
    return int(row["id"])


async def test_a_new_password_ends_the_other_sessions(database: None) -> None:
    await open_shop()
    async with browser() as desk, browser() as phone:
        await signed_in(desk, "amin")
        await signed_in(phone, "amin")
        answer = await desk.post("/account/password", data={"old": PASSWORD, "new": NEW})
        assert answer.status_code == 303
        assert (await desk.get("/more")).status_code == 200
        assert (await phone.get("/more")).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("not my password", NEW, "mot de passe actuel"),
        (PASSWORD, "short", "au moins 12"),
        (PASSWORD, AMIN, "adresse e-mail"),
        (PASSWORD, "aaaaaaaaaaaaaaa", "trop facile"),
        (PASSWORD, "x" * 5000, "256 caractères"),
    ],
)
async def test_a_refused_password_says_why(database: None, old: str, new: str, said: str) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        answer = await amin.post("/account/password", data={"old": old, "new": new})
        assert answer.status_code == 422
        assert said in answer.text
        assert old not in answer.text, "a password is never sent back"


async def test_guessing_the_present_password_is_slowed_down_too(database: None) -> None:
    await open_shop()
    async with browser() as thief:
        await signed_in(thief, "odile")
        codes = [
            (await thief.post("/account/password", data={"old": f"guess {n}", "new": NEW}))
            for n in range(6)
        ]
        assert [answer.status_code for answer in codes] == [422] * 5 + [429]


async def test_amin_sees_his_sessions_and_odile_everybodys(database: None) -> None:
    await open_shop()
    async with browser() as odile, browser() as amin:
        await signed_in(odile, "odile")
        await signed_in(amin, "amin")
        his = await amin.get("/settings/sessions")
        assert AMIN in his.text and ODILE not in his.text
        hers = await odile.get("/settings/sessions")
        assert AMIN in hers.text and ODILE in hers.text
        session = (await Session.select().order_by(Session.id))[0]["id"]
        assert (await amin.post(f"/settings/sessions/{session}/end")).status_code == 422
        assert (await odile.get("/more")).status_code == 200
        session = (await Session.select().order_by(Session.id))[1]["id"]
        assert (await odile.post(f"/settings/sessions/{session}/end")).status_code == 303
        assert (await odile.post(f"/settings/sessions/{session}/end")).status_code == 303
        assert (await amin.get("/more")).status_code == 303


async def test_odile_adds_someone_once(database: None) -> None:
    await open_shop()
    async with browser() as odile, browser() as lea:
        await signed_in(odile, "odile")
        typed = {"name": "Léa", "email": "Lea@Example.test", "role": "assistant", "password": NEW}
        assert (await odile.post("/settings/users", data=typed)).status_code == 303
        again = await odile.post("/settings/users", data=typed)
        assert again.status_code == 422
        assert "lea@example.test » a déjà un compte" in again.text.replace("\u00a0", " ")
        assert NEW not in again.text
        await lea.get("/sign-in")
        answer = await lea.post(
            "/sign-in",
            data={
                "email": "lea@example.test",
                "password": NEW,
                "_csrf_token": lea.cookies["echeance_csrf"],
            },
        )
        assert answer.status_code == 303


async def test_the_last_owner_stays(database: None) -> None:
    await open_shop()
    odile, amin = await id_of(ODILE), await id_of(AMIN)
    when = at("2026-11-21")
    with pytest.raises(Refused, match="last owner"):
        await actions.change_role(odile, Role.ASSISTANT, at=when, by=ODILE)
    with pytest.raises(Refused, match="last owner"):
        await actions.deactivate(odile, at=when, by=ODILE)
    await actions.change_role(amin, Role.OWNER, at=when, by=ODILE)
    # Both put each other aside at the same moment: one of them stays.
    done = await asyncio.gather(
        actions.deactivate(odile, at=when, by=AMIN),
        actions.deactivate(amin, at=when, by=ODILE),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Refused) for result in done) == 1
    owners = [u for u in await queries.users() if u.is_active and u.role is Role.OWNER]
    assert len(owners) == 1


async def test_a_reset_password_signs_out_and_lets_in(database: None) -> None:
    await open_shop()
    async with browser() as odile, browser() as claire:
        await signed_in(odile, "odile")
        await signed_in(claire, "claire")
        claires = await id_of(CLAIRE)
        weak = await odile.post(f"/settings/users/{claires}/password", data={"password": "x"})
        assert weak.status_code == 422
        assert (await claire.get("/more")).status_code == 200
        await odile.post(f"/settings/users/{claires}/password", data={"password": NEW})
        assert (await claire.get("/more")).status_code == 303
        missing = await odile.post("/settings/users/999/password", data={"password": NEW})
        assert missing.status_code == 422


async def test_every_change_is_in_the_timeline(database: None) -> None:
    await open_shop()
    amin = await id_of(AMIN)
    await actions.change_role(amin, Role.ACCOUNTANT, at=at("2026-11-21", 10), by=ODILE)
    await actions.deactivate(amin, at=at("2026-11-21", 11), by=ODILE)
    await actions.reactivate(amin, at=at("2026-11-21", 12), by=ODILE)
    line = await queries.timeline("user", amin)
    assert [(item.act, item.by) for item in line] == [
        ("user.reactivated", ODILE),
        ("user.deactivated", ODILE),
        ("user.role_changed", ODILE),
    ]
    assert line[2].detail == {"role": "accountant"}
    assert line[2].at.hour == 10, "told in the business's time"


async def test_old_sessions_and_attempts_are_forgotten(database: None, at) -> None:
    await open_shop()
    at("2026-09-01T09:00")
    async with browser() as odile:
        await signed_in(odile, "odile")
    at("2026-11-20T09:00")
    async with browser() as amin:
        await signed_in(amin, "amin")
        await amin.post("/sign-in", data={"email": AMIN, "password": "wrong wrong wrong"})
    at("2026-11-21T10:00")
    await forget_sessions({})
    await forget_sessions({})
    assert [row["user"] for row in await Session.select()] == [await id_of(AMIN)]


def test_when_to_try_again() -> None:
    """Five failures at 10:00…10:04: closed at 10:05, open at 10:15 when the first leaves."""
    five = [at("2026-11-21", 10, minute) for minute in range(5)]
    assert try_again_at(five, [], at("2026-11-21", 10, 5)) == at("2026-11-21", 10, 15)
    assert try_again_at(five, [], at("2026-11-21", 10, 15)) is None
    assert try_again_at(five[:4], five[:4] * 4, at("2026-11-21", 10, 5)) is None
    twenty = five * 4
    assert try_again_at([], twenty, at("2026-11-21", 10, 5)) == at("2026-11-21", 10, 15)


async def test_accounts_from_the_command_line(
    database: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(typed: str, *words: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        arguments = parser().parse_args(["user", *words])
        await arguments.run(arguments)

    add = ("add", "Zoe@Example.test", "--role", "owner", "--password-stdin")
    with pytest.raises(Refused, match="at least 12"):
        await run("short", *add)
    await run(PASSWORD, *add)
    with pytest.raises(Refused, match="has an account already"):
        await run(PASSWORD, *add)
    with pytest.raises(Refused, match="not an e-mail"):
        await run(PASSWORD, "add", "zoe", "--role", "owner", "--password-stdin")
    await run("", "list", "--format", "json")
    out, err = capsys.readouterr()
    assert '"zoe@example.test"' in out and '"role": "owner"' in out
    assert PASSWORD not in out + err and "argon2" not in out


async def test_a_password_typed_twice_must_be_the_same(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSWORD, NEW])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    arguments = parser().parse_args(["user", "add", "zoe@example.test", "--role", "owner"])
    with pytest.raises(Refused, match="differ"):
        await arguments.run(arguments)
    assert not await queries.has_users()
