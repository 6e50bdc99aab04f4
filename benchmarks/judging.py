"""The rules of the norm and of France on electronic invoices of every kind."""

import time
from collections.abc import Callable, Sequence

from app.adapters import facturx
from app.invoices.rules.einvoice import judge, to_xml
from benchmarks.figures import Figure, p50, p95
from benchmarks.sizes import Size
from tests.invoices.einvoices import matrix


def run(size: Size) -> list[Figure]:
    """Our rules, beside the schema of the same documents by libxml2."""
    kinds = list(matrix())
    made = [(e, french) for _, e, french in (kinds * (1 + size.pdfs // len(kinds)))]
    xmls = [to_xml(e) for e, _ in made]
    ours = _timed([lambda e=e, f=f: judge(e, french=f) for e, f in made])  # type: ignore[misc]
    schema = _timed([lambda xml=xml: facturx.schema_faults(xml) for xml in xmls])  # type: ignore[misc]
    words = f"the schema of the same {len(made)} documents by libxml2"
    aim = ("value", "<=", 2.0)
    return [
        Figure("", "rules of an invoice, p50", p50(ours), "ms", words, p50(schema)),
        Figure("", "rules of an invoice, p95", p95(ours), "ms", words, p95(schema), aim),
    ]


def _timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    found = []
    for call in calls:
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return found
