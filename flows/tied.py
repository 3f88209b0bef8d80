"""`python -m flows.tied PARENT -m MODULE ...`: become that module, and die with the parent, however it ends."""

import ctypes
import os
import signal
import sys

__all__ = ["tie"]

PR_SET_PDEATHSIG = 1  # prctl(2), of Linux


def tie(parent: int) -> None:
    """Have the system end this process when ``parent`` is gone; raises SystemExit where it is gone already.

    Only Linux knows that; elsewhere the child outlives a parent that was killed, and is ended by one that stops.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone")


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])  # noqa: S606 - no shell wanted
