"""A mail server in a process of its own that takes everything and keeps nothing.

Run as `python -m benchmarks.sink`: prints its port, ends when its standard input is closed.
"""

import sys
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port


class Sink:
    """Takes every message."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 taken"


def main() -> None:
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
