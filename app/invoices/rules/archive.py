"""What stands where in an archive; the program that checks it (templates/archive/verify.py) relies
on every word of it. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from app.core.errors import refuse
from app.invoices.rules.retention import ACCOUNTING_SOURCE, TAX_SOURCE, Retention

FORMAT = 1
CHAIN, LEDGER, VERIFIER, README = "chain.jsonl", "ledger.csv", "verify.py", "LISEZMOI.txt"
# The papers of quotes, by the kind of the link that proves them, and how their names end.
QUOTE, QUOTE_PDF = "quote", "quote_document"
PAPERS = {QUOTE_PDF: ".pdf", "quote_answer": "-preuve.json"}
# Why a document is not among what is checked, in the words of the archive's reader.
NOT_MADE = "son PDF n’était pas encore fait"
MISSING = "son fichier manquait déjà quand l’archive a été faite"
ALTERED = "son fichier était déjà altéré quand l’archive a été faite"


@dataclass(frozen=True)
class Period:
    """The days of issue that are archived, both included; None: no limit."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first or date.min) <= day <= (self.last or date.max)


def period(first: date | None, last: date | None) -> Period:
    """A period. Refused: an end before its beginning."""
    if first and last and last < first:
        raise refuse(
            "invoices.period",
            "The period ends on %(last)s, before it begins on %(first)s.",
            "to",
            first=first,
            last=last,
        )
    return Period(first, last)


@dataclass(frozen=True)
class Segment:
    """The links of the chain that an archive holds; `previous` is the hash before the first."""

    first: int
    last: int
    previous: str
    head: str


@dataclass(frozen=True)
class NotChecked:
    """A document of the period whose file is not in the archive, and why."""

    number: str
    reason: str


@dataclass
class Series:
    """What there is of one kind of document in one year."""

    kind: str
    year: int
    first: str
    last: str
    count: int = 0


@dataclass
class Contents:
    """What an archive has taken in so far."""

    documents: int = 0
    files: int = 0
    links: int = 0
    entries: int = 0
    papers: int = 0
    series: dict[tuple[str, int], Series] = field(default_factory=dict)
    not_checked: list[NotChecked] = field(default_factory=list)
    latest: date | None = None

    def add(self, kind: str, number: str, issued_on: date) -> None:
        """One more document, in the order of the chain."""
        key = (kind, issued_on.year)
        series = self.series.setdefault(key, Series(kind, issued_on.year, number, number))
        series.last, series.count = number, series.count + 1
        self.documents += 1
        self.saw(issued_on)

    def saw(self, day: date) -> None:
        """Something of that day is in it: how long it is kept follows from the latest."""
        self.latest = max(self.latest or day, day)


def stem(number: str, issued_on: date) -> str:
    """Where the files of a document are, without their ending; "~" stands in no number.

    >>> stem("F2026/12", date(2026, 11, 21))
    'documents/2026/F2026~12'
    """
    return f"documents/{issued_on.year:04}/{number.replace('/', '~')}"


def paper(kind: str, payload: str, sealed_on: date) -> tuple[str, str, str]:
    """Where a paper of a quote is, the number of the quote, and its SHA-256: from its link.

    >>> paper("quote_answer", '{"number": "D2026-000001", "sha256": "ab"}', date(2026, 11, 21))
    ('quotes/2026/D2026-000001-preuve.json', 'D2026-000001', 'ab')
    """
    facts = json.loads(payload)
    number = str(facts["number"])
    name = f"quotes/{sealed_on.year:04}/{number.replace('/', '~')}{PAPERS[kind]}"
    return name, number, str(facts["sha256"])


def link_line(row: Mapping[str, Any], recorded_at: datetime, file: str | None) -> bytes:
    """A link as a line: its facts are in it, or are the bytes of `file` when it is a document's.

    `recorded_at` is in UTC. A link that proves a rendered file has both.
    """
    line: dict[str, object] = {
        "n": row["n"],
        "kind": row["subject_kind"],
        "subject": row["subject_id"],
        "recorded_at": recorded_at.isoformat(timespec="microseconds"),
        "payload_sha256": sha256(row["payload"].encode()).hexdigest(),
        "previous": row["previous"],
        "hash": row["hash"],
    }
    if file is not None:
        line["file"] = file
    if row["subject_kind"] != "invoice" or file is None:
        line["payload"] = row["payload"]
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def proven_file(payload: str) -> tuple[int, str] | None:
    """The document (its id) and the SHA-256 of the file that a link of a file proves."""
    facts = json.loads(payload)
    if isinstance(facts, dict) and {"invoice", "sha256"} <= facts.keys():
        return int(facts["invoice"]), str(facts["sha256"])
    return None


def summary(
    contents: Contents,
    segment: Segment,
    wanted: Period,
    business: Mapping[str, str],
    made_at: str,
    kept: Retention | None,
) -> dict[str, object]:
    """What the manifest says of the whole archive; `kept`: how long, None when it is empty."""
    return {
        "format": FORMAT,
        "business": dict(business),
        "made_at": made_at,
        "period": {"from": _iso(wanted.first), "to": _iso(wanted.last)},
        "documents": contents.documents,
        "document_files": contents.files,
        "quote_files": contents.papers,
        "links": contents.links,
        "entries": contents.entries,
        "series": [asdict(each) for _, each in sorted(contents.series.items())],
        "chain": asdict(segment),
        "retention": {
            "accounting": {
                "until": kept.accounting.isoformat() if kept else None,
                "source": ACCOUNTING_SOURCE,
            },
            "tax": {"until": kept.tax.isoformat() if kept else None, "source": TAX_SOURCE},
        },
        "not_checked": [asdict(each) for each in contents.not_checked],
    }


def not_checked_text(them: Iterable[NotChecked]) -> str:
    """The paragraph of the README about what is not there; "" when everything is."""
    lines = [f"    {each.number} : {each.reason}" for each in them]
    return "\n".join(["\nNON VÉRIFIÉ", *lines]) if lines else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
