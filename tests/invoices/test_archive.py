"""The archive: complete, the same on both engines, and no byte of it can change unseen."""

import ast
import json
import random
import shutil
import sys
from pathlib import Path

import pytest

from app import cli
from app.adapters import files
from app.adapters.archives import Folder
from app.core.errors import Refused
from app.core.fiscal_years import FiscalYears
from app.invoices import queries
from app.invoices.rules.archive import Period
from app.invoices.rules.retention import retention
from app.invoices.tables import Document
from tests.cast import open_shop, regie
from tests.invoices.archives import VERIFIER, archived, kept, resealed, small_business, verified
from tests.invoices.story import D, issued

MASTER: dict[str, Path] = {}
# By hand: 100 € and 20 % on each; the credit note turns every side; Mme Perrin is client 2.
LEDGER = """\
entry;journal;day;piece;subject;account;client_id;client;debit;credit
1;VE;2026-11-20;F2026-000001;invoice:1;411;1;Régie Bellecour;120,00;0,00
1;VE;2026-11-20;F2026-000001;invoice:1;706;;;0,00;100,00
1;VE;2026-11-20;F2026-000001;invoice:1;44587;;;0,00;20,00
2;VE;2026-11-21;F2026-000002;invoice:2;411;2;Mme Perrin;120,00;0,00
2;VE;2026-11-21;F2026-000002;invoice:2;706;;;0,00;100,00
2;VE;2026-11-21;F2026-000002;invoice:2;44587;;;0,00;20,00
"""


