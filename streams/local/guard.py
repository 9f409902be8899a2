"""The process between us and the broker: starts it, and ends it when we are gone.

    python guard.py SCRATCH COMMAND...

Prints the broker's process id; what the broker prints goes to our standard error.  Standard input is a pipe
that our parent holds: a line on it asks for a stop; it closes when the parent dies in whatever way, kill -9
included, and then SCRATCH (a folder, or nothing: "") is removed too.  A forked child of the parent may keep
the pipe open, hence the look at the parent's id.  Standard library only and run by path: it starts in
milliseconds.
"""

import os
import select
import shutil
import signal
import subprocess
import sys

STOP_S = 20.0
LOOK_S = 0.5


def guard(scratch: str, command: list[str]) -> int:
    """Run `command` until it ends, we are asked to stop or the parent dies.

    Returns:
        Its exit code; 128 and the signal's number if a signal ended it.
    """
    parent = os.getppid()
    broker = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)  # noqa: S603 - ours
    # not before: a process inherits ignored and blocked signals
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    orphaned = False
    try:
        print(broker.pid, flush=True)  # noqa: T201 - the answer to the parent
        while broker.poll() is None and not orphaned:
            readable, _, _ = select.select([0], [], [], LOOK_S)
            if readable and os.read(0, 64):
                break
            orphaned = bool(readable) or os.getppid() != parent
    finally:
        code = _end(broker)
    if orphaned and scratch:
        shutil.rmtree(scratch, ignore_errors=True)
    return code if code >= 0 else 128 - code


def _end(broker: "subprocess.Popen[bytes]") -> int:
    """Ask the broker to stop, kill it if it does not."""
    broker.terminate()  # does nothing to one that has ended
    try:
        return broker.wait(STOP_S)
    except subprocess.TimeoutExpired:
        broker.kill()
        return broker.wait()


if __name__ == "__main__":
    sys.exit(guard(sys.argv[1], sys.argv[2:]))
