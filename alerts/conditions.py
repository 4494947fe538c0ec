"""What can be wrong with the service: one table of plain rules, with what to say to a person.

docs/operations.md tells the same of each kind, in Indonesian and English.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from alerts.facts import Facts
from alerts.words import moment_words

AT_ONCE = timedelta(0)
SHORT = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CLOCK_SLACK = timedelta(minutes=5)
MOST_NAMED = 5
MOST_SHOWN = 300
"""Letters of a foreign text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that holds now."""

    subject: str
    happened: str
    remedy: str


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


def _stale(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        name = one.health.source
        if one.stale_since is not None and one.health.paused_at is None:
            yield Found(
                name,
                f"Sumber {name} tidak menjawab dengan baik sejak {moment_words(one.stale_since)}.",
                f"Lihat sebabnya: jampel runs. Coba tarik sekarang: jampel sync {name}. Bila "
                "alamat atau foldernya berubah, perbaiki jampel.toml.",
            )


def _quiet(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        name = one.health.source
        if one.quiet_since is not None:
            since = moment_words(one.quiet_since)
            yield Found(
                name,
                f"Sumber {name} tidak membawa apa pun yang baru sejak {since}.",
                "Tanyakan kepada pengelola sumber, atau taruh ekspor terbaru di foldernya.",
            )


def _paused(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        health = one.health
        if health.paused_at is not None:
            yield Found(
                health.source,
                f"Sumber {health.source} dijeda sejak {moment_words(health.paused_at)}: "
                f"{_one_line(health.pause_reason)}.",
                f"Perbaiki sebabnya, lalu: jampel source resume {health.source}",
            )


def _run_held(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        runs = one.health.held_runs
        if runs:
            numbers = ", ".join(str(run) for run in runs)
            yield Found(
                one.health.source,
                f"Penarikan dari {one.health.source} ditahan: run {numbers}.",
                f"Periksa: jampel runs {runs[-1]}; lalu jampel approve {runs[-1]} atau "
                f"jampel reject {runs[-1]}",
            )


def _change_held(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        if one.health.held_changes:
            yield Found(
                one.health.source,
                f"{one.health.held_changes} perubahan dari {one.health.source} yang menurunkan JP "
                "ditahan.",
                "Cari run-nya: jampel runs; periksa, lalu jampel approve RUN atau "
                "jampel reject RUN",
            )


def _run_failed(facts: Facts) -> Iterator[Found]:
    for one in facts.sources:
        name, last = one.health.source, one.health.last_run
        if last is not None and last.outcome == "failed":
            yield Found(
                name,
                f"Penarikan dari {name} gagal (run {last.id}): {_one_line(last.note)}.",
                f"Lihat: jampel runs {last.id}; kirim rinciannya ke pengembang. Dicoba lagi pada "
                "jadwal berikut.",
            )


def _growing(kind: str, words: str, command: str) -> Callable[[Facts], Iterator[Found]]:
    def find(facts: Facts) -> Iterator[Found]:
        for one in facts.sources:
            name, rows = one.health.source, getattr(one.health, kind)
            before = facts.before.get((kind, name), rows)
            if rows - before >= facts.around.grown_by:
                yield Found(
                    name,
                    f"{rows} baris dari {name} {words}, {rows - before} lebih banyak daripada "
                    "seminggu lalu.",
                    f"Lihat: {command}. Bila semua bersebab sama, perbaiki di sumbernya atau di "
                    "jampel.toml.",
                )

    return find


def _unsent(reason: str, words: str, remedy: str) -> Callable[[Facts], Iterator[Found]]:
    def find(facts: Facts) -> Iterator[Found]:
        for one in facts.unsent:
            if one.reason == reason:
                yield Found(
                    one.period,
                    f"{len(one.opds)} rekap periode {one.period} {words}: {_named(one.opds)}.",
                    remedy,
                )

    return find


def _no_recipient(facts: Facts) -> Iterator[Found]:
    for one in facts.unreachable:
        if one.reason == "no_recipient":
            name = _one_line(one.opd)
            yield Found(
                one.opd,
                f"{name} tidak punya kepala, atau kepalanya tidak punya alamat surel.",
                f'Isi di daftar OPD (folder data induk), atau: jampel opd head "{name}" --name '
                f'NAMA --email SUREL. Rekap yang terlewat: jampel digest --opd "{name}" --send',
            )


def _address_disabled(facts: Facts) -> Iterator[Found]:
    for one in facts.unreachable:
        if one.reason == "address_disabled" and one.since is not None:
            name = _one_line(one.opd)
            yield Found(
                one.opd,
                f"Surel kepada {name} ({_one_line(one.address)}) kembali pada "
                f"{moment_words(one.since)}: {_one_line(one.said)}.",
                f'Alamat lain: jampel opd head "{name}" --email SUREL; alamat yang sama bila '
                "ternyata benar, dengan perintah yang sama. Rekap yang kembali: jampel digest "
                f'--opd "{name}" --send',
            )


def _bounces(facts: Facts) -> Iterator[Found]:
    if facts.bounces_trouble is not None:
        yield Found(
            "mailbox",
            f"Kotak surel yang kembali tidak dapat dibaca: {_one_line(facts.bounces_trouble)}.",
            "Periksa [bounces] di jampel.toml (host, security, username, password, folder). "
            "Dicoba lagi sendiri.",
        )


def _disk(facts: Facts) -> Iterator[Found]:
    free, least = facts.around.free_bytes, facts.around.least_free_bytes
    if free is not None and free < least:
        yield Found(
            "store",
            f"Ruang disk untuk basis data tinggal {free // 2**20} MiB (batas {least // 2**20} "
            "MiB).",
            "Kosongkan atau perbesar disk. Jangan menghapus jampel.db atau berkas di sebelahnya.",
        )


def _clock(facts: Facts) -> Iterator[Found]:
    remedy = "Nyalakan sinkronisasi waktu (timedatectl set-ntp true), periksa dengan: date"
    if facts.told_at is not None and facts.now < facts.told_at - CLOCK_SLACK:
        yield Found(
            "store",
            f"Jam komputer menunjuk {moment_words(facts.now)}, padahal basis data sudah mencatat "
            f"{moment_words(facts.told_at)}.",
            remedy,
        )
    skew = facts.clock_skew
    if skew is not None and abs(skew) > CLOCK_SLACK:
        way = "lebih cepat" if skew > timedelta(0) else "lebih lambat"
        minutes = int(abs(skew).total_seconds()) // 60
        yield Found("sources", f"Jam komputer {minutes} menit {way} daripada jam sumber.", remedy)


CONDITIONS = (
    Condition(
        "source_stale",
        _stale,
        "Pelatihan terbaru dari sumber ini belum dihitung; yang lama tetap dihitung.",
        # After the machine slept for days every source is overdue, until it has been asked.
        raise_after=SHORT,
        clear_after=SHORT,
    ),
    Condition(
        "source_quiet",
        _quiet,
        "Sumber menjawab, tetapi isinya tidak bertambah: mungkin ekspornya berhenti dibuat.",
    ),
    Condition(
        "source_paused",
        _paused,
        "Tidak ditarik sampai seseorang melanjutkannya; yang lama tetap dihitung.",
    ),
    Condition(
        "run_held",
        _run_held,
        "Isinya menyusut, kosong, atau terlalu banyak yang tidak terbaca; belum ada yang dihitung "
        "dari penarikan itu.",
    ),
    Condition(
        "change_held",
        _change_held,
        "Sumber menurunkan atau mencabut JP; yang lama tetap dihitung sampai diputuskan.",
    ),
    Condition(
        "run_failed",
        _run_failed,
        "Kesalahan program atau jumlah yang tidak cocok; tidak ada yang berubah oleh penarikan "
        "itu.",
        clear_after=DAY,
    ),
    Condition(
        "quarantine_growing",
        _growing("quarantine", "ada di karantina", "jampel quarantine list"),
        "Makin banyak baris yang tidak terbaca: mungkin bentuk ekspornya berubah. Baris itu belum "
        "dihitung.",
        clear_after=DAY,
    ),
    Condition(
        "review_growing",
        _growing("review", "perlu verifikasi", "jampel review list"),
        "Makin banyak baris yang pegawainya tidak dikenal: mungkin data induk pegawai sudah lama. "
        "Baris itu belum dihitung.",
        clear_after=DAY,
    ),
    Condition(
        "digest_late",
        _unsent("late", "belum terkirim lebih dari satu hari kerja",
                "Periksa server surel: jampel check --connect. Dicoba lagi sendiri."),
        "Server surel tidak menerima; kepala OPD itu belum tahu keadaan pegawainya.",
        clear_after=SHORT,
    ),
    Condition(
        "digest_failed",
        _unsent("failed", "gagal dikirim",
                "Lihat alasannya: jampel digest. Perbaiki alamatnya di daftar OPD, lalu kirim "
                "lagi: jampel digest --opd OPD --send"),
        "Surel ditolak untuk seterusnya; kepala OPD itu tidak menerima rekap.",
    ),
    Condition(
        "digest_no_recipient",
        _no_recipient,
        "Rekapnya tidak dikirim sampai ada penerimanya.",
    ),
    Condition(
        "address_disabled",
        _address_disabled,
        "Server penerima menolaknya untuk seterusnya: tidak ada lagi yang dikirim ke alamat itu.",
    ),
    Condition(
        "bounces_unread",
        _bounces,
        "Surel yang kembali tidak diketahui; rekap tetap dikirim.",
        raise_after=HOUR,
    ),
    Condition(
        "digest_misconfigured",
        _unsent("configuration", "menunggu karena server surel menolak cara kita masuk",
                "Periksa [mail] di jampel.toml (security, username, password, ca_file), lalu: "
                "jampel check --connect"),
        "Tidak ada surel yang keluar sampai konfigurasinya diperbaiki; kata sandi tidak pernah "
        "dikirim tanpa enkripsi.",
    ),
    Condition(
        "disk_low",
        _disk,
        "Bila disk penuh, penarikan berhenti; yang sudah tersimpan tetap aman.",
        raise_after=SHORT,
        clear_after=HOUR,
    ),
    Condition(
        "clock_off",
        _clock,
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


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMED
    named = ", ".join(_one_line(name) for name in names[:MOST_NAMED])
    return f"{named} dan {more} lagi" if more > 0 else named


def _one_line(text: str | None) -> str:
    """Foreign text as one printable line of bounded length."""
    plain = "".join(c if c.isprintable() else " " for c in text or "tanpa keterangan").rstrip(". ")
    return plain if len(plain) <= MOST_SHOWN else f"{plain[:MOST_SHOWN]}…"
