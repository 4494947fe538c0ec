"""The sentences of a digest: how the OPD stands, what warns, what to do, who wrote it."""

from digest.masking import tamed
from digest.values import Digest
from digest.words import last_day_words, moment_words, source_words

LONGEST = 120


def is_over(digest: Digest) -> bool:
    """The year that is told has ended: nothing can be reached any more."""
    return digest.month.standing_on.year > digest.month.year


def opening(digest: Digest) -> str:
    """How the OPD stands, in one sentence."""
    opd, year = tamed(digest.opd.name, LONGEST), digest.month.year
    fate = "tidak mencapai" if is_over(digest) else "berisiko tidak mencapai"
    number = len(digest.at_risk)
    said = f"{number}" if number else "tidak ada yang"
    return (
        f"Dari {digest.members} pegawai {opd}, {said} {fate} batas minimal "
        f"jam pelajaran (JP) tahun {year}."
    )


def warning(digest: Digest) -> str | None:
    """What a reader must know before believing the numbers."""
    stale = [source_words(one.source) for one in digest.sources if one.stale]
    held = [source_words(one.source) for one in digest.sources if one.held]
    said = []
    if stale:
        said.append(f"sebagian data sudah lama tidak diperbarui ({', '.join(stale)}).")
    if held:
        said.append(f"sebagian data masih diperiksa petugas ({', '.join(held)}).")
    if not said:
        return None
    return " ".join([*said, "Pelatihan yang baru mungkin belum terhitung."])


def steps(digest: Digest, organisation: str) -> tuple[str, ...]:
    """What the head of the OPD can do now."""
    said = []
    if digest.at_risk and not is_over(digest):
        said.append(
            "Daftarkan pegawai yang berisiko ke pelatihan yang selesai paling lambat "
            f"{last_day_words(digest.month.year)}; dahulukan yang kritis."
        )
    if digest.at_risk:
        said.append(
            "Bila seorang pegawai sudah mengikuti pelatihan yang belum tercatat, kirim "
            f"sertifikatnya ke {organisation}."
        )
    if digest.falls:
        said.append("Periksa jam yang dikoreksi atau dicabut bersama pegawai yang bersangkutan.")
    said.append(f"Bila ada yang keliru, sampaikan kepada {organisation}.")
    return tuple(said)


def footer(digest: Digest, organisation: str) -> str:
    """Who wrote this, when, and what was left out."""
    return (
        f"Disusun otomatis untuk {organisation} pada {moment_words(digest.made_at)}. "
        "NIP disamarkan; daftar lengkap ada dalam lampiran."
    )
