"""Memory of one who lives for years: what was needed for a while is given back to the system."""

import ctypes
from functools import cache
from typing import Any

M_ARENA_MAX = -8
"""Of glibc's mallopt."""
ARENAS = 2


def share_arenas() -> None:
    """Let all threads draw from two heaps: of one each, every one would keep its own peak."""
    libc = _libc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return to the system what is free: the C library would keep it for the next peak."""
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _libc() -> Any:
    """Find glibc; other C libraries have no such settings, and need none."""
    try:
        libc = ctypes.CDLL(None)
    except OSError:
        return None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
