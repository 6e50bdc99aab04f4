"""All of the program, loaded at once: what the copies of the supervisor run, a part each."""

import uvicorn

from app.main import app
from app.schema.migrate import main as migrate
from app.worker import main as work

__all__ = ["migrate", "serve_pages", "work"]


def serve_pages(descriptor: int) -> None:
    """The pages, on a port that is open already."""
    uvicorn.run(
        app,
        fd=descriptor,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=8,
    )
