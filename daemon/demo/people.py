"""Invented employees with valid, unique NIPs; some NIPs differ in their serial only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from random import Random

from daemon.demo.luck import happens, one_of
from daemon.demo.names import PersonName, invent_name
from daemon.demo.opds import DOMAIN, Opd, OpdKind, head_email, kinds, work_unit

TWIN_SHARE = 0.02
"""Share of employees born and employed in step with somebody else: same first 15 digits."""

HEADS = len(kinds())
"""The first employees are the heads of the OPDs, one each."""

_RETIREMENT_AGE = {"school": 60, "health": 58, "office": 58}
_LEGAL = (("CLTN", 0.003), ("Tugas Belajar", 0.012), ("MPP", 0.004))
ACTIVE = "Aktif"


class Employment(StrEnum):
    """Kinds of civil servants, as a roster writes them."""

    PNS = "PNS"
    CPNS = "CPNS"
    PPPK = "PPPK"
    PART_TIME = "PPPK Paruh Waktu"


_SHARES = (  # the rest are PNS
    (Employment.CPNS, 0.02),
    (Employment.PPPK, 0.28),
    (Employment.PART_TIME, 0.14),
)


@dataclass(frozen=True, slots=True)
class Employee:
    """One invented civil servant as the roster knows them."""

    nip: str
    name: PersonName
    employment: Employment
    opd: str
    abbreviation: str
    unit: str
    legal_position: str
    start_on: date
    end_on: date | None
    """Retirement (BUP); contracts have none here."""
    email: str
    field: str


class NipOffice:
    """Gives out NIPs: the serial counts those who share the first 15 digits."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def number(self, birth: date, start: date, contract: int | None, *, female: bool) -> str:
        """Next free NIP; `contract` (21 and up) stands in place of the month for a PPPK."""
        middle = f"{start:%Y}{contract}" if contract else f"{start:%Y%m}"
        prefix = f"{birth:%Y%m%d}{middle}{2 if female else 1}"
        self._given[prefix] = self._given.get(prefix, 0) + 1
        return f"{prefix}{self._given[prefix]:03d}"


@dataclass(frozen=True, slots=True)
class _Career:
    employment: Employment
    female: bool
    birth: date
    start: date
    contract: int | None


def invent_people(
    chance: Random, count: int, year: int, office: NipOffice
) -> tuple[list[Employee], list[Opd]]:
    """Fill all OPDs; the first employee of each OPD is its head."""
    posts = kinds()
    if count < HEADS:
        raise ValueError(f"a regency of {HEADS} OPDs wants at least as many employees")
    totals = list(accumulate(post.weight for post in posts))
    staff = list(posts) + chance.choices(posts, cum_weights=totals, k=count - HEADS)
    careers: list[_Career] = []
    people: list[Employee] = []
    for index, post in enumerate(staff):
        head = index < HEADS
        if careers and not head and happens(chance, TWIN_SHARE):
            career = chance.choice(careers)
        else:
            career = _career(chance, year, head=head)
        careers.append(career)
        people.append(_employee(chance, post, career, office, year=year, index=index))
    opds = [
        Opd(post.name, post.abbreviation, person.name.full, head_email(post))
        for post, person in zip(posts, people, strict=False)
    ]
    return people, opds


def strangers(chance: Random, year: int, office: NipOffice) -> Iterator[tuple[str, PersonName]]:
    """NIPs and names of people who are in nobody's roster, without end."""
    while True:
        career = _career(chance, year, head=False)
        nip = office.number(career.birth, career.start, career.contract, female=career.female)
        age = year - career.birth.year
        yield nip, invent_name(chance, female=career.female, field="office", age=age)


def _career(chance: Random, year: int, *, head: bool) -> _Career:
    drawn = None if head else one_of(chance, _SHARES)
    employment = drawn or Employment.PNS
    female = chance.random() < (0.25 if head else 0.56)
    match employment:
        case Employment.PNS:
            age = chance.randint(46, 56) if head else chance.randint(25, 59)
            start_year = year - chance.randint(2, max(3, min(age - 20, 34)))
            start = date(start_year, chance.choice((1, 2, 3, 3, 4, 12)), 1)
        case Employment.CPNS:
            age = chance.randint(20, 34)
            start = date(year, 3, 1) if happens(chance, 0.4) else date(year - 1, 5, 1)
        case Employment.PPPK:
            age = chance.randint(23, 56)
            start = date(year - chance.choice((0, 1, 1, 2, 3, 4)), 3, 1)
        case _:
            age = chance.randint(24, 55)
            start = date(year - 1, 10, 1)
    birth = date(year - age, chance.randint(1, 12), chance.randint(1, 28))
    part = employment in {Employment.PPPK, Employment.PART_TIME}
    contract = chance.choice((21, 21, 21, 22, 24)) if part else None
    return _Career(employment, female, birth, start, contract)


def _employee(
    chance: Random, post: OpdKind, career: _Career, office: NipOffice, *, year: int, index: int
) -> Employee:
    birth, employment = career.birth, career.employment
    end = None
    if employment is Employment.PNS:
        month = birth.month % 12 + 1
        end = date(birth.year + _RETIREMENT_AGE[post.field] + (month == 1), month, 1)
        if end <= date(year, 1, 31):  # would be gone already: stays on as an expert
            end = None
    age = year - birth.year
    name = invent_name(chance, female=career.female, field=post.field, age=age)
    nip = office.number(birth, career.start, career.contract, female=career.female)
    first = name.bare.lower().split()
    return Employee(
        nip=nip,
        name=name,
        employment=employment,
        opd=post.name,
        abbreviation=post.abbreviation,
        unit=work_unit(chance, post),
        legal_position=ACTIVE if index < HEADS else _legal_position(chance, employment),
        start_on=career.start,
        end_on=end,
        email=f"{first[0]}.{first[-1]}{index}@{DOMAIN}",
        field=post.field,
    )


def _legal_position(chance: Random, employment: Employment) -> str:
    away = one_of(chance, _LEGAL) if employment is Employment.PNS else None
    return away or ACTIVE
