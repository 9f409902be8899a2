"""What decides: text to fingerprint to candidates to alignment to verdict.  Pure and deterministic.

`fingerprint(article)` is stateless; `Desk.judge(fingerprint)` is the one place that knows the order of the
steps, and the same object in the match worker, in `copytaster replay` and in the tests.
"""

from streams.detection.desk import Desk
from streams.detection.fingerprint import fingerprint
from streams.detection.judgement import Judgement
from streams.detection.limits import WindowLimits
from streams.detection.model import MODEL_VERSION
from streams.detection.warm import warm_up

__all__ = ["MODEL_VERSION", "Desk", "Judgement", "WindowLimits", "fingerprint", "warm_up"]
