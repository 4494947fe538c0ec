"""Invented sites of any size, with the list of what a careful fetch must find in them."""

import random
from dataclasses import dataclass
from datetime import date

from connectors.testing.moodle import reports
from connectors.testing.moodle.display import View
from connectors.testing.moodle.functions import FULL, MOBILE, WITHOUT_REPORTS
from connectors.testing.moodle.parts import Course, Role, User
from connectors.testing.moodle.world import World

NOW = 1_795_489_458
"""24 November 2026."""
FULL_TOKEN = "f" * 32
MOBILE_TOKEN = "a" * 32
NO_REPORTS_TOKEN = "b" * 32
BARE_TOKEN = "c" * 32
PASSWORD = "rahasia-uji-coba"  # noqa: S105 - of an invented account
_DAY = 86_400
_IN_PROFILE = 3
_FIRST_NAMES = (
    "Agus",
    "Wati",
    "Joko",
    "Fitri",
    "Indah",
    "Teguh",
    "Umi",
    "Ratna",
    "Yusuf",
    "Sugeng",
)
_LAST_NAMES = (
    "Santoso",
    "Lubis, S.Kom",
    "Permata, S.T.",
    "Nasution",
    "Nur'aini, S.H., M.H.",
    "Hidayat",
)
_OPDS = ("Dinas Kesehatan", "Dinas Pendidikan & Kebudayaan", "Sekretariat Daerah", "UPTD Samsat")
_TITLES = ("Pengelolaan Arsip", "Bendahara Pengeluaran", "Anti Gratifikasi", "Latsar & Orientasi",
           "Pelayanan Publik", "Naskah Dinas")  # fmt: skip
_CERTIFICATES = ("customcert", "tool", "")


@dataclass(frozen=True, slots=True)
class Truth:
    """One completion as it is."""

    user: int
    course: int
    nip: str
    title: str
    completed_on: date
    """In the zone of the site."""
    jp: str
    code: str
    """Of the certificate; empty without."""


@dataclass(frozen=True, slots=True)
class Invented:
    """A site with its truth, by (user, course)."""

    world: World
    truth: tuple[Truth, ...]
    report: int
    """Id of the custom report of completions."""


def invented_site(
    seed: int, *, learners: int = 300, courses: int = 12, completions: int = 1_139
) -> Invented:
    """Make a site: the same for the same seed.

    Its NIPs are well-formed and belong to nobody. It has a manager `manajer`, a service
    account with each kind of token, and a custom report of completions.
    """
    # Not for secrets: a site must come out the same again.
    dice = random.Random(seed)  # noqa: S311
    world = World(now=NOW - 300 * _DAY)
    _staff(world)
    people = [_learner(world, dice, number) for number in range(learners)]
    lessons = [_lesson(world, dice, number) for number in range(courses)]
    report = world.add_report("Rekap Kelulusan", "participants", reports.COMPLETIONS)
    world.add_report("Sertifikat Terbit", "certificates", reports.ISSUED)
    world.add_report("Daftar Pengguna", "users", reports.PEOPLE)
    pairs = dice.sample(range(learners * courses), completions)
    truth = [
        _complete(world, dice, people[pair // courses], lessons[pair % courses]) for pair in pairs
    ]
    world.now = NOW
    return Invented(world, tuple(truth), report.id)


def big_site(seed: int) -> Invented:
    """Make a site of 60,000 completions, for measuring."""
    return invented_site(seed, learners=8_000, courses=60, completions=60_000)


def _staff(world: World) -> None:
    world.add_user("manajer", "Manajer Diklat", role=Role.MANAGER, password=PASSWORD)
    service = world.add_user("ws_sinkron", "Layanan Sinkron", role=Role.MANAGER)
    world.add_token(FULL_TOKEN, service, FULL)
    world.add_token(MOBILE_TOKEN, service, MOBILE)
    world.add_token(NO_REPORTS_TOKEN, service, WITHOUT_REPORTS)
    bare = world.add_user("ws_lemah", "Layanan Lemah", role=Role.BARE)
    world.add_token(BARE_TOKEN, bare, FULL)


def _learner(world: World, dice: random.Random, number: int) -> User:
    nip = invented_nip(dice, number)
    name = f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}"
    # Where the NIP stands differs from account to account, as in real sites.
    kind = number % 4
    return world.add_user(
        nip if kind in {0, 2} else f"pegawai{number}",
        name,
        idnumber=nip if kind in {1, 2} else "",
        email=f"pegawai{number}@contoh.invalid",
        department=dice.choice(_OPDS),
        fields={"nip": nip} if kind == _IN_PROFILE else {},
    )


def invented_nip(dice: random.Random, number: int) -> str:
    """Make a NIP with a valid birth date, start and sex; the number makes it the only one."""
    birth = f"{dice.randint(1968, 1988)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    start = f"{2010 + number // 999}{dice.randint(1, 12):02d}"
    return f"{birth}{start}{dice.randint(1, 2)}{number % 999 + 1:03d}"


def _lesson(world: World, dice: random.Random, number: int) -> Course:
    jp = dice.choice((3, 5, 10, 20, 40))
    title = f"{_TITLES[number % len(_TITLES)]} {number + 1}"
    # Every third course says its JP in the name only.
    in_name = number % 3 == 0
    return world.add_course(
        shortname=f"C{number + 1:02d}",
        fullname=f"{title} ({jp} JP)" if in_name else title,
        jp="" if in_name else str(jp),
        idnumber=f"DKL-2026-{number + 1:03d}",
        certificate=_CERTIFICATES[number % len(_CERTIFICATES)],
    )


def _complete(world: World, dice: random.Random, user: User, course: Course) -> Truth:
    world.now = NOW - dice.randint(1, 300 * _DAY)
    world.enrol(user, course)
    world.complete(user, course)
    code = ""
    if course.customcert or course.template:
        code = f"{dice.randrange(10**10):010d}{user.firstname[:1]}{user.lastname[:1]}"
        world.issue(user, course, code)
    nip = next(
        one for one in (user.idnumber, user.username, user.fields.get("nip", "")) if one.isdigit()
    )
    named = course.fullname.rpartition("(")[2].removesuffix(" JP)")
    return Truth(
        user=user.id,
        course=course.id,
        nip=nip,
        title=course.fullname,
        completed_on=View("id", world.timezone).local(world.now).date(),
        jp=course.jp or named,
        code=code,
    )
