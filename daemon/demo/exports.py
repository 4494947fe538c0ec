"""Drop the exports of a month into the inboxes of their sources, as their admins would."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from daemon.demo.courses import Source, Track
from daemon.demo.layouts import Shape, layout_of
from daemon.demo.printing import date_text
from daemon.demo.telling import Telling
from daemon.demo.text_files import write_html, write_separated
from daemon.demo.workbooks import (
    Letter,
    write_dated,
    write_letterhead,
    write_sheets,
    write_wide,
)

TWICE_DROPPED = (Track.WEBINAR, 2)
"""Track and month of the one file that is dropped under two names."""

_SETTLED = timedelta(minutes=10)


def write_month_of(
    folder: Path, tellings: Iterable[Telling], month: int, up_to: date, signer: tuple[str, str]
) -> list[Path]:
    """Write what ended in a month, up to a day; files that stand there already are rewritten."""
    files: dict[tuple[Source, Track], list[Telling]] = defaultdict(list)
    for row in tellings:
        if row.month == month and row.end_on <= up_to and row.source is not Source.LMS:
            files[row.source, row.track].append(row)
    written = []
    for (source, track), rows in sorted(files.items()):
        rows.sort(key=lambda row: (row.title, row.roll, row.repeats))
        path = _write(folder / source.value, track, rows, signer)
        written.append(path)
        if (track, month) == TWICE_DROPPED:
            copy = path.with_name(f"{path.stem} (1){path.suffix}")
            written.append(Path(shutil.copyfile(path, copy)))
    for path in written:
        age(path, up_to)
    return written


def age(path: Path, day: date) -> None:
    """Date a file back to the morning after a day, never later than it was written.

    A settling time then has nothing to wait for.
    """
    wanted = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(days=1)
    latest = path.stat().st_mtime - _SETTLED.total_seconds()
    moment = min(wanted.timestamp(), latest)
    os.utime(path, (moment, moment))


def _write(folder: Path, track: Track, rows: list[Telling], signer: tuple[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    last = max(row.end_on for row in rows)
    layout = layout_of(track, last.month)
    path = folder / f"{last:%Y-%m}-{track.value}{layout.shape.value}"
    title = f"Rekapitulasi {track.value.replace('-', ' ')}"
    match layout.shape:
        case Shape.LETTERHEAD:
            period = f"Bulan {date_text(last, 3).split(' ', 1)[1]}"
            write_letterhead(path, layout, rows, Letter(title, period, last, *signer))
        case Shape.DATED:
            write_dated(path, layout, rows)
        case Shape.SHEETS:
            write_sheets(path, layout, rows)
        case Shape.WIDE:
            write_wide(path, layout, rows)
        case Shape.HTML:
            write_html(path, layout, rows, title)
        case _:
            write_separated(path, layout, rows)
    return path
