"""What can be wrong with the machine, and what to do about it."""

from collections.abc import Iterator
from datetime import timedelta

from alerts.facts import Facts
from alerts.found import Found
from alerts.words import moment_words

CLOCK_SLACK = timedelta(minutes=5)


def disk(facts: Facts) -> Iterator[Found]:
    """Find out whether the disk of the store is nearly full."""
    free, least = facts.around.free_bytes, facts.around.least_free_bytes
    if free is not None and free < least:
        yield Found(
            "store",
            f"Ruang disk untuk basis data tinggal {free // 2**20} MiB (batas {least // 2**20} "
            "MiB).",
            "Kosongkan atau perbesar disk. Jangan menghapus jampel.db atau berkas di sebelahnya.",
        )


def clock(facts: Facts) -> Iterator[Found]:
    """Find a clock that ran back, or is not that of the sources."""
    remedy = "Nyalakan sinkronisasi waktu (timedatectl set-ntp true), periksa dengan: date"
    if facts.told_at is not None and facts.now < facts.told_at - CLOCK_SLACK:
        yield Found(
            "store",
            f"Jam komputer menunjuk {moment_words(facts.now)}, padahal basis data sudah mencatat "
            f"{moment_words(facts.told_at)}.",
            remedy,
        )
    skew = facts.clock_skew
    if skew is not None and abs(skew) > CLOCK_SLACK:
        way = "lebih cepat" if skew > timedelta(0) else "lebih lambat"
        minutes = int(abs(skew).total_seconds()) // 60
        yield Found("sources", f"Jam komputer {minutes} menit {way} daripada jam sumber.", remedy)
