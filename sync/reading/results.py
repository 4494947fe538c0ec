"""Tell whether the printed result of a training counts."""

from sync.reading.text import clean, words

_COUNTS = frozenset(
    (
        "1", "1 0", "amat baik", "baik", "baik sekali", "benar", "completed", "complete", "cukup",
        "cukup baik", "cukup memuaskan", "cum laude", "cumlaude", "dengan pujian", "done",
        "finished", "hadir", "istimewa", "kompeten", "l", "lulus", "memuaskan", "ok", "pass",
        "passed", "sangat baik", "sangat memuaskan", "selesai", "sudah", "sudah lulus",
        "sudah selesai", "sudah tuntas", "telah lulus", "telah selesai", "telah tuntas", "true",
        "tuntas", "y", "ya", "yes",
    )
)  # fmt: skip
_DOES_NOT = frozenset(
    (
        "0", "0 0", "absen", "alpa", "batal", "belum", "canceled", "cancelled", "dalam proses",
        "dibatalkan", "did not complete", "ditunda", "drop out", "dropped", "fail", "failed",
        "false", "gagal", "gugur", "in progress", "incomplete", "inprogress",
        "mengundurkan diri", "mundur", "n", "no", "not complete", "not completed", "not passed",
        "not started", "ongoing", "proses", "salah", "sedang berlangsung", "sedang berjalan",
        "tidak", "tl", "undur diri", "withdrawn",
    )
)  # fmt: skip
_DONE = frozenset(
    (
        "berhasil", "complete", "hadir", "ikut", "kompeten", "lengkap", "lulus", "memenuhi",
        "memuaskan", "mengikuti", "menyelesaikan", "mulai", "selesai", "tuntas",
    )
)  # fmt: skip
_MARKS = frozenset("✓✔√☑")


class ResultUnknownError(ValueError):
    """The text is no result that we know."""


def to_result(text: str | None) -> bool:
    """Tell whether a training with this result counts; one without a result does."""
    printed = clean(text)
    if printed is None or set(printed) <= _MARKS:
        return True
    said = words(printed)
    first, _, rest = said.partition(" ")
    if said in _COUNTS or _passed_with(first, rest):
        return True
    if said in _DOES_NOT or _not_done(first, rest):
        return False
    raise ResultUnknownError(printed)


def _passed_with(first: str, rest: str) -> bool:
    return first in {"lulus", "selesai"} and (rest.startswith("dengan ") or rest in _COUNTS)


def _not_done(first: str, rest: str) -> bool:
    return first in {"tidak", "belum", "tdk", "blm"} and rest.partition(" ")[0] in _DONE
