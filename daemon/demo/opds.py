"""The 59 OPDs of the invented regency, with sizes and work units such as a real one has."""

from dataclasses import dataclass
from random import Random

from daemon.demo.luck import happens

_OFFICES = (
    ("Sekretariat Daerah", "Setda", 2.6),
    ("Sekretariat DPRD", "Setwan", 0.6),
    ("Inspektorat", "Itda", 0.6),
    ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM", 0.6),
    ("Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah", "Bapperida", 0.6),
    ("Badan Pendapatan Daerah", "Bapenda", 0.9),
    ("Badan Pengelolaan Keuangan dan Aset Daerah", "BPKAD", 0.8),
    ("Badan Penanggulangan Bencana Daerah", "BPBD", 0.5),
    ("Badan Kesatuan Bangsa dan Politik", "Kesbangpol", 0.3),
    ("Dinas Pendidikan dan Kebudayaan", "Dindikbud", 45.0),
    ("Dinas Kesehatan", "Dinkes", 17.0),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", 1.4),
    ("Dinas Perumahan Rakyat dan Kawasan Permukiman", "DPRKP", 0.6),
    ("Satuan Polisi Pamong Praja", "Satpol PP", 2.2),
    ("Dinas Pemadam Kebakaran dan Penyelamatan", "DPKP", 1.1),
    ("Dinas Sosial", "Dinsos", 0.5),
    ("Dinas Tenaga Kerja dan Transmigrasi", "Disnakertrans", 0.6),
    ("Dinas Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak", "DKBP3A", 1.3),
    ("Dinas Ketahanan Pangan dan Perikanan", "DKPP", 0.6),
    ("Dinas Pertanian", "Distan", 1.3),
    ("Dinas Lingkungan Hidup", "DLH", 1.2),
    ("Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", 0.7),
    ("Dinas Pemberdayaan Masyarakat dan Desa", "DPMD", 0.5),
    ("Dinas Perhubungan", "Dishub", 0.9),
    ("Dinas Komunikasi, Informatika, Persandian dan Statistik", "Diskominfosatik", 0.6),
    ("Dinas Koperasi, Usaha Mikro, Kecil dan Menengah, Perindustrian dan Perdagangan",
     "Diskoumperindag", 0.8),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", 0.5),
    ("Dinas Kepemudaan, Olahraga dan Pariwisata", "Disporapar", 0.5),
    ("Dinas Perpustakaan dan Kearsipan Daerah", "DPKD", 0.4),
    ("RSUD dr. Drajat Prawiranegara", "RSDP", 6.3),
)  # fmt: skip
DISTRICTS = (
    "Anyar", "Bandung", "Baros", "Binuang", "Bojonegara", "Carenang", "Cikande", "Cikeusal",
    "Cinangka", "Ciomas", "Ciruas", "Gunungsari", "Jawilan", "Kibin", "Kopo", "Kragilan",
    "Kramatwatu", "Lebakwangi", "Mancak", "Pabuaran", "Padarincang", "Pamarayan", "Petir",
    "Pontang", "Pulo Ampel", "Tanara", "Tirtayasa", "Tunjung Teja", "Waringinkurung",
)  # fmt: skip
_DISTRICT_WEIGHT = 0.32
_SECTIONS = ("Sekretariat", "Bidang Program", "Bidang Pelayanan", "Bidang Pembinaan", "Bidang Data")
_DISTRICT_SECTIONS = ("Sekretariat", "Seksi Pemerintahan", "Seksi Pelayanan Umum", "Seksi Ekbang")
_WARDS = ("Instalasi Gawat Darurat", "Instalasi Rawat Inap", "Instalasi Farmasi", "Poliklinik")
DOMAIN = "serang.example"


@dataclass(frozen=True, slots=True)
class OpdKind:
    """What is known of an OPD before anybody works in it."""

    name: str
    abbreviation: str
    weight: float
    """Share of all employees, roughly in percent."""
    field: str
    """`school`, `health` or `office`: what its people have studied and where they work."""


@dataclass(frozen=True, slots=True)
class Opd:
    """An OPD with its head."""

    name: str
    abbreviation: str
    head_name: str
    head_email: str


def kinds() -> tuple[OpdKind, ...]:
    """All 59: the offices, then the districts (kecamatan)."""
    offices = [OpdKind(name, short, weight, _field(short)) for name, short, weight in _OFFICES]
    districts = [
        OpdKind(f"Kecamatan {name}", f"Kec. {name}", _DISTRICT_WEIGHT, "office")
        for name in DISTRICTS
    ]
    return tuple(offices + districts)


def head_email(kind: OpdKind) -> str:
    """Address of the head of an OPD; `.example` can never be a real one."""
    letters = "".join(char for char in kind.abbreviation.lower() if char.isalnum())
    return f"kepala.{letters}@{DOMAIN}"


def work_unit(chance: Random, kind: OpdKind) -> str:
    """A school, a puskesmas, a ward or a section of the OPD."""
    if kind.field == "school" and happens(chance, 0.95):
        district = chance.choice(DISTRICTS)
        if happens(chance, 0.75):
            return f"SDN {district} {chance.randint(1, 9)}"
        return f"SMPN {chance.randint(1, 3)} {district}"
    if kind.abbreviation == "RSDP":
        return chance.choice(_WARDS)
    if kind.field == "health" and happens(chance, 0.92):
        return f"UPT Puskesmas {chance.choice(DISTRICTS)}"
    return chance.choice(_DISTRICT_SECTIONS if kind.name.startswith("Kecamatan") else _SECTIONS)


def _field(abbreviation: str) -> str:
    return {"Dindikbud": "school", "Dinkes": "health", "RSDP": "health"}.get(abbreviation, "office")
