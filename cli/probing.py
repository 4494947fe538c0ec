"""What was found out of a source, in words and as wide as the terminal."""

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.printing import printable

if TYPE_CHECKING:
    from connectors.probe import Probe
    from connectors.troubles import Trouble
    from daemon.trying import Tried

WIDEST = 100
INDENT, LABEL = 2, 11
COUNTED = {
    "courses": "kursus", "people": "orang", "completions": "kelulusan", "files": "berkas",
    "rows": "baris terbaca", "pages": "halaman", "bytes": "byte",
}  # fmt: skip


def width() -> int:
    """Give how wide a line may be; 80 where nobody looks at a terminal."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def lines_of(tried: "Tried", *, paused: bool) -> Iterator[str]:
    """Yield what a person has to know of a source."""
    yield " · ".join(printable(one) for one in (tried.source, tried.connector, tried.place) if one)
    yield " " * INDENT + ("TIDAK DAPAT DIPAKAI" if tried.trouble else "DAPAT DIPAKAI")
    if tried.probe is not None:
        yield from _seen(tried.probe)
    if tried.trouble is not None:
        yield from _trouble(tried.trouble)
    if tried.detail:
        yield from _labelled("Rincian", tried.detail)
    if tried.probe is not None:
        yield from _lacks(tried.probe)
    if paused:
        yield from _labelled(
            "DIJEDA", "sumber ini tidak ditarik; bila sebabnya sudah beres: jampel source resume "
            f"{tried.source}"
        )  # fmt: skip


def counted(counts: Mapping[str, int]) -> str:
    """Say numbers as Indonesian people write them."""
    said = (f"{number:,} {COUNTED.get(what, what)}" for what, number in counts.items())
    return ", ".join(one.replace(",", ".") for one in said)


def _seen(probe: "Probe") -> Iterator[str]:
    for label, text in (
        ("Situs", ", ".join(one for one in (probe.site, probe.release) if one)),
        ("Sebagai", probe.account),
        ("Jalan", probe.way or ""),
        ("Terlihat", counted(probe.counts)),
    ):
        if text:
            yield from _labelled(label, text)
    for note in probe.notes:
        yield from _labelled("Catatan", note)


def _trouble(trouble: "Trouble") -> Iterator[str]:
    yield from _labelled("Terjadi", trouble.what)
    yield from _labelled("Artinya", trouble.means)
    yield from _labelled("Lakukan", trouble.do)


def _lacks(probe: "Probe") -> Iterator[str]:
    if not probe.lacks:
        if probe.trouble is None and probe.account:
            yield " " * INDENT + "Tidak ada yang perlu diminta kepada adminnya."
        return
    yield " " * INDENT + "Tidak akan terbaca:"
    for lack in probe.lacks:
        yield from _wrapped(f"  - {printable(lack.what)}", "    ")
        yield from _wrapped(f"      sebab: {printable(lack.why)}", "             ")


def _labelled(label: str, text: str) -> Iterator[str]:
    start = " " * INDENT + label.ljust(LABEL)
    yield from _wrapped(start + printable(text), " " * len(start))


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """Wrap; a long address or name of a function is never cut."""
    yield from textwrap.wrap(text, width(), subsequent_indent=indent, break_on_hyphens=False)
