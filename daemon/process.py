"""Who runs a run: host, process and when it began, so that an orphan is told from a live one."""

import os
import socket
from pathlib import Path


def owner() -> str:
    """Return this process in one line."""
    return f"{socket.gethostname()} {os.getpid()} {_began(os.getpid())}"


def is_here(who: str) -> bool:
    """Tell whether that process is one of this host."""
    return who.partition(" ")[0] == socket.gethostname()


def alive(who: str) -> bool:
    """Tell whether that process still runs; one on another host is believed to."""
    if not is_here(who):
        return True
    _, pid, began = who.split(" ")
    return _began(int(pid)) == began and began != ""


def _began(pid: int) -> str:
    """Return when a process began, in the kernel's ticks; empty where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rsplit(")", 1)[1].split()[19]
