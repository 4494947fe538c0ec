"""What the demo says of its ledger: one line that a person can check, and what is wrong with it."""

from dataclasses import replace

from cli.demo_years import ledger_in_words
from daemon.demo.ledger import Ledger

WHOLE = Ledger(
    opds=59, months=36, missing=[], doubled=[], lost=[], astray=[],
    ends={("accepted", None): 2100, ("suppressed", "no_recipient"): 24},
)  # fmt: skip


def test_the_ledger_is_one_line_that_adds_up() -> None:
    assert WHOLE.is_whole
    assert ledger_in_words(WHOLE) == (
        "59 OPD × 36 bulan = 2.124 baris: 2.100 diterima server surel + 24 tidak dikirim "
        "(tidak ada kepala OPD atau alamat surel)"
    )


def test_what_is_wrong_is_said() -> None:
    doubled = replace(WHOLE, doubled=["<1@serang.example>"])
    short = replace(WHOLE, ends={("accepted", None): 2123}, missing=[("Inspektorat", "2026-03")])
    waiting = replace(WHOLE, ends={("accepted", None): 2123, ("queued", None): 1})

    assert not doubled.is_whole
    assert "SALAH: 1 tiba dua kali" in ledger_in_words(doubled)
    assert not short.is_whole
    assert "SALAH: 1 tanpa baris" in ledger_in_words(short)
    assert not waiting.is_whole
