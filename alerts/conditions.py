"""What can be wrong with the service: one table of plain rules, with what to say to a person.

docs/operations.md tells the same of each kind, in Indonesian and English.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from alerts.about_machine import clock, disk
from alerts.about_mail import address_disabled, bounces, no_recipient, unsent
from alerts.about_sources import (
    change_held,
    growing,
    paused,
    quiet,
    run_failed,
    run_held,
    stale,
)
from alerts.facts import Facts
from alerts.found import Found

AT_ONCE = timedelta(0)
SHORT = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule over facts, and how patient to be with it."""

    kind: str
    find: Callable[[Facts], Iterable[Found]]
    meaning: str
    raise_after: timedelta = AT_ONCE
    """How long it must hold before anybody hears of it."""
    clear_after: timedelta = AT_ONCE
    """How long it must be gone before it counts as over: what comes and goes is one alert."""


CONDITIONS = (
    Condition(
        "source_stale",
        stale,
        "Pelatihan terbaru dari sumber ini belum dihitung; yang lama tetap dihitung.",
        # After the machine slept for days every source is overdue, until it has been asked.
        raise_after=SHORT,
        clear_after=SHORT,
    ),
    Condition(
        "source_quiet",
        quiet,
        "Sumber menjawab, tetapi isinya tidak bertambah: mungkin ekspornya berhenti dibuat.",
    ),
    Condition(
        "source_paused",
        paused,
        "Tidak ditarik sampai seseorang melanjutkannya; yang lama tetap dihitung.",
    ),
    Condition(
        "run_held",
        run_held,
        "Isinya menyusut, kosong, atau terlalu banyak yang tidak terbaca; belum ada yang dihitung "
        "dari penarikan itu.",
    ),
    Condition(
        "change_held",
        change_held,
        "Sumber menurunkan atau mencabut JP; yang lama tetap dihitung sampai diputuskan.",
    ),
    Condition(
        "run_failed",
        run_failed,
        "Kesalahan program atau jumlah yang tidak cocok; tidak ada yang berubah oleh penarikan "
        "itu.",
        clear_after=DAY,
    ),
    Condition(
        "quarantine_growing",
        growing("quarantine", "ada di karantina", "jampel quarantine list"),
        "Makin banyak baris yang tidak terbaca: mungkin bentuk ekspornya berubah. Baris itu belum "
        "dihitung.",
        clear_after=DAY,
    ),
    Condition(
        "review_growing",
        growing("review", "perlu verifikasi", "jampel review list"),
        "Makin banyak baris yang pegawainya tidak dikenal: mungkin data induk pegawai sudah lama. "
        "Baris itu belum dihitung.",
        clear_after=DAY,
    ),
    Condition(
        "digest_late",
        unsent("late", "belum terkirim lebih dari satu hari kerja",
                "Periksa server surel: jampel check --connect. Dicoba lagi sendiri."),
        "Server surel tidak menerima; kepala OPD itu belum tahu keadaan pegawainya.",
        clear_after=SHORT,
    ),
    Condition(
        "digest_failed",
        unsent("failed", "gagal dikirim",
                "Lihat alasannya: jampel digest. Perbaiki alamatnya di daftar OPD, lalu kirim "
                "lagi: jampel digest --opd OPD --send"),
        "Surel ditolak untuk seterusnya; kepala OPD itu tidak menerima rekap.",
    ),
    Condition(
        "digest_no_recipient",
        no_recipient,
        "Rekapnya tidak dikirim sampai ada penerimanya.",
    ),
    Condition(
        "address_disabled",
        address_disabled,
        "Server penerima menolaknya untuk seterusnya: tidak ada lagi yang dikirim ke alamat itu.",
    ),
    Condition(
        "bounces_unread",
        bounces,
        "Surel yang kembali tidak diketahui; rekap tetap dikirim.",
        raise_after=HOUR,
    ),
    Condition(
        "digest_misconfigured",
        unsent("configuration", "menunggu karena server surel menolak cara kita masuk",
                "Periksa [mail] di jampel.toml (security, username, password, ca_file), lalu: "
                "jampel check --connect"),
        "Tidak ada surel yang keluar sampai konfigurasinya diperbaiki; kata sandi tidak pernah "
        "dikirim tanpa enkripsi.",
    ),
    Condition(
        "disk_low",
        disk,
        "Bila disk penuh, penarikan berhenti; yang sudah tersimpan tetap aman.",
        raise_after=SHORT,
        clear_after=HOUR,
    ),
    Condition(
        "clock_off",
        clock,
        "Jadwal, tahun dan keadaan pegawai dihitung dengan jam ini: bisa keliru.",
        clear_after=HOUR,
    ),
)  # fmt: skip
"""The one list: what is not in it never becomes an alert."""


def holding(facts: Facts) -> dict[tuple[str, str], tuple[Condition, Found]]:
    """Return all that holds, by kind and subject."""
    return {
        (condition.kind, found.subject): (condition, found)
        for condition in CONDITIONS
        for found in condition.find(facts)
    }
