"""The smallest service of the same parts, to compare memory and start with: one page, no database.

Run as `uvicorn benchmarks.bare:app`.
"""

from litestar import Litestar, MediaType, get


@get("/", media_type=MediaType.HTML)
async def hello() -> str:
    """One page."""
    return "<h1>Échéance</h1>"


app = Litestar([hello], openapi_config=None)
