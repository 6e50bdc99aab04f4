"""Amin hands statements over on the page: shown first, taken once, refused without a trace."""

import asyncio
import re

import httpx
import pytest

from app.bank import actions, queries
from app.bank.tables import BankAccount, BankFile, BankLine
from tests.bank.bank import CURRENT, NOVEMBER, NOW, POST, Move, camt
from tests.cast import AMIN, browser, open_shop, signed_in

TABLE = (
    "Date;Libellé;Débit;Crédit\n"
    "03/11/2026;VIR REGIE BELLECOUR F2026-000012;;540,00\n"
    "04/11/2026;COMMISSION;7,90;\n"
).encode("utf-8-sig")


async def handed(who: httpx.AsyncClient, content: bytes, name: str = "novembre.xml") -> str:
    """The address of the file that was handed over."""
    answer = await who.post("/bank/files", files={"file": (name, content)})
    assert answer.status_code in (302, 303), answer.text
    return str(answer.headers["location"])


def field(page: str, name: str) -> str:
    [found] = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(found)


async def lines() -> list[tuple[str, int]]:
    rows = await BankLine.select(BankLine.booked_on, BankLine.amount_cents).order_by(BankLine.id)
    return [(str(row["booked_on"]), row["amount_cents"]) for row in rows]


IN_NOVEMBER = [("2026-11-03", 54_000), ("2026-11-04", -790), ("2026-11-05", 120_000)]


async def test_a_statement_is_shown_then_taken_once(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "Votre banque parle ici" in (await amin.get("/bank")).text
        path = await handed(amin, camt(*NOVEMBER))
        page = (await amin.get(path)).text
        assert await lines() == [] and await BankAccount.count() == 0
        assert "1\u202f832,10" in page and 'name="add"' in page
        typed = {"mark": field(page, "mark")}
        refused = await amin.post(f"{path}/confirmation", data=typed)
        assert refused.status_code == 422 and 'id="e-add"' in refused.text
        for _ in range(2):
            answer = await amin.post(f"{path}/confirmation", data=typed | {"add": "1"})
            assert answer.headers["location"] == path
        assert await lines() == IN_NOVEMBER
        again = await handed(amin, camt(*NOVEMBER))
        page = (await amin.get(again)).text
        assert "Il n’y a rien de nouveau dedans" in page and 'name="add"' not in page
        await amin.post(f"{again}/confirmation", data={"mark": field(page, "mark")})
        assert await lines() == IN_NOVEMBER
        account = (await queries.accounts())[0]
        shown = (await amin.get(f"/bank/accounts/{account.id}")).text
        assert "1\u202f832,10" in shown and path in shown
        assert (await amin.get("/bank/accounts/999")).status_code == 404


async def test_a_statement_before_which_one_is_missing_warns_before_and_after_it_is_taken(
    database: None,
) -> None:
    """October ends with 90,00, November begins with 100,00 on the 3rd. The warning stands with the
    file before anything is taken, and on the account until the statement between them is there."""
    await open_shop()
    october = camt(Move("2026-10-15", "-10.00", "FRAIS"), closing="90.00",
                   opening_on="2026-09-30", closing_on="2026-10-31")  # fmt: skip
    between = camt(Move("2026-11-01", "10.00", "VIREMENT"), opening="90.00", closing="100.00",
                   closing_on="2026-11-02")  # fmt: skip
    warning = (
        "Il manque quelque chose entre le 31\u00a0octobre 2026 (90,00\u00a0€) et le "
        "3\u00a0novembre 2026 (100,00\u00a0€)"
    )
    async with browser() as amin:
        await signed_in(amin, "amin")
        for content, warns in ((october, False), (camt(*NOVEMBER), True), (between, False)):
            path = await handed(amin, content)
            page = (await amin.get(path)).text
            assert (warning in page) is warns
            typed = {"mark": field(page, "mark"), "add": "1"}
            await amin.post(f"{path}/confirmation", data=typed)
            assert (warning in (await amin.get(path)).text) is warns
            [there] = await queries.accounts()
            shown = (await amin.get(f"/bank/accounts/{there.id}")).text
            assert (warning in shown) is warns
        assert len(await lines()) == 5


async def test_a_table_is_read_by_its_guessed_columns_once_somebody_agreed(database: None) -> None:
    await open_shop(iban=POST)
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = await handed(amin, TABLE, "export.csv")
        page = (await amin.get(path)).text
        assert "COMMISSION" in page and "-7,90" in page.replace("\u2212", "-")
        old = field(page, "mark")
        # Odile changes the columns in another browser: what Amin saw no longer holds.
        chosen = {"titles": "0", "sheet": "", "decimal": ",", "days": "dmy"}
        chosen |= {"column-booked_on": "0", "column-debit": "2", "column-credit": "3"}
        await amin.post(f"{path}/columns", data=chosen)
        late = await amin.post(f"{path}/confirmation", data={"mark": old})
        assert late.status_code == 422 and await lines() == []
        page = (await amin.get(path)).text
        await amin.post(f"{path}/confirmation", data={"mark": field(page, "mark")})
        assert await lines() == [("2026-11-03", 54_000), ("2026-11-04", -790)]
        assert [each.key for each in await queries.accounts()] == [POST]


async def test_columns_that_cannot_be_are_refused_beside_their_field(database: None) -> None:
    await open_shop(iban=POST)
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = await handed(amin, TABLE, "export.csv")
        wrong = {"titles": "0", "sheet": "", "decimal": ",", "days": "dmy"}
        wrong |= {"column-booked_on": "0", "column-amount": "0"}
        await amin.post(f"{path}/columns", data=wrong)
        page = (await amin.get(path)).text
        assert 'id="e-column-amount"' in page and 'name="mark"' not in page
        for titles in ("99", "x", "-1"):
            answer = await amin.post(f"{path}/columns", data=wrong | {"titles": titles})
            assert answer.status_code == 422
        assert await lines() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (camt(*NOVEMBER, closing="1832.11"), "1\u202f832,11"),
        (camt(*NOVEMBER)[:-60], "Ligne"),
        (b"PK\x03\x04 no archive", "archive"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02", ""),
    ],
)
async def test_a_bad_file_says_why_and_leaves_nothing(
    database: None, content: bytes, said: str
) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = await handed(amin, content)
        page = (await amin.get(path)).text
        assert "Rien n’en a été pris" in page and said in page and 'name="mark"' not in page
        assert await lines() == [] and await BankAccount.count() == 0
        assert (await amin.post(f"{path}/confirmation", data={})).status_code == 422
        await amin.post(f"{path}/removal")
        assert await BankFile.count() == 0 and (await amin.get(path)).status_code == 404
        assert (await amin.post("/bank/files", files={"file": ("x", b"")})).status_code == 422


