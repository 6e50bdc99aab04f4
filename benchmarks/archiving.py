"""A year's archive: written, verified by the program that goes with it, one flipped byte found."""

import asyncio
import random
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from app import clock
from app.adapters import pdf
from app.adapters.archives import Folder, Sealed
from app.adapters.database import close_engine, open_engine
from app.config import config
from app.invoices.actions import archive, render_owed
from app.invoices.rules.archive import Period
from benchmarks.figures import Figure
from benchmarks.generation import billed
from benchmarks.sizes import Size


def run(size: Size) -> list[Figure]:
    """As many Factur-X documents as there are entries; each keeps the XML of its own.

    Their pages are typeset once: layout is another benchmark's, and here it would be all the time.
    """
    asyncio.run(billed(size.entries))
    folder = config().data_dir / "archive"
    written = asyncio.run(_written(size.entries, folder))
    alone = _hashed(folder)
    intact = _verified(folder, 0)
    place = _flipped(folder)
    found = _verified(folder, 1, place)
    words = "SHA-256 of the same files, alone"
    return [
        Figure("", f"archive of {size.entries} documents written", written, "s", words, alone),
        Figure("", "the same verified", intact, "s", words, alone),
        Figure("", "a flipped byte found and named", found, "s", words, alone),
    ]


async def _written(count: int, folder: Path) -> float:
    usual, page = pdf.render, b""

    async def same(html: str) -> bytes:
        nonlocal page
        page = page or await usual(html)
        return page

    await open_engine()
    pdf.render = same
    try:
        done = await render_owed(clock.now(), limit=count)
        assert done.done == count, done
        started = time.perf_counter()
        with Folder(folder) as place:
            async for _ in (await archive(Sealed(place), Period())).steps(clock.now()):
                pass
        return time.perf_counter() - started
    finally:
        pdf.render = usual
        pdf.close()
        await close_engine()


def _hashed(folder: Path) -> float:
    started = time.perf_counter()
    for each in folder.rglob("*"):
        if each.is_file():
            sha256(each.read_bytes()).digest()
    return time.perf_counter() - started


def _flipped(folder: Path) -> str:
    """One bit of one document, chosen by a seed; gives back the file's name in the archive."""
    chance = random.Random(20_261_127)
    victim = chance.choice(sorted(each for each in folder.rglob("*.pdf")))
    data = bytearray(victim.read_bytes())
    data[chance.randrange(len(data))] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(data)
    return victim.relative_to(folder).as_posix()


def _verified(folder: Path, code: int, name: str = "") -> float:
    started = time.perf_counter()
    said = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder)],
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    assert said.returncode == code and name in said.stdout + said.stderr, said
    return seconds