@pytest.fixture
async def folder(database: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the archive of the small business, which is made once."""
    if "archive" not in MASTER:
        await small_business()
        MASTER["archive"] = tmp_path_factory.mktemp("archive") / "2026"
        await archived(MASTER["archive"])
    shutil.copytree(MASTER["archive"], tmp_path / "2026")
    return tmp_path / "2026"


def test_it_holds_everything_and_says_so(folder: Path) -> None:
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    documents = {"A2026-000001", "F2026-000001", "F2026-000002"}
    assert names == {
        *(f"documents/2026/{number}.{kind}" for number in documents for kind in ("pdf", "json")),
        "documents/2026/F2026-000001.xml",
        *("chain.jsonl", "ledger.csv", "manifest.json", "verify.py", "LISEZMOI.txt"),
    }
    said = json.loads((folder / "manifest.json").read_text())["summary"]
    assert (said["documents"], said["document_files"], said["links"]) == (3, 4, 8)
    assert [(s["kind"], s["year"], s["first"], s["last"], s["count"]) for s in said["series"]] == [
        ("credit_note", 2026, "A2026-000001", "A2026-000001", 1),
        ("invoice", 2026, "F2026-000001", "F2026-000002", 2),
    ]
    assert said["retention"]["accounting"] == {"until": "2036-12-31", "source": "C. com. L123-22"}
    assert said["retention"]["tax"] == {"until": "2032-11-21", "source": "LPF L102 B"}
    assert said["not_checked"] == []
    code, words = verified(folder)
    assert code == 0 and "Intact : 3 documents" in words


def test_both_engines_say_the_same(folder: Path) -> None:
    links = [json.loads(line) for line in (folder / "chain.jsonl").read_text().splitlines()]
    kinds = ["invoice"] * 3 + ["document"] * 4 + ["receipt"]
    assert [(link["n"], link["kind"]) for link in links] == list(enumerate(kinds, 1))
    assert {link["recorded_at"] for link in links} == {"2026-11-21T12:00:00.000000+00:00"}
    facts = json.loads((folder / "documents/2026/A2026-000001.json").read_text())
    assert (facts["invoice"]["total"], facts["invoice"]["credits"]) == (-12_000, 1)
    rows = [row.split(";") for row in (folder / "ledger.csv").read_text("utf-8-sig").splitlines()]
    shown = [";".join(row[:4] + row[5:11]) for row in rows]
    assert "\n".join(shown[:7]) + "\n" == LEDGER
    assert [row[6] for row in rows[-2:]] == ["530", "411"]


@pytest.mark.parametrize("seed", range(4))
def test_any_flipped_byte_is_found_and_located(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    every = sorted(p for p in folder.rglob("*") if p.is_file())
    for path in chance.sample(every, 7):
        before = path.read_bytes()
        at = chance.randrange(len(before))
        after = bytearray(before)
        after[at] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(after))
        code, words = verified(folder)
        assert code == 1, f"{path.name}, byte {at}"
        assert path.relative_to(folder).as_posix() in words, f"{path.name}, byte {at}: {words}"
        path.write_bytes(before)
    assert verified(folder)[0] == 0


def test_what_is_missing_added_or_swapped_is_named(folder: Path) -> None:
    one, two = (folder / f"documents/2026/F2026-00000{n}.pdf" for n in (1, 2))
    whole = one.read_bytes()
    one.unlink()
    code, words = verified(folder)
    assert code == 1 and "FAUTE  documents/2026/F2026-000001.pdf : manquant" in words
    one.write_bytes(two.read_bytes())
    two.write_bytes(whole)
    code, words = verified(folder)
    assert code == 1 and "F2026-000001.pdf : altéré" in words and "F2026-000002.pdf : alt" in words
    two.write_bytes(one.read_bytes())
    one.write_bytes(whole)
    assert verified(folder)[0] == 0
    (folder / "documents/2026/F2026-000003.pdf").write_bytes(b"%PDF")
    code, words = verified(folder)
    assert code == 1 and "F2026-000003.pdf : ajouté" in words
    (folder / "manifest.json").unlink()
    code, words = verified(folder)
    assert code == 1 and "manquant ou illisible" in words


def test_a_forger_who_makes_the_manifest_again_is_found_by_the_chain(folder: Path) -> None:
    seal = json.loads((folder / "manifest.json").read_text())["seal"]
    assert verified(folder, seal)[0] == 0
    facts = folder / "documents/2026/F2026-000002.json"
    text = facts.read_text()
    facts.write_text(text.replace('"total":12000', '"total":13000'))
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "maillon 2 (documents/2026/F2026-000002.json)" in words
    assert "ledger.csv" in words and words.count("FAUTE") == 2
    facts.write_text(text)
    pdf = folder / "documents/2026/F2026-000002.pdf"
    whole = pdf.read_bytes()
    pdf.write_bytes(b"%PDF-1.7 another")
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "maillon 5 (documents/2026/F2026-000002.pdf)" in words
    pdf.write_bytes(whole)
    ledger = folder / "ledger.csv"
    ledger.write_bytes(ledger.read_bytes().replace(b"120,00", b"130,00").replace(b"100,", b"110,"))
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "F2026-000001 ne dit pas le montant" in words


def test_a_chain_cut_or_reordered_is_found_even_with_a_new_manifest(folder: Path) -> None:
    chain = folder / "chain.jsonl"
    lines = chain.read_text().splitlines(keepends=True)
    chain.write_text("".join(lines[:-1]))
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "s'arrête au maillon 7 ; le dernier était 8" in words
    chain.write_text("".join([lines[0], lines[2], lines[1], *lines[3:]]))
    resealed(folder)
    code, words = verified(folder)
    assert code == 1 and "maillon 3" in words and "ne suit pas le maillon 1" in words
    # Who leaves out the last links and says so in the manifest loses what they prove.
    last = json.loads(lines[1])
    chain.write_text("".join(lines[:2]))
    said = json.loads((folder / "manifest.json").read_text())["summary"]["chain"]
    resealed(folder, chain=said | {"last": 2, "head": last["hash"]})
    code, words = verified(folder)
    assert code == 1 and "F2026-000002.pdf : aucun maillon" in words
    # Everything made again, the chain too: only the seal that was noted tells.
    code, words = verified(MASTER["archive"], "0" * 64)
    assert code == 1 and "archive refaite" in words


def test_the_verifier_needs_nothing_but_python(folder: Path) -> None:
    assert (folder / "verify.py").read_bytes() == VERIFIER.read_bytes()
    assert verified(folder, program=folder / "verify.py")[0] == 0
    tree = ast.parse(VERIFIER.read_text())
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else each.name
        for node in named
        for each in node.names
    }
    assert modules and modules <= set(sys.stdlib_module_names)
    assert len(VERIFIER.read_text().splitlines()) <= 120


async def test_a_part_of_the_years_is_proven_by_its_part_of_the_chain(
    database: None, tmp_path: Path
) -> None:
    await small_business()
    made = await archived(tmp_path / "two", Period(D("2026-11-21"), D("2026-11-21")))
    # F2026-000001 was issued the day before, and recorded that day: proven, but not in it.
    assert (made.contents.documents, made.contents.files) == (2, 2)
    assert verified(tmp_path / "two")[0] == 0
    made = await archived(tmp_path / "one", Period(None, D("2026-11-20")))
    assert (made.contents.documents, made.segment.first, made.segment.last) == (1, 1, 6)
    assert verified(tmp_path / "one")[0] == 0
    with pytest.raises(Refused, match="nothing to archive"):
        await archived(tmp_path / "none", Period(D("2027-01-01"), None))
    assert not (tmp_path / "none").exists()


async def test_what_is_not_there_is_named_and_never_passed_over(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    client = await regie()
    first, second = await issued(client), await issued(client)
    await kept(second, "F2026-000002")
    made = await archived(tmp_path / "a")
    assert [each.number for each in made.contents.not_checked] == ["F2026-000001"]
    assert await queries.waiting_documents(Period()) == "F2026-000001"
    code, words = verified(tmp_path / "a")
    assert code == 0 and "NON VÉRIFIÉ  F2026-000001" in words
    # Damaged on the disk, then gone: said, and the verifier finds the damaged one.
    await kept(first, "F2026-000001")
    row = await Document.select().where(Document.invoice == second).first()
    assert row
    files.locate(row["sha256"]).write_bytes(b"%PDF damaged")
    made = await archived(tmp_path / "b")
    assert [each.number for each in made.contents.not_checked] == ["F2026-000002"]
    code, words = verified(tmp_path / "b")
    assert code == 1 and "documents/2026/F2026-000002.pdf" in words
    files.locate(row["sha256"]).unlink()
    made = await archived(tmp_path / "c")
    assert "manquait" in made.contents.not_checked[0].reason
    assert verified(tmp_path / "c")[0] == 0


async def test_a_folder_that_holds_something_is_left_alone_and_a_failure_leaves_nothing(
    database: None, tmp_path: Path
) -> None:
    await small_business()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    with pytest.raises(Refused, match="not an empty folder"):
        await archived(tmp_path / "full")
    with pytest.raises(Refused, match="no folder"):
        await archived(tmp_path / "nowhere" / "deep")
    (tmp_path / "empty").mkdir()
    await archived(tmp_path / "empty")
    assert verified(tmp_path / "empty")[0] == 0
    with pytest.raises(KeyboardInterrupt), Folder(tmp_path / "ended") as place:
        with place.open("documents/one.pdf") as out:
            out.write(b"%PDF")
        raise KeyboardInterrupt
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "full"]


def test_how_long_it_is_kept() -> None:
    # C. com. L123-22: ten years from the close of the fiscal year; LPF L102 B: six years.
    assert retention(D("2026-01-01"), FiscalYears()).accounting == D("2036-12-31")
    assert retention(D("2028-02-29"), FiscalYears()).tax == D("2034-02-28")


async def test_the_command_tells_what_it_wrote_and_what_it_could_not(
    database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await small_business()
    given = ["export", "archive", str(tmp_path / "a"), "--format", "json"]
    arguments = cli.parser().parse_args(given)
    assert await arguments.run(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["documents"], said["folder"]) == (3, str(tmp_path / "a"))
    assert verified(tmp_path / "a", said["seal"])[0] == 0
    await issued(1)
    arguments = cli.parser().parse_args(["export", "archive", str(tmp_path / "b")])
    assert await arguments.run(arguments) == 1
    told = capsys.readouterr()
    assert "invoice 2026: F2026-000001 to F2026-000003, 3" in told.out
    assert "not checked: F2026-000003" in told.err
    arguments = cli.parser().parse_args(["export", "archive", str(tmp_path / "c"), "--wait"])
    assert await arguments.run(arguments) == 0
    assert verified(tmp_path / "c")[0] == 0
