"""What runs: the two Faust apps, their delivery guarantees, and what they tell of themselves.

`run_worker(kind, settings)` is the way in.  Faust is imported only inside it, after uvloop is in place.
"""

from streams.workers.run import run_worker

__all__ = ["run_worker"]
