"""`echeance debits export`: what is due is written once, byte for byte what the page gives."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import parser
from app.core.errors import Refused
from app.debits import queries
from app.debits.tables import DebitBatch
from tests.cast import hotel, mme_perrin, open_shop, regie
from tests.debits.story import added, bytes_of, faults_of, owed, told
from tests.mandates.paper import OTHER_IBAN, identified, signed
from tests.payments.books import sold


async def run(*words: str) -> int:
    arguments = parser().parse_args(["debits", "export", *words])
    return int(await arguments.run(arguments) or 0)


async def test_written_once_and_again_when_asked(
    database: None,
    at: Callable[[str], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await open_shop()
    await identified()
    bellecour, nizier = await regie(), await hotel()
    await signed(bellecour)
    await signed(nizier, name="Hôtel", iban=OTHER_IBAN)
    await sold(await mme_perrin(), 40, "2026-06-01", "2026-07-01")
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(nizier, 80, "2026-06-01", "2026-07-29")
    await told("2026-06-01")
    at("2026-06-24T09:00")
    assert await run(str(tmp_path), "--format", "json") == 0
    (told_of,) = json.loads(capsys.readouterr().out)["files"]
    assert (told_of["pieces"], told_of["total"], told_of["collect_on"]) == (1, 12_000, "2026-07-01")
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    batch = await queries.batch(1)
    assert batch and data == bytes_of(batch) and path.name == batch.filename
    assert faults_of(data, "02") == [] and added(data) == (1, 12_000)
    # The bank's program took it: nothing is written twice, unless it is asked for.
    path.unlink()
    assert await run(str(tmp_path)) == 0 and list(tmp_path.iterdir()) == []
    assert await run(str(tmp_path), "--again") == 0
    assert path.read_bytes() == data and "made before" in capsys.readouterr().out
    assert await DebitBatch.count() == 1
    at("2026-07-02T09:00")
    path.unlink()
    assert await run(str(tmp_path), "--again") == 0 and list(tmp_path.iterdir()) == []


async def test_a_folder_that_is_not_there_makes_nothing(database: None, tmp_path: Path) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await run(str(tmp_path / "nowhere"))
    assert refused.value.code == "debits.no_folder" and not await DebitBatch.exists()
