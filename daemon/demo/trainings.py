"""Who attended what: the truth behind the exports of a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random

from daemon.demo.courses import (
    LATSAR,
    ORIENTATION,
    SUPERVISORS,
    Course,
    Source,
    Track,
    courses_of,
    long_courses,
)
from daemon.demo.luck import happens
from daemon.demo.people import ACTIVE, Employee, Employment

_PACE = (2.0, 4.0, 6.0, 7.5, 9.0, 10.0, 12.0, 14.0, 16.5, 19.0, 20.0, 20.0)
"""JP that a careful person has at the end of each month: a little ahead of what is expected."""
_SEASON = (0.55, 0.90, 0.85, 0.80, 0.95, 1.0, 0.90, 0.95, 1.0, 1.0, 1.0, 0.7)
"""How busy a month is: least after new year and around the fasting month."""
_MORE = 0.05
"""Chance of one course in a month more than needed."""
_ZEAL = ((0.97, 0.85), (0.18, 0.12), (0.0, 0.03))
"""How often people act when they fall short, with their share of all."""
_SENT_SHARE = 75 / 12_000
"""BKPSDM sends 50 to 100 people a month to each course."""
_ORIENTATION_SHARE = 1_861 / 12_000
_SUPERVISORS_SHARE = 0.004
_FAILS = 0.015
_NUMBERED = 0.9
_TOLD_TWICE = {Track.LEADERSHIP: 1.0, Track.MOOC: 0.06}
"""How often somebody repeats what LAN tells."""
_REPEATED_BY = {Track.LEADERSHIP: Source.CERIA, Track.MOOC: Source.LMS}


@dataclass(frozen=True, slots=True)
class Training:
    """One person at one course, as it happened."""

    person: int
    """Index of the employee."""
    track: Track
    title: str
    form: str
    provider: str
    start_on: date
    end_on: date
    jp: Decimal
    number: str | None
    passed: bool
    prints_jp: bool
    sources: tuple[Source, ...]
    """The first tells it as it was."""


class _Diary:
    """What everybody has attended so far."""

    def __init__(self, chance: Random, people: list[Employee], year: int) -> None:
        self.chance = chance
        self.year = year
        self.people = people
        self.jp = [0.0] * len(people)
        self.titles: list[set[str]] = [set() for _ in people]
        self.trainings: list[Training] = []
        self._serial = count(1)

    def attend(self, person: int, course: Course) -> bool:
        """Write a training down, unless the person was not there or has done it this year."""
        employee = self.people[person]
        gone = employee.end_on is not None and course.end_on >= employee.end_on
        if gone or course.start_on < employee.start_on or course.title in self.titles[person]:
            return False
        chance = self.chance
        passed = not happens(chance, _FAILS)
        end = course.end_on
        if course.track in {Track.ELEARNING, Track.MOOC}:
            end = course.start_on + (end - course.start_on) * chance.random()
        twice = happens(chance, _TOLD_TWICE.get(course.track, 0.0))
        self.titles[person].add(course.title)
        self.jp[person] += float(course.jp) if passed else 0.0
        self.trainings.append(
            Training(
                person=person,
                track=course.track,
                title=course.title,
                form=course.form,
                provider=course.provider,
                start_on=course.start_on,
                end_on=end,
                jp=course.jp,
                number=course.letter or self._number(course),
                passed=passed,
                prints_jp=course.prints_jp,
                sources=(Source.LAN, _REPEATED_BY[course.track])
                if twice
                else (home_of(course.track),),
            )
        )
        return True

    def _number(self, course: Course) -> str | None:
        serial = next(self._serial)
        if not happens(self.chance, _NUMBERED):
            return None
        match course.track:
            case Track.MOOC:
                return f"{serial:06d}/SERTIF/LAN/{self.year}"
            case Track.ORIENTATION:
                return f"{serial:08d}/PPPK/LAN/{self.year}"
            case Track.LEADERSHIP:
                return f"{serial:05d}/LAN/{self.year}"
            case Track.SENT:
                return f"NO/{serial:05d}/SERT/BPSDM/{self.year}"
            case _:
                return f"CERT-{serial:08X}-{self.year}"


def home_of(track: Track) -> Source:
    """Who tells of a track."""
    if track is Track.ELEARNING:
        return Source.LMS
    lan = {Track.MOOC, Track.ORIENTATION, Track.LEADERSHIP}
    return Source.LAN if track in lan else Source.CERIA


def a_year_of(
    chance: Random, people: list[Employee], year: int, *, newcomers: bool = True
) -> list[Training]:
    """Let the year pass, month by month: people catch up, are sent, or do nothing.

    Args:
        chance: decides.
        people: everybody.
        year: which one.
        newcomers: whether some of them are new, and called to what is attended once in a life.

    """
    diary = _Diary(chance, people, year)
    zeal = [_zeal(chance, employee) for employee in people]
    called = dict(_called(chance, people, year)) if newcomers else {}
    for month in range(1, 13):
        for person, course in called.items():
            if course.start_on.month == month:
                diary.attend(person, course)
        offered = courses_of(chance, year, month)
        _send(diary, zeal, offered[Track.SENT])
        for person in range(len(people)):
            _study(diary, person, zeal[person], offered, month)
    return diary.trainings


def _zeal(chance: Random, employee: Employee) -> float:
    if employee.legal_position != ACTIVE:
        return 0.0
    values, shares = zip(*_ZEAL, strict=True)
    return float(chance.choices(values, shares)[0])


def _called(chance: Random, people: list[Employee], year: int) -> Iterator[tuple[int, Course]]:
    """Latsar for CPNS, leadership for a few, orientation for the youngest PPPK."""
    courses = long_courses(year)
    batch = round(len(people) * _ORIENTATION_SHARE)
    newest = sorted(
        (i for i, one in enumerate(people) if one.employment is Employment.PPPK),
        key=lambda i: people[i].start_on,
        reverse=True,
    )[:batch]
    for person in newest:
        yield person, courses[ORIENTATION]
    for person, employee in enumerate(people):
        if employee.employment is Employment.CPNS:
            yield person, courses[LATSAR]
        elif employee.employment is Employment.PNS and happens(chance, _SUPERVISORS_SHARE):
            yield person, courses[SUPERVISORS]


def _send(diary: _Diary, zeal: list[float], courses: list[Course]) -> None:
    for course in courses:
        size = max(3, round(len(diary.people) * _SENT_SHARE * diary.chance.uniform(0.67, 1.33)))
        for person in diary.chance.sample(range(len(diary.people)), size):
            if zeal[person]:
                diary.attend(person, course)


def _study(
    diary: _Diary, person: int, zeal: float, offered: dict[Track, list[Course]], month: int
) -> None:
    chance = diary.chance
    if not zeal:
        return
    acts = happens(chance, zeal * _SEASON[month - 1])
    more = happens(chance, _MORE * zeal * _SEASON[month - 1])
    for _ in range(4):
        short = acts and diary.jp[person] < _PACE[month - 1]
        if not (short or more):
            return
        tracks = (Track.ELEARNING, Track.MOOC, Track.WEBINAR)
        (track,) = chance.choices(tracks, (0.45, 0.27, 0.28))
        diary.attend(person, chance.choice(offered[track]))
        more = False
