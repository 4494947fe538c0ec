"""An invented year of a regency: who trained when, who tells of it, and what it must add up to."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from connectors.testing.moodle import reports
from connectors.testing.moodle.functions import FULL
from connectors.testing.moodle.invented import FULL_TOKEN
from connectors.testing.moodle.parts import Course, Role, User
from connectors.testing.moodle.world import World as MoodleWorld
from daemon.demo.opds import Opd
from daemon.demo.people import Employee, NipOffice, invent_people
from daemon.demo.roster_book import write_roster_book
from daemon.demo.workbooks import put_row, workbook_at
from models.values import JAKARTA
from tests.year.troubles import File

YEAR = 2024
"""A leap year: 366 nights."""
FIRST = date(YEAR, 1, 2)
DAY = timedelta(days=1)
COURSES = 48
TITLES = 40
_LAN_TIMES, _CERIA_TIMES = (0, 1, 1, 2, 2, 3, 4), (0, 0, 1, 1, 2, 3)
_LAN_JP, _CERIA_JP = (4, 6, 8, 10), (3, 5, 10)
_TOLD_TWICE = 0.1
"""Share of what Banten Ceria tells that stands in LAN's files, too."""
_HEADINGS = ("NIP", "Nama", "Nama Pelatihan", "Tanggal Mulai", "Tanggal Selesai", "JP",
             "Nomor Sertifikat")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Training:
    """One that a person finished on a day."""

    person: int
    title: str
    on: date
    jp: int
    by_lan: bool
    course: int | None = None
    """At Banten Ceria; none is told by LAN alone."""


@dataclass(frozen=True, slots=True)
class World:
    """Everybody, and everything that happens; the same for the same seed."""

    people: Sequence[Employee]
    opds: Sequence[Opd]
    trainings: Mapping[date, Sequence[Training]]

    def truth(self, up_to: date) -> dict[str, int]:
        """Hundredths of JP of everybody, by NIP, from all that ended up to a day."""
        jp = {person.nip: 0 for person in self.people}
        for on, trainings in self.trainings.items():
            for one in trainings if on <= up_to else ():
                jp[self.people[one.person].nip] += 100 * one.jp
        return jp

    def month_up_to(self, day: date) -> list[Training]:
        """What LAN knows of a month on a day of it."""
        days = (day.replace(day=n) for n in range(1, day.day + 1))
        return [one for at in days for one in self.trainings.get(at, ()) if one.by_lan]


def invent_world(seed: int, employees: int) -> World:
    """Invent people and their year."""
    chance = Random(f"year {seed} {employees}")
    people, opds = invent_people(chance, employees, YEAR, NipOffice())
    courses = [(f"Pembelajaran Daring Seri {number}", chance.choice(_CERIA_JP))
               for number in range(1, COURSES + 1)]  # fmt: skip
    by_day: dict[date, list[Training]] = defaultdict(list)
    for person in range(len(people)):
        for one in _year_of(chance, person, courses):
            by_day[one.on].append(one)
    return World(people, opds, dict(by_day))


def _year_of(chance: Random, person: int, courses: Sequence[tuple[str, int]]) -> Iterable[Training]:
    for number in chance.sample(range(1, TITLES + 1), chance.choice(_LAN_TIMES)):
        title = f"Bimbingan Teknis Bidang {number}"
        yield Training(person, title, _day(chance), chance.choice(_LAN_JP), by_lan=True)
    for number in chance.sample(range(COURSES), chance.choice(_CERIA_TIMES)):
        twice = chance.random() < _TOLD_TWICE
        yield Training(person, courses[number][0], _day(chance), courses[number][1], by_lan=twice,
                       course=number)  # fmt: skip


def _day(chance: Random) -> date:
    return date(YEAR, 1, 1) + timedelta(days=chance.randrange(366))


class Ceria:
    """The fake Moodle of Banten Ceria: everybody has an account, completions come day by day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.moodle = MoodleWorld(now=_noon(date(YEAR, 1, 1)))
        self._users = [self._account(person) for person in world.people]
        service = self.moodle.add_user("ws_sinkron", "Layanan Sinkron", role=Role.MANAGER)
        self.moodle.add_token(FULL_TOKEN, service, FULL)
        self.moodle.add_report("Rekap Kelulusan", "participants", reports.COMPLETIONS)
        self._courses: dict[int, Course] = {}

    def live(self, day: date) -> None:
        """Let people complete what they complete on a day."""
        with self.moodle.lock:
            self.moodle.now = _noon(day)
            for one in self._world.trainings.get(day, ()):
                if one.course is not None:
                    user, course = self._users[one.person], self._course(one.course, one)
                    self.moodle.enrol(user, course)
                    self.moodle.complete(user, course)

    def _account(self, person: Employee) -> User:
        return self.moodle.add_user(person.nip, person.name.bare, email=person.email)

    def _course(self, number: int, training: Training) -> Course:
        if number not in self._courses:
            made = self.moodle.add_course(f"C{number:02}", training.title, jp=str(training.jp))
            self._courses[number] = made
        return self._courses[number]


class Lan:
    """The folder of LAN's files: two a month, written anew every Monday and when it is over."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._spoilt: dict[Path, bytes] = {}
        folder.mkdir(parents=True)

    def live(self, day: date, *, all_now: bool = False) -> None:
        """Tell on the morning of a day what ended before it."""
        if all_now or day.weekday() == 0 or day.day == 1:
            self._write(day - DAY)

    def _write(self, up_to: date) -> None:
        told = self._world.month_up_to(up_to)
        for half, write in (("csv", _write_text), ("xlsx", _write_book)):
            rows = [self._row(one) for one in told if (one.person % 2 == 0) == (half == "csv")]
            if rows:
                write(self._folder / f"rekap-{up_to:%Y-%m}.{half}", rows)

    def spoil(self, trouble: File | None) -> None:
        """Make this of the newest files, or of the folder, until it is mended."""
        newest = max((path.stem for path in self._folder.iterdir()), default=None)
        if trouble is None or newest is None:
            return
        if trouble is File.AWAY:
            self._folder.rename(self._away)
            return
        for path in self._folder.glob(f"{newest}.*"):
            whole = self._spoilt[path] = path.read_bytes()
            path.write_bytes(whole[: len(whole) // 2] if trouble is File.HALF else whole[::-1])

    def mend(self) -> None:
        """Undo what was spoilt."""
        if self._away.exists():
            self._away.rename(self._folder)
        for path, whole in self._spoilt.items():
            path.write_bytes(whole)
        self._spoilt.clear()

    @property
    def _away(self) -> Path:
        return self._folder.with_name("tidak-terpasang")

    def _row(self, one: Training) -> list[str]:
        person = self._world.people[one.person]
        on = f"{one.on:%d/%m/%Y}"
        number = (
            "" if one.course is not None else f"{one.person}/{one.title.split()[-1]}/LAN/{YEAR}"
        )
        return [person.nip, person.name.bare, one.title, on, on, str(one.jp), number]


def _write_text(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEADINGS, *rows])


def _write_book(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with workbook_at(path) as book:
        sheet = book.add_worksheet("Rekap")
        for number, row in enumerate([_HEADINGS, *rows]):
            put_row(sheet, number, row)


def write_roster(world: World, folder: Path) -> None:
    """Write the workbook of everybody and of the OPDs with their heads."""
    write_roster_book(folder, world.people, world.opds, YEAR)


def _noon(day: date) -> int:
    return int(datetime.combine(day, time(12), JAKARTA).timestamp())
