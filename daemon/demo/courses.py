"""What could be attended in a year: every course with its dates, hours and provider."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from daemon.demo.luck import happens


class Source(StrEnum):
    """Who tells of a training."""

    LAN = "lan"
    CERIA = "banten-ceria"
    LMS = "lms"
    """Is asked over HTTP; the others send files, to a folder of this name."""


class Track(StrEnum):
    """One stream of exports of a source: a file each month."""

    MOOC = "mooc"
    ORIENTATION = "orientasi-pppk"
    LEADERSHIP = "kepemimpinan-latsar"
    SENT = "pelatihan"
    ELEARNING = "e-learning"
    WEBINAR = "webinar"


LAN = "Lembaga Administrasi Negara"
BPSDM = "BPSDM Provinsi Banten"
LATSAR = "Pelatihan Dasar CPNS"
SUPERVISORS = "Pelatihan Kepemimpinan Pengawas"
ORIENTATION = "Orientasi PPPK"

_MOOCS = (
    ("Literasi Digital bagi ASN", 6), ("Manajemen ASN dan Netralitas", 5),
    ("Berpikir Analitis dan Kritis", 8), ("Core Values ASN BerAKHLAK", 6),
    ("Komunikasi Publik di Era Digital", 7), ("Penyusunan Naskah Kebijakan", 10),
    ("Pelayanan Publik Prima", 6), ("Manajemen Perubahan Sektor Publik", 8),
    ("Pengantar Kecerdasan Artifisial", 5), ("Etika dan Integritas ASN", 4),
    ("Pengarusutamaan Gender", 5), ("Transformasi Digital Pemerintah", 8),
)  # fmt: skip
_ELEARNING = (
    ("Pengelolaan Keuangan Daerah Dasar", 8), ("Pengadaan Barang dan Jasa Dasar", 10),
    ("Tata Naskah Dinas Elektronik", 5), ("Kearsipan Dinamis", 6), ("Keamanan Informasi", 5),
    ("Penyusunan SKP", 6), ("Pencegahan Stunting di Desa", 8), ("Kurikulum Merdeka", 10),
    ("Asesmen Pembelajaran", 8), ("Pencegahan Infeksi di Puskesmas", 8),
    ("Rekam Medis Elektronik", 6), ("Pengolah Angka Tingkat Lanjut", 10),
    ("Pengendalian Gratifikasi", 4), ("Mitigasi Bencana bagi Aparatur", 6),
    ("Pelayanan Ramah Disabilitas", 5), ("Statistik Sektoral", 7.5),
)  # fmt: skip
_WEBINARS = (
    "Reformasi Birokrasi Tematik", "Kesehatan Mental di Tempat Kerja", "Satu Data Daerah",
    "Inovasi Pelayanan Kecamatan", "Sekolah Ramah Anak", "Imunisasi dan Gizi Keluarga",
    "Zakat dan Pajak Penghasilan ASN", "Persiapan Purnabakti", "Moderasi Beragama",
    "Manajemen Risiko di OPD", "Sampah Rumah Tangga", "Pemilahan Arsip", "Disiplin PNS",
    "Jabatan Fungsional Setelah Penyetaraan", "Gerakan Literasi", "Aplikasi SRIKANDI",
    "Anti Perundungan", "Kawasan Tanpa Rokok", "Ketahanan Pangan Keluarga", "Layanan Darurat 112",
)  # fmt: skip
_SENT = (
    ("Pelatihan Analisis Jabatan", 30), ("Pelatihan Bendahara Pengeluaran", 40),
    ("Pelatihan Kehumasan Pemerintah", 24), ("Bimbingan Teknis Penyusunan RKA", 20),
    ("Pelatihan Pelayanan Administrasi Kecamatan", 30), ("Pelatihan Manajemen Puskesmas", 40),
    ("Pelatihan Kepala Sekolah Penggerak", 32), ("Pelatihan Penyidik PNS Dasar", 40),
    ("Bimbingan Teknis Pengelolaan Barang Milik Daerah", 20), ("Pelatihan Perencana Pratama", 30),
    ("Pelatihan Pengolahan Data Statistik", 24), ("Pelatihan Kearsipan Tingkat Terampil", 30),
)  # fmt: skip
_USUAL = {
    Track.MOOC: ("E-Learning", LAN, 5),
    Track.ELEARNING: ("E-Learning", BPSDM, 9),
    Track.SENT: ("Pelatihan Teknis", BPSDM, 6),
}
"""Form, provider and longest stay in days."""
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Course:
    """One run of a course, on given days."""

    track: Track
    title: str
    form: str
    provider: str
    start_on: date
    end_on: date
    jp: Decimal
    letter: str | None = None
    """Number of a letter, copied down as everybody's certificate number."""
    prints_jp: bool = True
    """A seminar of one day is worth 4 JP by its form, even where none is printed."""


def courses_of(chance: Random, year: int, month: int) -> dict[Track, list[Course]]:
    """What is open in a month; titles come again in later months, with other dates."""
    first = date(year, month, 1)
    sent = [_SENT[month - 1]]
    if month % _QUARTER == 0:
        sent.append(chance.choice(_SENT))
    chosen = (
        (Track.MOOC, chance.sample(_MOOCS, 5)),
        (Track.ELEARNING, chance.sample(_ELEARNING, 8)),
        (Track.SENT, sent),
    )
    offered = {
        track: [_course(chance, track, first, title, jp) for title, jp in titles]
        for track, titles in chosen
    }
    topics = chance.sample(_WEBINARS, 6)
    offered[Track.WEBINAR] = [_webinar(chance, first, topic) for topic in topics]
    return offered


def long_courses(year: int) -> dict[str, Course]:
    """The courses that people are called to: latsar, leadership, orientation of PPPK."""
    return {
        LATSAR: Course(
            Track.LEADERSHIP, LATSAR, "Pelatihan Dasar", LAN,
            date(year, 4, 7), date(year, 6, 19), Decimal(647),
        ),
        SUPERVISORS: Course(
            Track.LEADERSHIP, SUPERVISORS, "Pelatihan Struktural Kepemimpinan", LAN,
            date(year, 5, 12), date(year, 9, 12), Decimal(905),
        ),
        ORIENTATION: Course(
            Track.ORIENTATION, ORIENTATION, "Pelatihan Jarak Jauh", LAN,
            date(year, 11, 1), date(year, 11, 15), Decimal(20),
        ),
    }  # fmt: skip


def _course(chance: Random, track: Track, first: date, title: str, jp: float) -> Course:
    form, provider, days = _USUAL[track]
    start = first + timedelta(days=chance.randint(1, 26 - days))
    end = start + timedelta(days=chance.randint(max(1, days - 4), days))
    return Course(track, title, form, provider, start, end, Decimal(str(jp)))


def _webinar(chance: Random, first: date, topic: str) -> Course:
    day = first + timedelta(days=chance.randint(1, 26))
    letter = f"800.1.11.1/{chance.randint(100, 999)}/BKPSDM/{day.year}/{day.toordinal() % 1000}"
    return Course(
        track=Track.WEBINAR,
        title=f"Webinar {topic}",
        form="Seminar",
        provider=BPSDM,
        start_on=day,
        end_on=day,
        jp=Decimal(4),
        letter=letter if happens(chance, 0.08) else None,
        prints_jp=happens(chance, 0.7),
    )