async def test_claire_looks_and_changes_nothing(database: None) -> None:
    await open_shop()
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert 'type="file"' not in (await claire.get("/bank")).text
        answer = await claire.post("/bank/files", files={"file": ("x.xml", camt(*NOVEMBER))})
        assert answer.status_code == 403 and await BankFile.count() == 0


async def test_what_the_worker_owes_is_done_once_by_whoever_comes(database: None) -> None:
    """Kept and not looked through (the power went), then confirmed and not taken; two workers."""
    await open_shop()
    file_id = await actions.receive(camt(*NOVEMBER), "a.xml", at=NOW, by=AMIN)
    assert await actions.read_owed(at=NOW) is False
    assert (await queries.file(file_id)).state == "prepared" and await lines() == []
    await actions.confirm(file_id, queries.Wish(add=True), at=NOW, by=AMIN)
    await asyncio.gather(*(actions.read_owed(at=NOW) for _ in range(2)))
    assert (await queries.file(file_id)).state == "done"
    assert await lines() == IN_NOVEMBER
    assert [each.key for each in await queries.accounts()] == [CURRENT]
    assert await actions.read_owed(at=NOW) is None


async def test_a_table_that_names_another_account_is_not_taken_for_the_only_one(
    database: None,
) -> None:
    """Its column says of which account it is: to be added, as a statement's would be."""
    named = "Date;Libellé;Montant;IBAN\n03/11/2026;VIR REGIE;540,00;DE89370400440532013000\n"
    await open_shop(iban=CURRENT)
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = await handed(amin, camt(*NOVEMBER))
        page = (await amin.get(path)).text
        await amin.post(f"{path}/confirmation", data={"mark": field(page, "mark"), "add": "1"})
        assert [each.key for each in await queries.accounts()] == [CURRENT]
        page = (await amin.get(await handed(amin, named.encode("utf-8-sig"), "autre.csv"))).text
        assert "DE89370400440532013000" in re.sub(r"\s", "", page) and 'name="add"' in page
