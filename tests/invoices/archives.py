"""Words of the archive's stories: a small business with something of everything, and its check."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from app.accounting.actions import chain
from app.adapters import files
from app.adapters.archives import Folder, Sealed
from app.adapters.database import transaction
from app.invoices import actions
from app.invoices.rules.archive import Period
from app.invoices.tables import Document, Rendering
from app.payments import actions as payments
from app.payments.rules import Method, ReceiptValues
from tests.cast import mme_perrin, open_shop, regie
from tests.invoices.story import BY, WHEN, D, issued

VERIFIER = Path("templates/archive/verify.py").resolve()


async def kept(invoice_id: int, number: str, kind: str = "pdf") -> None:
    """The file of a document, as the worker keeps it; its bytes are not a real one's."""
    data = f"%PDF-1.7 {number} {kind} ".encode() + bytes(range(256))
    name = files.store(data)
    async with transaction() as tx:
        await Rendering.update({Rendering.done_at: WHEN}).where(Rendering.invoice == invoice_id)
        row = await Document.insert(
            Document(invoice=invoice_id, kind=kind, sha256=name, size=len(data), created_at=WHEN)
        ).returning(Document.id)
        facts = {"invoice": invoice_id, "number": number, "sha256": name}
        await chain(tx, kind="document", id=row[0]["id"], payload=facts, at=WHEN)


async def small_business() -> None:
    """Two invoices of 120 € (one with its XML), a credit note on the first, 50 € in cash."""
    await open_shop()
    bellecour = await regie()
    one = await issued(bellecour, on="2026-11-20")
    two = await issued(await mme_perrin())
    credit = await actions.credit_whole(one, on=D("2026-11-21"), at=WHEN, by=BY)
    for invoice_id, number in ((one, "F2026-000001"), (two, "F2026-000002")):
        await kept(invoice_id, number)
    await kept(one, "F2026-000001", "xml")
    await kept(credit, "A2026-000001")
    cash = ReceiptValues(bellecour, Method.CASH, 5_000, D("2026-11-21"), key="cash")
    await payments.record(cash, at=WHEN, by=BY)


async def archived(folder: Path, wanted: Period = Period()) -> actions.Archive:  # noqa: B008
    """An archive written to a folder."""
    with Folder(folder) as place:
        made = await actions.archive(Sealed(place), wanted)
        async for _ in made.steps(WHEN):
            pass
    return made


def verified(folder: Path, *more: str, program: Path = VERIFIER) -> tuple[int, str]:
    """What the verifier says of a folder, alone in its Python: exit code and words."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(folder), *more],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def resealed(folder: Path, **summary: object) -> None:
    """What a forger does: the manifest made again over the files as they now are."""
    said = json.loads((folder / "manifest.json").read_text())["summary"] | summary
    (folder / "manifest.json").unlink()
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = []
    for name in names:
        data = (folder / name).read_bytes()
        line = {"file": name, "sha256": sha256(data).hexdigest(), "size": len(data)}
        lines.append(json.dumps(line, ensure_ascii=False))
    text = '{"files": [\n' + ",\n".join(lines) + '\n],\n"summary": '
    text += json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + ",\n"
    text += f'"seal": "{sha256(text.encode()).hexdigest()}"\n}}\n'
    (folder / "manifest.json").write_text(text)
