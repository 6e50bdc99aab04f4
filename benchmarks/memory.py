"""What all processes of the service hold once it has come to rest."""

import time

from benchmarks.figures import Figure
from benchmarks.pages import PAGES
from benchmarks.serving import Visitor, pss, served
from benchmarks.sizes import Size
from benchmarks.start import bare, first_page

_REST = 5.0


def run(size: Size) -> list[Figure]:
    """Each process after some pages, by its share of what is shared."""
    with bare() as (pid, port):
        first_page(port, "/")
        alone = pss(pid)
    with served() as service:
        visitor = Visitor(service.url)
        for path, _ in PAGES.values():
            for _ in range(size.requests):
                visitor.get(path)
        service.becomes_well()
        time.sleep(_REST)
        held = {line.partition("\n")[0]: pss(pid) for pid, line in service.processes().items()}
    words = "one page by Litestar and uvicorn alone"
    parts = [Figure("", f"at rest, {name}", mb, "MB", words, alone) for name, mb in held.items()]
    whole = sum(held.values())
    return [*parts, Figure("", "at rest, all", whole, "MB", words, alone, ("value", "<=", 170.0))]
