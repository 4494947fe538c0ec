"""What the demo says of its ledger and its sums: lines that a person can check, and fail by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cli.demo import refuse_failed
from cli.demo_years import ledger_in_words, proof_in_words, refuse_broken
from cli.failures import FailureError
from daemon.demo.ledger import Ledger
from daemon.demo.plot import plot_of
from daemon.demo.proof import Proof
from daemon.demo.story import Summary
from daemon.demo.years import YearsTold
from models.values import Outcome
from sync.result import Result

WHOLE = Ledger(
    opds=59, months=36, missing=[], doubled=[], lost=[], astray=[],
    ends={("accepted", None): 2100, ("suppressed", "no_recipient"): 24},
)  # fmt: skip
PROOF = Proof(compared=3000, jp=Decimal(61234), wrong=[], hidden=21, revoked=1, unlisted=21, held=1)
CONFIG = Path("jampel.toml")


def summary(outcome: Outcome, ledger: Ledger) -> Summary:
    results = [Result("lan-ri", 2, Outcome.OK), Result("lms", 3, outcome)]
    return Summary(date(2026, 11, 24), 300, results, {}, [], ledger)


def years(ledger: Ledger, proof: Proof) -> YearsTold:
    plot = plot_of(2024, 3, works=lambda _day: True)
    return YearsTold(plot, ledger, proof, admin_mails=[], letters={})


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


def test_the_sums_of_all_are_one_line() -> None:
    assert proof_in_words(PROOF) == (
        "3.000 jumlah JP pegawai setahun dibandingkan dengan cerita sumbernya, 61.234 JP: "
        "semuanya sama. Terbukti: tidak ada JP yang hilang atau terhitung dua kali, juga 21 "
        "kelulusan yang hilang dari daftar dan 1 yang ditahan."
    )


def test_a_sum_that_is_wrong_proves_nothing() -> None:
    wrong = replace(PROOF, wrong=[("198001012010011001", 2025)], unlisted=20, held=0)
    words = proof_in_words(wrong)

    assert "Terbukti" not in words
    assert "SALAH: 1 jumlah berbeda, 20 kelulusan dipertahankan, seharusnya 21" in words
    assert "0 perubahan ditahan, seharusnya 1" in words
    assert "1980" not in words


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNAVAILABLE, Outcome.HELD])
def test_a_demo_fails_whose_source_was_not_read(outcome: Outcome) -> None:
    with pytest.raises(FailureError, match="gagal: lms"):
        refuse_failed(summary(outcome, WHOLE), CONFIG)


def test_a_demo_fails_whose_ledger_is_not_whole() -> None:
    lost = replace(WHOLE, lost=["<1@serang.example>"])

    refuse_failed(summary(Outcome.OK, WHOLE), CONFIG)
    refuse_broken(years(WHOLE, PROOF))
    with pytest.raises(FailureError, match="buku besar"):
        refuse_failed(summary(Outcome.OK, lost), CONFIG)
    with pytest.raises(FailureError, match="buku besar"):
        refuse_broken(years(lost, PROOF))
    with pytest.raises(FailureError, match="JP"):
        refuse_broken(years(WHOLE, replace(PROOF, unlisted=0)))
