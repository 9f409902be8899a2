"""Memory of this process: what it holds, and the most that it held since it was last asked."""

import resource
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

_STATUS: Final = Path("/proc/self/status")
_RESET: Final = Path("/proc/self/clear_refs")
_PROCESS: Final = psutil.Process()


def resident() -> int:
    """Bytes that the process holds."""
    return int(_PROCESS.memory_info().rss)


def forget_peak() -> None:
    """Measure the peak from now on, where the system can (Linux)."""
    with suppress(OSError):
        _RESET.write_text("5")


def peak() -> int:
    """The most bytes held since `forget_peak`; elsewhere than on Linux since the process began."""
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most)
