"""Signed links: genuine or nothing, and machines told apart from people."""

from datetime import date

import pytest

from app.adapters.database import transaction
from app.links import rules
from app.links.actions import ensure, ensure_many, note_opening, revoke
from app.links.queries import openings, resolve
from app.links.rules import Opening, kind_of
from tests.cast import at

NINE = at("2026-11-23", 9)
TODAY = date(2026, 11, 23)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def link(subject_id: int = 7, expires_on: date | None = None) -> str:
    async with transaction() as tx:
        return await ensure(
            tx, subject_kind="invoice", subject_id=subject_id, at=NINE, expires_on=expires_on
        )


async def test_one_subject_has_one_link_and_each_its_own(database: None) -> None:
    token = await link()
    assert await link() == token
    assert await link(8) != token
    found = await resolve(token, TODAY)
    assert found and (found.subject_kind, found.subject_id) == ("invoice", 7)


async def test_many_subjects_have_the_links_that_each_would_have_alone(database: None) -> None:
    token = await link()
    async with transaction() as tx:
        first = await ensure_many(tx, subject_kind="invoice", subject_ids=[9, 7, 8, 7], at=NINE)
    async with transaction() as tx:
        assert await ensure_many(tx, subject_kind="quote", subject_ids=[], at=NINE) == {}
        await revoke(tx, subject_kind="invoice", subject_id=8, at=NINE)
        again = await ensure_many(tx, subject_kind="invoice", subject_ids=[7, 8, 9], at=NINE)
    assert sorted(first) == [7, 8, 9]
    assert token == first[7] == again[7]
    assert first[9] == again[9] == await link(9)
    assert await resolve(first[8], TODAY) is None
    found = await resolve(again[8], TODAY)
    assert found and (found.subject_kind, found.subject_id) == ("invoice", 8)


async def test_a_token_that_was_touched_opens_nothing(database: None) -> None:
    token, other = await link(7), await link(8)
    link_id, _, signature = token.partition(".")
    for wrong in (
        "",
        ".",
        link_id,
        f"{link_id}.",
        f"{link_id}.{'0' * 32}",
        f"{link_id}.{other.partition('.')[2]}",
        f"{link_id}.{signature[:-1]}",
        f"{link_id}.{signature}0",
        f"{link_id}.{signature.upper()}x"[: len(token)],
        f"0{token}",
        f"-{token}",
        f"{'9' * 30}.{signature}",
        f"¹.{signature}",
        f"{link_id}.{'é' * 32}",
    ):
        assert await resolve(wrong, TODAY) is None, wrong


async def test_a_link_opens_until_its_last_day_and_no_longer(database: None) -> None:
    token = await link(expires_on=date(2026, 12, 31))
    assert await resolve(token, date(2026, 12, 31))
    assert await resolve(token, date(2027, 1, 1)) is None
    assert await link(expires_on=date(2027, 6, 30)) == token
    assert await resolve(token, date(2027, 1, 1))


async def test_a_revoked_link_is_dead_and_the_next_one_is_another(database: None) -> None:
    token = await link()
    async with transaction() as tx:
        assert await revoke(tx, subject_kind="invoice", subject_id=7, at=NINE)
        assert not await revoke(tx, subject_kind="invoice", subject_id=7, at=NINE)
    assert await resolve(token, TODAY) is None
    again = await link()
    assert again != token
    assert await resolve(again, TODAY)


def test_another_installation_signs_otherwise() -> None:
    ours, theirs = rules.signing_key("notre secret"), rules.signing_key("leur secret")
    token = rules.token_of(ours, 12, "abc")
    assert rules.is_genuine(ours, token, 12, "abc")
    assert not rules.is_genuine(theirs, token, 12, "abc")
    assert not rules.is_genuine(ours, token, 12, "abd")


@pytest.mark.parametrize(
    ("method", "headers", "downloads", "kind"),
    [
        ("GET", {"User-Agent": FIREFOX}, False, Opening.VIEW),
        ("GET", {"User-Agent": FIREFOX}, True, Opening.DOWNLOAD),
        ("HEAD", {"User-Agent": FIREFOX}, False, Opening.PREFETCH),
        ("GET", {"User-Agent": FIREFOX, "Purpose": "prefetch"}, False, Opening.PREFETCH),
        (
            "GET",
            {"User-Agent": FIREFOX, "Sec-Purpose": "prefetch;prerender"},
            True,
            Opening.PREFETCH,
        ),
        ("GET", {"user-agent": "WhatsApp/2.23"}, False, Opening.PREFETCH),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}, False, Opening.PREFETCH),
        ("GET", {}, True, Opening.PREFETCH),
    ],
)
def test_machines_are_told_apart(
    method: str, headers: dict[str, str], downloads: bool, kind: Opening
) -> None:
    assert kind_of(method, headers, downloads) is kind


async def test_openings_are_noted_once_per_visit(database: None) -> None:
    token = await link()
    found = await resolve(token, TODAY)
    assert found
    for minute in (0, 3, 20):
        await note_opening(
            found.id,
            kind=Opening.VIEW,
            address="203.0.113.7",
            agent=FIREFOX,
            at=at("2026-11-23", 9, minute),
        )
    await note_opening(
        found.id, kind=Opening.DOWNLOAD, address="203.0.113.7", agent=FIREFOX, at=NINE
    )
    seen = await openings("invoice", 7)
    assert [(one.kind.value, one.at.minute) for one in seen] == [
        ("download", 0),
        ("view", 20),
        ("view", 0),
    ]
