"""A workshop with documents worth keeping, and the command line on places of its own."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.accounting.actions import chain
from app.adapters import files
from app.adapters.database import is_postgres, transaction
from app.config import config
from app.invoices.tables import Document, Invoice, Rendering
from tests.cast import at, hotel, open_shop, regie
from tests.conftest import ON_POSTGRES, _admin
from tests.invoices.story import issued

ROOT = Path(__file__).resolve().parents[2]
EVENING = at("2026-11-21", 18)
PDF = b"%PDF-1.7 a document of Atelier Vauban " + bytes(range(256)) * 40


async def workshop() -> None:
    """Two invoices issued, the first with its document kept."""
    await open_shop()
    first = await issued(await regie(), on="2026-11-20")
    await issued(await hotel(), on="2026-11-21")
    await keep(first, PDF)


async def keep(invoice_id: int, data: bytes) -> str:
    """Store the document of an invoice, as the renderer would."""
    name = files.store(data)
    invoice = await Invoice.select(Invoice.number).where(Invoice.id == invoice_id).first()
    payload = {"invoice": invoice_id, "number": invoice["number"], "sha256": name}
    async with transaction() as tx:
        kept = await Document.insert(
            Document(invoice=invoice_id, sha256=name, size=len(data), created_at=EVENING)
        ).returning(Document.id)
        await Rendering.update({Rendering.done_at: EVENING}).where(Rendering.invoice == invoice_id)
        await chain(tx, kind="document", id=kept[0]["id"], payload=payload, at=EVENING)
    return name


def stored() -> dict[str, bytes]:
    """Every stored file of this place, by its path."""
    return everything(config().files_dir)


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def elsewhere(folder: Path, name: str = "echeance_elsewhere") -> Iterator["Place"]:
    """An empty place: a data folder, and on PostgreSQL a database, of its own."""
    url = ""
    if ON_POSTGRES:
        _apart(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        url = os.environ["ECHEANCE_TEST_POSTGRES"].format(name=name)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield Place(folder, url)
    finally:
        if ON_POSTGRES:
            for each in (name, f"{name}_replaced", f"{name}_restoring", f"{name}_drill"):
                _apart(f"DROP DATABASE IF EXISTS {each} WITH (FORCE)")


def _apart(*statements: str) -> None:
    # The test's own loop is running: another thread has one of its own.
    async def run() -> None:
        for statement in statements:
            await _admin(statement)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()


class Place:
    """Where `echeance VERB` runs as an operator would run it."""

    def __init__(self, data: Path, url: str) -> None:
        self.data = data
        self.url = url

    @property
    def environment(self) -> dict[str, str]:
        mine = {**os.environ, "DATA_DIR": str(self.data), "ECHEANCE_NOW": "2026-11-21T19:00"}
        mine.pop("DATABASE_URL", None)
        return mine | ({"DATABASE_URL": self.url} if self.url else {})

    def spawn(self, *verb: str, **more: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *verb],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,  # type: ignore[call-overload]
        )

    def run(self, *verb: str, **more: object) -> tuple[int, str, str]:
        process = self.spawn(*verb, **more)
        out, said = process.communicate(timeout=120)
        return process.returncode, out, said

    def findings(self) -> list[str]:
        """What `echeance check` finds here."""
        _, out, said = self.run("check", "--format", "json")
        assert out, said
        return [found for check in json.loads(out)["checks"] for found in check["findings"]]


def here() -> Place:
    """This process's own place, for a command beside it."""
    return Place(config().data_dir, config().database_url or "")


assert is_postgres == ON_POSTGRES
