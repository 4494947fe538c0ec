"""Invented names: chance combinations of common Indonesian, Sundanese and Bantenese name parts.

No list of real people was used; a likeness to anybody is chance.
"""

from dataclasses import dataclass
from random import Random

from daemon.demo.luck import happens

_MEN = (
    "Ahmad", "Muhammad", "Asep", "Ujang", "Dadang", "Cecep", "Encep", "Deden", "Dede", "Tatang",
    "Jajang", "Aceng", "Agus", "Budi", "Hendra", "Indra", "Rudi", "Andi", "Dedi", "Eko",
    "Fajar", "Gunawan", "Heri", "Imam", "Jamal", "Khaerul", "Lukman", "Mulyadi", "Nanang",
    "Rahmat", "Sapri", "Taufik", "Wawan", "Yusuf", "Zaenal", "Abdul", "Bambang", "Hasan",
    "Irfan", "Suhaemi", "Juhaeni", "Sarnata", "Tubagus", "Entus", "Humaedi", "Mastur",
    "Sanukri", "Madsuni", "Rohmat", "Syafrudin", "Bayu", "Ferry", "Galih", "Rizki", "Arif",
    "Hilman",
)  # fmt: skip
_WOMEN = (
    "Siti", "Nur", "Dewi", "Sri", "Rina", "Rini", "Yuni", "Euis", "Iis", "Neneng", "Nunung",
    "Eneng", "Ratu", "Tuti", "Cucu", "Imas", "Ai", "Lilis", "Yayah", "Mimin", "Entin", "Iyos",
    "Fitri", "Kartika", "Ratna", "Wulan", "Anisa", "Citra", "Evi", "Laila", "Mega", "Novita",
    "Reni", "Sari", "Aisyah", "Khodijah", "Maryamah", "Rohayati", "Sumiyati", "Hikmah",
    "Uswatun", "Ida", "Nani", "Yanti", "Dian", "Erna", "Lia", "Rika",
)  # fmt: skip
_MIDDLE = (
    "Nur", "Tri", "Dwi", "Surya", "Jaya", "Rizal", "Akbar", "Fauzan", "Hadi", "Ridwan", "Ilham",
    "Dian", "Eka", "Asri", "Intan", "Puspa", "Wahyu", "Saepul", "Aman", "Fikri", "Bagus",
    "Cahya", "Rahma", "Kurnia",
)  # fmt: skip
_LAST_MEN = (
    "Hidayat", "Nugraha", "Permana", "Setiawan", "Kurniawan", "Suryadi", "Firmansyah", "Rahman",
    "Maulana", "Saputra", "Wijaya", "Sutisna", "Sudrajat", "Hermawan", "Gumilar", "Suherman",
    "Sopandi", "Mulyana", "Supriatna", "Kosasih", "Sumarna", "Sujana", "Fathoni", "Jaelani",
    "Hambali", "Syarifudin", "Basri", "Halim", "Fauzi", "Hakim", "Ramadhan", "Iskandar",
    "Sanusi", "Mansyur", "Sobandi", "Wiranata", "Kusnadi", "Suhendar", "Effendi", "Bahrudin",
    "Marzuki", "Hudori", "Asmawi", "Rosadi", "Sukmana",
)  # fmt: skip
_LAST_WOMEN = (
    "Hasanah", "Fatimah", "Rahayu", "Utami", "Handayani", "Wahyuni", "Anggraeni", "Permatasari",
    "Lestari", "Mulyani", "Nurjanah", "Komariah", "Rohmah", "Maesaroh", "Sumarni", "Kurniasih",
    "Nuraeni", "Hayati", "Suryani", "Kusumawati", "Susilawati", "Kartini", "Maharani",
    "Puspitasari", "Rosmiati", "Aminah", "Zahro", "Marlina", "Herlina", "Solihah", "Juwita",
    "Oktaviani",
)  # fmt: skip
_FRONT_MEN = ("H.", "Drs.", "Ir.", "Dr.")
_FRONT_WOMEN = ("Hj.", "Dra.", "Ir.", "Dr.")
_BACK = {
    "school": ("S.Pd.", "S.Pd.", "S.Pd.", "S.Pd.I.", "M.Pd.", "S.Pd., M.Pd.", "S.Ag.", "S.Kom."),
    "health": ("A.Md.Keb.", "A.Md.Kep.", "S.Kep.", "S.Kep., Ns.", "S.K.M.", "M.Kes.", "S.Farm."),
    "office": ("S.E.", "S.H.", "S.Sos.", "S.IP.", "S.T.", "S.Kom.", "M.Si.", "S.STP., M.Si."),
}  # fmt: skip
_DOCTORS = ("dr.", "dr.", "drg.")
_SHORT_MUHAMMAD = ("Muh.", "Moh.", "Mohammad", "Mochamad")

_TITLED_FROM = 42
"""Titles before the name come with age."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name with the titles before and after it."""

    front: str
    bare: str
    back: str

    @property
    def full(self) -> str:
        """The name as it stands on a certificate."""
        name = f"{self.front} {self.bare}" if self.front else self.bare
        return f"{name}, {self.back}" if self.back else name


def invent_name(chance: Random, *, female: bool, field: str, age: int) -> PersonName:
    """Put a name together; `field` (school, health, office) decides which titles are likely."""
    first = chance.choice(_WOMEN if female else _MEN)
    parts = [first]
    if happens(chance, 0.3):
        parts.append(chance.choice([word for word in _MIDDLE if word != first]))
    parts.append(chance.choice(_LAST_WOMEN if female else _LAST_MEN))
    front = ""
    if field == "health" and happens(chance, 0.12):
        front = chance.choice(_DOCTORS)
    elif age > _TITLED_FROM and happens(chance, 0.12):
        front = chance.choice(_FRONT_WOMEN if female else _FRONT_MEN)
    back = "" if front in _DOCTORS or happens(chance, 0.25) else chance.choice(_BACK[field])
    return PersonName(front, " ".join(parts), back)


def misspell(chance: Random, bare: str) -> str:
    """Slip once inside the last word, so that the name can still be recognised.

    A slip that would change the alphabetical order of the words is not made: names are
    compared with their words in that order.
    """
    head, _, last = bare.rpartition(" ")
    at = chance.randrange(2, len(last) - 1)
    slips = (
        last[:at] + last[at + 1] + last[at] + last[at + 2 :],
        last[:at] + last[at + 1 :],
        last[:at] + last[at] + last[at:],
    )
    slipped = f"{head} {chance.choice(slips)}"
    return slipped if _order(slipped) == _order(bare) else bare


def respell(chance: Random, bare: str) -> str:
    """Write Muhammad in one of its other spellings; every other name stays."""
    if bare.startswith("Muhammad "):
        return bare.replace("Muhammad", chance.choice(_SHORT_MUHAMMAD), 1)
    return bare


def _order(bare: str) -> list[int]:
    words = bare.split()
    return sorted(range(len(words)), key=words.__getitem__)
