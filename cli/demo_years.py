"""Show a person what the accelerated years of `jampel demo` brought, and prove their ledger."""

from typing import TYPE_CHECKING

import typer

from cli.failures import FailureError
from cli.words import DIGEST_REASONS, DIGEST_STATES, LEVELS

if TYPE_CHECKING:
    from daemon.demo.ledger import Ledger
    from daemon.demo.plot import Span
    from daemon.demo.proof import Proof
    from daemon.demo.stage import Stage
    from daemon.demo.years import MonthTold, YearsTold

AT_RISK = ("behind", "critical", "missed")
LETTERS = {
    "lms_away": "rekap ketika sebuah sumber tidak menjawab",
    "mail_down": "rekap yang menunggu server surel",
    "newest": "rekap terakhir, dengan hasil tahun itu",
}


def show_month(month: "MonthTold") -> None:
    """Write one line of a month that went by, and what admins were told in it."""
    levels = {str(level): people for level, people in month.summary.levels.items()}
    met = f"{number(levels.get('met', 0))} {LEVELS['met']}"
    risky = ", ".join(
        f"{number(levels[name])} {LEVELS[name]}" for name in AT_RISK if name in levels
    )
    sent = sum(rows for (state, _), rows in month.ledger.ends.items() if state == "accepted")
    typer.echo(f"  {month.summary.on:%d-%m-%Y}: {met}; {risky or 'tidak ada yang berisiko'}; "
               f"{sent} rekap terkirim")  # fmt: skip
    for subject in month.admin_subjects:
        typer.echo(f"      surel kepada admin: {subject}")


def show_years(stage: "Stage", told: "YearsTold") -> None:
    """Write what went wrong, what became of every digest, and what to open."""
    plot, ledger, proof = told.plot, told.ledger, told.proof
    typer.echo("\nYang terjadi")
    typer.echo(f"  {_days(plot.mail_down)}: server surel mati; rekap menunggu, lalu terkirim")
    typer.echo(f"  {_days(plot.token_expired)}: token LMS kedaluwarsa; sumber lms dijeda, admin "
               "diberi tahu, lalu dilanjutkan dengan token baru")  # fmt: skip
    typer.echo(f"  {plot.revoked_on:%d-%m-%Y}: LMS membatalkan satu kelulusan dan sertifikatnya; "
               "ditahan sampai ada yang memutuskan")  # fmt: skip
    typer.echo(f"  {plot.unenrolled_on:%d-%m-%Y}: {proof.hidden} kelulusan hilang dari daftar LMS "
               "karena pesertanya dikeluarkan; tetap dihitung")  # fmt: skip
    typer.echo(f"  {_days(plot.lms_away)}: LMS dalam perbaikan; rekap menyebutkannya")
    typer.echo(f"  sampai {plot.headed_on:%d-%m-%Y}: satu OPD tanpa kepala")
    typer.echo(f"  {len(told.admin_mails)} surel kepada admin, masing-masing tentang hal baru")
    typer.echo("\nBuku besar rekap")
    typer.echo(f"  {ledger_in_words(ledger)}")
    if ledger.is_whole:
        typer.echo("  Terbukti: setiap OPD dan bulan punya satu baris yang selesai, dan tidak ada "
                   "surel yang tiba dua kali (menurut Message-ID).")  # fmt: skip
    typer.echo("\nJP")
    typer.echo(f"  {proof_in_words(proof)}")
    jampel = f"uv run jampel --config {stage.config}"
    typer.echo("\nBuka")
    for why, path in told.letters.items():
        typer.echo(f"  xdg-open {path}   # {LETTERS[why]}")
    typer.echo(f"  {jampel} digest")
    typer.echo(f"  {jampel} status")
    typer.echo(f"  {jampel} runs")


def refuse_broken(told: "YearsTold") -> None:
    """Make the demo fail whose years do not add up.

    Raises:
        FailureError: a digest went missing or came twice, or somebody's hours are wrong.

    """
    if not told.ledger.is_whole:
        raise FailureError("buku besar rekap tidak utuh (lihat di atas)")
    if not told.proof.is_whole:
        raise FailureError("JP yang dihitung bukan yang diceritakan sumbernya (lihat di atas)")


def ledger_in_words(ledger: "Ledger") -> str:
    """The ledger as one line: how many rows there are, how they ended, and what is wrong."""
    ends = " + ".join(f"{number(rows)} {_end(*end)}" for end, rows in ledger.ends.items())
    line = (f"{ledger.opds} OPD × {ledger.months} bulan = {number(ledger.opds * ledger.months)} "
            f"baris: {ends or 'tidak ada'}")  # fmt: skip
    wrong = (
        (ledger.missing, "tanpa baris"),
        (ledger.doubled, "tiba dua kali"),
        (ledger.lost, "tercatat diterima tetapi tidak tiba"),
        (ledger.astray, "tiba tanpa catatan"),
    )
    return line + "".join(f"; SALAH: {len(found)} {words}" for found, words in wrong if found)


def proof_in_words(proof: "Proof") -> str:
    """What was counted against what was told, as one line, and what is wrong with it."""
    line = (f"{number(proof.compared)} jumlah JP pegawai setahun dibandingkan dengan cerita "
            f"sumbernya, {number(int(proof.jp))} JP")  # fmt: skip
    wrong = [f"{number(len(proof.wrong))} jumlah berbeda"] if proof.wrong else []
    if proof.unlisted != proof.hidden:
        wrong.append(f"{proof.unlisted} kelulusan dipertahankan, seharusnya {proof.hidden}")
    if proof.held != proof.revoked:
        wrong.append(f"{proof.held} perubahan ditahan, seharusnya {proof.revoked}")
    if wrong:
        return f"{line}; SALAH: {', '.join(wrong)}"
    return (f"{line}: semuanya sama. Terbukti: tidak ada JP yang hilang atau terhitung dua kali, "
            f"juga {proof.hidden} kelulusan yang hilang dari daftar dan {proof.revoked} yang "
            "ditahan.")  # fmt: skip


def number(value: int) -> str:
    """A number as Indonesian writes it."""
    return f"{value:,}".replace(",", ".")


def _end(state: str, reason: str | None) -> str:
    said = DIGEST_STATES[state]
    return said if reason is None else f"{said} ({DIGEST_REASONS.get(reason, reason)})"


def _days(span: "Span") -> str:
    return f"{span.first:%d-%m-%Y} s.d. {span.last:%d-%m-%Y}"
