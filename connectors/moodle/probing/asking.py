"""What to ask of the admin of a Moodle site, in words that he can act upon."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from connectors.moodle.certificates import CUSTOMCERT
from connectors.moodle.enrolled import ENROLLED, STATUS
from connectors.moodle.options import SiteOptions
from connectors.moodle.report import LIST, RESET, RETRIEVE, SYSTEM
from connectors.moodle.site import CONTENTS, COURSES, INFO, USERS, USERS_BY_FIELD

FUNCTIONS = (INFO, COURSES, CONTENTS, LIST, RETRIEVE, RESET, SYSTEM, ENROLLED, STATUS, USERS,
             USERS_BY_FIELD, CUSTOMCERT)  # fmt: skip
"""All that is ever called."""
READ_COURSES = ("moodle/course:view", "moodle/course:viewhiddencourses")
READ_PEOPLE = ("moodle/course:viewparticipants", "moodle/user:viewdetails",
               "moodle/user:viewalldetails", "moodle/site:viewuseridentity")  # fmt: skip
READ_COMPLETIONS = ("report/completion:view",)
READ_REPORTS = ("moodle/reportbuilder:view",)
READ_CUSTOMCERTS = ("mod/customcert:viewallcertificates",)
READ_CERTIFICATES = ("tool/certificate:viewallcertificates",)
COLUMNS = ("Full name with link", "Username", "ID number", "Email address", "Department",
           "Course full name with link", "Course short name", "Time completed")  # fmt: skip
_PLAIN_FIELDS = frozenset({"idnumber", "username", "email"})
_SERVICES = (
    "Nyalakan layanan web (Administrasi situs > Fitur lanjutan > Aktifkan layanan web) dan "
    "protokol REST (Administrasi situs > Server > Layanan web > Kelola protokol)."
)
_ONLY_IF_NEW = "hanya bila belum ada: "
_NEW_LOGIN = (
    "Beri kami akun khusus yang tidak dipakai orang lain, dengan nama pengguna dan kata sandi LMS "
    "itu sendiri (bukan SSO, tanpa kode kedua); sampaikan sandinya lewat jalan yang aman."
)
_NEW_KEY = (
    "Beri kami token layanan web yang baru (Administrasi situs > Server > Layanan web > Kelola "
    "token) dengan masa berlaku yang panjang, lewat jalan yang aman."
)
_NEW_SERVICE = (
    "Hanya bila belum pernah disiapkan: buat layanan eksternal (> Layanan eksternal) bernama "
    "jampel untuk sebuah akun khusus, dengan fungsi:\n"
)


@dataclass(slots=True)
class Needs:
    """What is missing at a site."""

    services: bool = False
    """Web services are off."""
    login: bool = False
    """Name and password are not let in."""
    token: bool = False
    """There is none that is let in."""
    functions: set[str] = field(default_factory=set)
    rights: list[str] = field(default_factory=list)
    report: bool = False
    """There is no custom report of completions that the account may open."""
    links: bool = True
    """Reports show links; downloads do not."""
    columns: list[str] = field(default_factory=list)
    """Those which the report in use lacks."""
    report_name: str = ""
    nips: int = 0
    """So many people have none."""
    courses: Sequence[str] = ()
    """Names of those whose JP is not told."""
    jp_field_known: bool = True


def asks(needs: Needs, options: SiteOptions, account: str) -> tuple[str, ...]:
    """Write one paragraph for each thing that is missing, the weightiest first."""
    new = needs.token or needs.login
    found = [
        _SERVICES if needs.services else "",
        _NEW_LOGIN if needs.login else "",
        _NEW_KEY if needs.token else "",
        _NEW_SERVICE + _listed(FUNCTIONS) if needs.token else "",
        _functions(needs.functions, account) if needs.functions else "",
        _rights(needs.rights, account, new=new) if needs.rights else "",
        report(account, options.nip_fields, links=needs.links, new=new) if needs.report else "",
        _columns(needs) if needs.columns else "",
        _nips(needs.nips, options.nip_fields) if needs.nips else "",
        jp(needs.courses, options.jp_field, known=needs.jp_field_known) if needs.courses else "",
    ]
    return tuple(one[0].upper() + one[1:] for one in found if one)


def report(account: str, nip_fields: Collection[str], *, links: bool, new: bool) -> str:
    """Ask for the custom report of completions."""
    columns = [one for one in COLUMNS if links or "link" not in one]
    columns += [profile_column(one) for one in nip_fields if one not in _PLAIN_FIELDS]
    return (
        f"{_ONLY_IF_NEW if new else ''}buat satu laporan khusus (Administrasi situs > Laporan > "
        'Pembuat laporan > Laporan khusus; sumber "Course participants") dengan kolom:\n'
        + _listed(columns)
        + '\nSyarat (Conditions): "Time completed" tidak kosong (Is not empty). Pembaca '
        f"(Audience): akun {account}, yang perlu hak moodle/reportbuilder:view. Bila laporan "
        "khusus dimatikan di situs ini: nyalakan di Administrasi situs > Fitur lanjutan."
    )


def profile_column(name: str) -> str:
    """Name the column of a profile field."""
    return f'isian profil "{name}", bila ada'


def jp(courses: Sequence[str], jp_field: str, *, known: bool) -> str:
    """Ask for the JP of courses."""
    where = (
        f'Isi isian khusus kursus dengan nama pendek "{jp_field}"'
        if known
        else "Buat isian khusus kursus (Administrasi situs > Kursus > Isian khusus kursus), jenis "
        f'teks pendek, nama pendek "{jp_field}", dan isi'
    )
    return f"{where} dengan jumlah JP, misalnya 20, pada {len(courses)} kursus:\n{some(courses)}"


def some(names: Sequence[str], most: int = 10) -> str:
    """List names, the first of many."""
    more = [f"dan {len(names) - most} lagi"] if len(names) > most else []
    return _listed([*names[:most], *more])


def _functions(missing: Collection[str], account: str) -> str:
    marked = [f"{one}{' (*)' if one in missing else ''}" for one in FUNCTIONS]
    return (
        "Lengkapi layanan web token ini (Administrasi situs > Server > Layanan web > Layanan "
        "eksternal > Fungsi) dengan fungsi bertanda (*). Bila layanannya bawaan aplikasi mobile, "
        f"buat layanan eksternal baru dengan semua fungsi ini, dan token baru untuk akun "
        f"{account}:\n" + _listed(marked)
    )


def _rights(rights: Sequence[str], account: str, *, new: bool) -> str:
    return (
        f"{_ONLY_IF_NEW if new else ''}beri akun {account} peran Manajer di tingkat situs; atau "
        "peran sendiri di tingkat situs dengan hak baca berikut saja:\n"
        + _listed(dict.fromkeys(rights))
    )


def _columns(needs: Needs) -> str:
    return f'Tambahkan pada laporan khusus "{needs.report_name}" kolom:\n{_listed(needs.columns)}'


def _nips(people: int, nip_fields: Collection[str]) -> str:
    first, *others = nip_fields
    place = {"idnumber": "Nomor ID (ID number)", "username": "nama pengguna"}.get(
        first, f'isian profil "{first}"'
    )
    told = f" (dibaca juga dari: {', '.join(others)})" if others else ""
    return f"Isi {place} pada profil {people} pengguna dengan NIP 18 angka{told}."


def _listed(names: Collection[str]) -> str:
    return "\n".join(f"   - {one}" for one in names)
