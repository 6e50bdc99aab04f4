"""The archive: kept bytes, chained facts, the chain and the books, sealed, with what checks it."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from string import Template

from app.accounting.queries import fiscal_years
from app.adapters import files
from app.adapters.archives import Sealed
from app.adapters.database import transaction
from app.adapters.spreadsheets import Column, Kind, csv_head, csv_lines
from app.auth.actions import record
from app.clock import ZONE
from app.config import ROOT
from app.core.errors import refuse
from app.core.formats import day
from app.invoices.queries import archive as source
from app.invoices.rules import archive as rules
from app.invoices.rules.archive import Contents, NotChecked, Period, Segment
from app.invoices.rules.retention import ACCOUNTING_SOURCE, TAX_SOURCE, Retention, retention
from app.settings.queries import business

_BESIDE = ROOT / "templates" / "archive"
_PART = 1 << 20
_LEDGER = [
    *(Column(name) for name in ("entry", "journal", "day", "piece", "label", "subject")),
    *(Column(name) for name in ("account", "client_id", "client")),
    Column("debit", Kind.CENTS),
    Column("credit", Kind.CENTS),
    Column("recorded_at"),
]


class Archive:
    """One archive being written: `steps` writes it, giving back control after each small part."""

    def __init__(self, out: Sealed, wanted: Period, segment: Segment, total: int) -> None:
        self.contents = Contents()
        self.total = total
        self.segment = segment
        self.summary: dict[str, object] = {}
        self.seal = ""
        self._out, self._wanted = out, wanted
        self._absent: set[str] = set()
        self._papers: dict[int, str] = {}

    async def steps(self, at: datetime) -> AsyncIterator[int]:
        """Write everything; gives the number of documents written so far."""
        # Read after the chain's end: every document of the archive has its entry below this id.
        last_entry = await source.last_entry()
        async for rows in source.documents(self._wanted, self.segment.last):
            kept = await source.files_of([row["id"] for row in rows], self.segment.last)
            for row in rows:
                self._document(row, kept.get(row["id"], []))
                yield self.contents.documents
        async for done in self._quotes():
            yield done
        async for done in self._chain():
            yield done
        async for done in self._ledger(last_entry):
            yield done
        await self._finish(at)
        yield self.contents.documents

    def _document(self, row: source.Row, kept: list[source.Row]) -> None:
        name = rules.stem(row["number"], row["issued_on"])
        with self._out.open(f"{name}.json") as out:
            out.write(row["payload"].encode())
        self.contents.add(row["kind"], row["number"], row["issued_on"])
        for each in kept:
            name_of = f"{name}.{each['kind']}"
            self.contents.files += self._file(name_of, row["number"], each["sha256"])
        if not any(each["kind"] == "pdf" for each in kept):
            self._leave_out(row["number"], rules.NOT_MADE)

    async def _quotes(self) -> AsyncIterator[int]:
        """The PDFs of quotes and the evidence of their answers, with the day they were sealed."""
        sent: dict[str, None] = {}
        async for rows in source.papers(self.segment, self._wanted):
            for row in rows:
                if row["subject_kind"] == rules.QUOTE:
                    sent[json.loads(row["payload"])["quote"]["number"]] = None
                else:
                    self._paper(row, sent)
            yield self.contents.documents
        for number in sent:
            if not await source.has_paper(number):
                self._leave_out(number, rules.NOT_MADE)

    def _paper(self, row: source.Row, sent: dict[str, None]) -> None:
        on = row["recorded_at"].astimezone(ZONE).date()
        name, number, sha256 = rules.paper(row["subject_kind"], row["payload"], on)
        if row["subject_kind"] == rules.QUOTE_PDF:
            sent.pop(number, None)
        self.contents.saw(on)
        if self._file(name, number, sha256):
            self._papers[row["n"]] = name
            self.contents.papers += 1

    def _file(self, name: str, number: str, sha256: str) -> bool:
        """Write a kept file; False when it is missing, which is noted."""
        try:
            path = files.locate(sha256)
        except files.FileFault:
            self._absent.add(sha256)
            self._leave_out(number, rules.MISSING)
            return False
        with self._out.open(name) as out:
            for part in _parts(path):
                out.write(part)
        if out.total.hexdigest() != sha256:
            self._leave_out(number, rules.ALTERED)
        return True

    def _leave_out(self, number: str, reason: str) -> None:
        self.contents.not_checked.append(NotChecked(number, reason))

    async def _chain(self) -> AsyncIterator[int]:
        with self._out.open(rules.CHAIN) as out:
            async for rows in source.links(self.segment):
                named = self._papers | await self._files_proven(rows)
                for row in rows:
                    out.write(
                        rules.link_line(
                            row, row["recorded_at"].astimezone(UTC), named.get(row["n"])
                        )
                    )
                self.contents.links += len(rows)
                yield self.contents.documents

    async def _files_proven(self, rows: list[source.Row]) -> dict[int, str]:
        """The file that each link (its number) proves, of those in the archive."""
        documents = {
            row["n"]: row["subject_id"] for row in rows if row["subject_kind"] == "invoice"
        }
        proven = {
            row["n"]: found
            for row in rows
            if row["subject_kind"] == "document" and (found := rules.proven_file(row["payload"]))
        }
        ids = {*documents.values(), *(invoice for invoice, _ in proven.values())}
        ours = await source.ours(sorted(ids), self._wanted)
        kept = await source.files_of(sorted(ours), self.segment.last) if ours else {}
        names = {key: rules.stem(row["number"], row["issued_on"]) for key, row in ours.items()}
        named = {n: f"{names[key]}.json" for n, key in documents.items() if key in names}
        for n, (key, sha256) in proven.items():
            kinds = [each["kind"] for each in kept.get(key, []) if each["sha256"] == sha256]
            if kinds and sha256 not in self._absent:
                named[n] = f"{names[key]}.{kinds[0]}"
        return named

    async def _ledger(self, until: int) -> AsyncIterator[int]:
        with self._out.open(rules.LEDGER) as out:
            out.write(csv_head(_LEDGER))
            async for rows in source.entries(self._wanted, until):
                out.write(csv_lines(_LEDGER, map(_ledger_row, rows)))
                self.contents.entries += len({row["entry"] for row in rows})
                yield self.contents.documents

    async def _finish(self, at: datetime) -> None:
        shop, latest = await business(), self.contents.latest
        kept = retention(latest, await fiscal_years()) if latest else None
        with self._out.open(rules.VERIFIER) as out:
            out.write((_BESIDE / rules.VERIFIER).read_bytes())
        with self._out.open(rules.README) as out:
            out.write(self._readme(shop.name, shop.siren, at, kept).encode())
        self.summary = rules.summary(
            self.contents,
            self.segment,
            self._wanted,
            {"name": shop.name, "siren": shop.siren},
            at.astimezone(UTC).isoformat(timespec="seconds"),
            kept,
        )
        self.seal = self._out.seal(self.summary)

    def _readme(self, name: str, siren: str, at: datetime, kept: Retention | None) -> str:
        return Template((_BESIDE / rules.README).read_text()).substitute(
            name=name,
            siren=f"SIREN {siren}" if siren else "",
            period=_said(self._wanted),
            made_at=day(at.date(), "fr"),
            accounting=day(kept.accounting, "fr") if kept else "–",
            accounting_source=ACCOUNTING_SOURCE,
            tax=day(kept.tax, "fr") if kept else "–",
            tax_source=TAX_SOURCE,
            not_checked=rules.not_checked_text(self.contents.not_checked),
        )


async def archive(out: Sealed, wanted: Period) -> Archive:
    """An archive of a period, to be written by its `steps`. Refused: nothing is there."""
    segment = await source.segment(wanted)
    if segment is None:
        raise refuse(
            "archive.nothing", "Nothing was issued or received in this period: nothing to archive."
        )
    return Archive(out, wanted, segment, await source.count_documents(wanted, segment.last))


async def note_archive(wanted: Period, *, at: datetime, by: str) -> None:
    """Note that someone took an archive away."""
    async with transaction() as tx:
        await record(
            tx,
            act="archive.taken",
            subject_kind="archive",
            subject_id=wanted.first.year if wanted.first else 0,
            detail=json.dumps({"from": str(wanted.first or ""), "to": str(wanted.last or "")}),
            at=at,
            by=by,
        )


def _ledger_row(row: source.Row) -> list[str | int | date | None]:
    plain = {
        **row,
        "entry": str(row["entry"]),
        "day": row["day"].isoformat(),
        "client_id": "" if row["client_id"] is None else str(row["client_id"]),
        "client": row["client"] or "",
        "recorded_at": row["recorded_at"].astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return [plain[column.title] for column in _LEDGER]


def _said(wanted: Period) -> str:
    if wanted.first and wanted.last:
        return f"Documents émis du {day(wanted.first, 'fr')} au {day(wanted.last, 'fr')}"
    if wanted.first:
        return f"Documents émis à partir du {day(wanted.first, 'fr')}"
    if wanted.last:
        return f"Documents émis jusqu’au {day(wanted.last, 'fr')}"
    return "Tous les documents émis"


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part
