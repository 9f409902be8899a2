"""Compile a numeric function to machine code, once per machine (numba keeps the result in its cache).

The decorated functions stay plain Python: with NUMBA_DISABLE_JIT=1 they run uncompiled, for a debugger.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba

Scalar: TypeAlias = Any
"""An integer or float of whatever machine type numba infers."""

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile `function` at its first call; integer division and overflow behave as in C and numpy.

    Where numba finds no folder for its cache (set NUMBA_CACHE_DIR), each process compiles anew.
    """
    options = {"error_model": "numpy", "nogil": True}
    try:
        return cast("F", numba.njit(cache=True, **options)(function))
    except RuntimeError:
        return cast("F", numba.njit(**options)(function))
