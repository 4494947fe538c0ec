"""The letter to the admin of a source: what to ask for, ready to be copied."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.printing import printable

if TYPE_CHECKING:
    from daemon.trying import Tried

WIDE = 76
"""A mail wraps no earlier."""


def letter(tried: "Tried", organisation: str) -> str | None:
    """Write the letter; null where there is nothing to ask for."""
    if tried.probe is None or not tried.probe.asks:
        return None
    return "\n".join(_lines(tried.probe.asks, tried, printable(organisation)))


def _lines(asks: tuple[str, ...], tried: "Tried", organisation: str) -> Iterator[str]:
    site = tried.probe.site if tried.probe else ""
    account = tried.probe.account if tried.probe else ""
    yield f"Kepada Yth. Administrator {printable(site) or f'LMS di {tried.place}'}"
    yield f"Hal: hak baca data kelulusan untuk {organisation}"
    yield ""
    as_whom = f" dengan akun {printable(account)}" if account else ""
    yield from _paragraph(
        f"{organisation} menghitung jam pelajaran (JP) pegawai dari data kelulusan dan sertifikat "
        f"di {tried.place}. Data itu dibaca otomatis oleh program jampel{as_whom}; tidak ada data "
        "pelatihan yang diubah. Supaya tidak ada jam pegawai yang terlewat, mohon bantuan berikut:"
    )
    for number, one in enumerate(asks, start=1):
        yield ""
        first, *listed = one.split("\n")
        yield from _paragraph(f"{number}. {printable(first)}", "   ")
        for line in listed:
            is_item = line.startswith("   ")
            yield from [printable(line)] if is_item else _paragraph(f"   {printable(line)}", "   ")
    yield ""
    yield "Terima kasih atas bantuannya."
    yield organisation


def _paragraph(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
