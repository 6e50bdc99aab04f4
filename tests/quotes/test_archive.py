"""Quotes in the archive: their PDF and the evidence of their answers, no byte of which changes
unseen; each with the day it was sealed."""

import json
import random
from pathlib import Path

import httpx

from app.accounting.actions import chain
from app.adapters import files
from app.adapters.database import transaction
from app.invoices.rules.archive import Period
from app.quotes.tables import QuoteDocument
from tests.cast import browser, mme_perrin, open_shop, signed_in
from tests.invoices.archives import archived, resealed, verified
from tests.quotes.story import NOV_23, D, accepted, drafted, rendered, seen, sent

YEAR = "quotes/2026"


async def sealed(quote_id: int) -> None:
    """The PDF kept as the worker does, with its link."""
    await rendered(quote_id)
    view = await seen(quote_id)
    row = await QuoteDocument.select().where(QuoteDocument.quote == quote_id).first()
    async with transaction() as tx:
        facts = {"quote": quote_id, "number": view.number, "sha256": row["sha256"]}
        await chain(tx, kind="quote_document", id=row["id"], payload=facts, at=NOV_23)


async def answered() -> int:
    quote_id = await sent(await mme_perrin(), ready=False)
    await sealed(quote_id)
    await accepted(quote_id, 2)
    return quote_id


async def test_the_pdf_and_the_evidence_are_there_and_any_byte_tells(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    quote_id = await answered()
    await drafted(await mme_perrin(email="x@courrier.test"))
    folder = tmp_path / "2026"
    made = await archived(folder)
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == {
        *(f"{YEAR}/D2026-000001{end}" for end in (".pdf", "-preuve.json")),
        *("chain.jsonl", "ledger.csv", "manifest.json", "verify.py", "LISEZMOI.txt"),
    }
    said = json.loads((folder / "manifest.json").read_text())["summary"]
    assert (said["quote_files"], said["documents"], said["not_checked"]) == (2, 0, [])
    assert said["retention"]["accounting"]["until"] == "2036-12-31"
    answer = (await seen(quote_id)).answer
    assert answer
    proof = folder / YEAR / "D2026-000001-preuve.json"
    assert proof.read_bytes() == files.read(answer.evidence_sha256)
    assert verified(folder)[0] == 0 and made.contents.papers == 2
    chance = random.Random(7)
    for path in (proof, folder / YEAR / "D2026-000001.pdf", folder / "chain.jsonl"):
        before = path.read_bytes()
        for _ in range(4):
            after = bytearray(before)
            after[chance.randrange(len(after))] ^= 1 << chance.randrange(8)
            path.write_bytes(bytes(after))
            code, words = verified(folder)
            assert code == 1 and path.relative_to(folder).as_posix() in words
        path.write_bytes(before)
    assert verified(folder)[0] == 0


async def test_a_forger_who_makes_the_manifest_again_is_found_by_the_chain(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    await answered()
    folder = tmp_path / "2026"
    await archived(folder)
    proof = folder / YEAR / "D2026-000001-preuve.json"
    text = proof.read_text()
    proof.write_text(text.replace("Jeanne Perrin", "Jeanne Martin"))
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "D2026-000001-preuve.json" in words and "scell" in words
    proof.write_text(text)
    (folder / YEAR / "D2026-000002.pdf").write_bytes(b"%PDF added")
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "D2026-000002.pdf : aucun maillon" in words


async def test_what_is_missing_is_named_and_never_passed_over(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    quote_id = await answered()
    await sent(await mme_perrin(email="x@courrier.test"), ready=False)
    answer = (await seen(quote_id)).answer
    assert answer
    files.locate(answer.evidence_sha256).unlink()
    made = await archived(tmp_path / "2026")
    assert [each.number for each in made.contents.not_checked] == ["D2026-000001", "D2026-000002"]
    code, words = verified(tmp_path / "2026")
    assert code == 0 and "NON VÉRIFIÉ  D2026-000002" in words


async def test_a_paper_goes_with_the_year_it_was_sealed_in(database: None, tmp_path: Path) -> None:
    await open_shop()
    quote_id = await sent(await mme_perrin(), valid_days=60, ready=False)
    await sealed(quote_id)
    await accepted(quote_id, on="2027-01-05")
    for year, ends in ((2026, [".pdf"]), (2027, ["-preuve.json"])):
        folder = tmp_path / str(year)
        made = await archived(folder, Period(D(f"{year}-01-01"), D(f"{year}-12-31")))
        found = sorted(p.name for p in folder.glob("quotes/*/*"))
        assert found == [f"D2026-000001{end}" for end in ends]
        assert made.contents.not_checked == [] and verified(folder)[0] == 0


async def test_the_page_says_how_long_it_is_kept(database: None) -> None:
    await open_shop()
    quote_id = await answered()
    async with browser() as odile:
        await signed_in(odile)
        page: httpx.Response = await odile.get(f"/quotes/{quote_id}")
        assert "31 décembre 2036 (C. com. L123-22)" in page.text.replace("\u00a0", " ")
        draft = await drafted(await mme_perrin(email="x@courrier.test"))
        assert "À conserver" not in (await odile.get(f"/quotes/{draft}")).text
