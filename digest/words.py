"""Indonesian words for what a digest names in English."""

from datetime import date, datetime

from alerts.levels import Level
from alerts.words import MONTHS, day_words
from digest.values import Cause, Month
from models.values import JAKARTA

LEVELS = {
    Level.MISSED: "Tidak terpenuhi",
    Level.CRITICAL: "Kritis",
    Level.BEHIND: "Tertinggal",
    Level.ON_TRACK: "Sesuai jadwal",
    Level.MET: "Terpenuhi",
    Level.EXEMPT: "Dikecualikan",
}
"""The worst first."""

MEANINGS = {
    Level.MISSED: "Tahun berakhir sebelum batas minimal tercapai.",
    Level.CRITICAL: "Batas minimal hanya tercapai bila segera mengikuti pelatihan.",
    Level.BEHIND: "Di bawah jadwal, tetapi masih dapat dikejar.",
}

CAUSES = {
    Cause.WITHDRAWN: "dicabut oleh penyelenggara",
    Cause.REJECTED: "ditolak setelah diperiksa petugas",
    Cause.NOT_COMPLETED: "menurut sumbernya belum selesai atau belum lulus",
    Cause.CORRECTED: "dikoreksi oleh sumbernya atau setelah diperiksa petugas",
    Cause.MERGED: "ternyata sama dengan pelatihan lain yang sudah dihitung",
    Cause.OTHER_YEAR: "tanggalnya dikoreksi: dihitung pada tahun lain",
    Cause.OTHER_PERSON: "ternyata milik pegawai lain",
    Cause.GONE: "tidak ada lagi dalam data; berkas asalnya dibatalkan",
}


ROSTER = "roster"


def source_words(source: str) -> str:
    """A source by its name; the roster by what it is."""
    return "data induk pegawai" if source == ROSTER else source


def month_words(month: Month) -> str:
    """November 2026."""
    return f"{MONTHS[month.on.month - 1]} {month.on.year}"


def moment_words(at: datetime) -> str:
    """24 November 2026 pukul 06.00 WIB."""
    there = at.astimezone(JAKARTA)
    return f"{day_words(there.date())} pukul {there:%H.%M} WIB"


def last_day_words(year: int) -> str:
    """31 Desember 2026."""
    return day_words(date(year, 12, 31))
