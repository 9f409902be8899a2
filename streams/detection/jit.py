"""Compile a numeric function to machine code, once per machine (numba keeps the result in its cache).

The decorated functions stay plain Python: with NUMBA_DISABLE_JIT=1 they run uncompiled, for a debugger.

Machine code contains that of the kernels it calls, and the constants it names.  numba asks only whether the
file of the function itself has changed; so here the names of the cached files carry a digest of all sources
of this package.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache

Scalar: TypeAlias = Any
"""An integer or float of whatever machine type numba infers."""

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile `function` at its first call; integer division and overflow behave as in C and numpy.

    Where numba finds no folder for its cache (set NUMBA_CACHE_DIR), each process compiles anew.
    """
    kernel = numba.njit(error_model="numpy", nogil=True)(function)
    if kernel is not function:  # as it is with NUMBA_DISABLE_JIT=1
        with suppress(RuntimeError):
            kernel._cache = _Cache(function)  # noqa: SLF001 - numba's enable_caching() does no more
    return cast("F", kernel)


def _digest() -> str:
    """Of the sources of this package as they are now: 48 bits in hex."""
    digest = blake2b(digest_size=6)
    for source in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".py"):
            content = source.read_bytes()
            digest.update(f"{source.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


_SOURCES = _digest()


class _Files(CompileResultCacheImpl):  # type: ignore[misc]  # numba publishes no types
    """numba's choice of folder, and names of files that say for which sources they are."""

    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        """Name of a function's files, without ending."""
        return f"{super().get_filename_base(fullname, abiflags)}.{_SOURCES}"


class _Cache(FunctionCache):  # type: ignore[misc]  # as above
    """The cache of one function."""

    _impl_class = _Files

    def __init__(self, function: Callable[..., object]) -> None:
        super().__init__(function)
        _remove_others(self.cache_path)

    def save_overload(self, sig: object, data: object) -> None:
        """Keep what was compiled, unless the sources were changed since this process began to import them."""
        with suppress(FileNotFoundError):  # they are being replaced at this moment
            if _digest() == _SOURCES:
                super().save_overload(sig, data)


@cache
def _remove_others(folder: str) -> None:
    """Remove what was compiled from other sources.  A process that still runs them compiles it again."""
    for path in Path(folder).glob("*.nb[ic]"):
        if f".{_SOURCES}." not in path.name:
            with suppress(OSError):
                path.unlink()
