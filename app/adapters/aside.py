"""Our own command line, run on another place than this process's: a restored copy, say."""

import asyncio
import os
import sys
from pathlib import Path

from app.adapters.processes import bound_to_us
from app.config import ROOT

_SECONDS = 1800.0


async def run_verb(*verb: str, data_dir: Path, database_url: str | None) -> tuple[int, str, str]:
    """Run `echeance VERB` on this data folder and database: its exit code and what it printed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "BACKUP_DIR", "REDIS_URL")
    }
    environment |= {"DATA_DIR": str(data_dir)}
    if database_url:
        environment["DATABASE_URL"] = database_url
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.cli",
        *verb,
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=bound_to_us(),
    )
    try:
        async with asyncio.timeout(_SECONDS):
            out, said = await child.communicate()
    except BaseException:
        if child.returncode is None:
            child.kill()
            await child.wait()
        raise
    return child.returncode or 0, out.decode(errors="replace"), said.decode(errors="replace")
