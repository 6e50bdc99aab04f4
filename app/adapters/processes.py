"""Processes that may not outlive the one that started them (Linux)."""

import ctypes
import os
import signal

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends, even by kill -9.

    Called in the child: right after a fork, or as a pool's initialiser
    (`initializer=die_with_parent, initargs=(os.getpid(),)`). `parent` is the parent's pid: when it
    is gone already, this process ends at once. The signal follows the parent's *thread* that
    forked: start children from a thread that lives as long as the process.
    """
    if _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
