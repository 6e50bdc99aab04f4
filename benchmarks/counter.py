"""A sale at the counter: from the tap to the answer, over HTTP."""

import time
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.figures import Figure, p50, p95
from benchmarks.serving import Visitor, served
from benchmarks.sizes import Size

_WARM = 5


def run(size: Size) -> list[Figure]:
    """Sell for cash among the documents of years, beside the empty form over the same line."""
    with served() as service:
        visitor = Visitor(service.url)
        visitor.get("/counter")
        for _ in range(_WARM):
            _sold(visitor)
        sales = [_sold(visitor) for _ in range(size.requests)]
        alone = [visitor.get("/counter") for _ in range(size.requests)]
    words = "the empty form over the same line"
    aim = ("value", "<=", 150.0)
    return [
        Figure("", "counter sale, p50", p50(sales), "ms", words, p50(alone)),
        Figure("", "counter sale, p95", p95(sales), "ms", words, p95(alone), aim),
    ]


def _sold(visitor: Visitor) -> float:
    form = {
        "key": uuid4().hex,
        "label": "Badge Vigik",
        "amount": "9,99",
        "rate": "2000",
        "method": "cash",
        "cart": "",
        "client": "",
    }
    started = time.perf_counter()
    visitor.post("/counter", urlencode(form))
    return time.perf_counter() - started
