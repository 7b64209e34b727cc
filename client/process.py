"""What the running program keeps from the rest of the machine."""

import contextlib
import sys

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Leave no core dump behind, and let no other program of the same account read the memory.

    The second works on Linux alone. Where the system refuses, the program goes on without.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - start-up time: only here

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
