"""The invented regency as a whole: invent it from a seed, write its files, know its truth."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

from daemon.demo.dirt import Teller
from daemon.demo.exports import TWICE_DROPPED, write_month_of
from daemon.demo.opds import Opd
from daemon.demo.people import Employee, NipOffice, invent_people
from daemon.demo.roster_book import write_roster_book
from daemon.demo.telling import NipState, Telling
from daemon.demo.trainings import Training, a_year_of
from daemon.demo.truth import Outcome, Truth, outcome_of, truth_of, twins_among

_SIGNING_OPD = "BKPSDM"


@dataclass(frozen=True, slots=True)
class Regency:
    """Everybody and everything of one invented year."""

    seed: int
    year: int
    opds: list[Opd]
    employees: list[Employee]
    trainings: list[Training]
    tellings: list[Telling]
    """The rows of all exports, in the order of the trainings."""

    def write_roster(self, folder: Path, *, headless: Collection[str] = ()) -> Path:
        """Write the workbook of employees and OPDs, some of which have no head."""
        opds = [
            replace(opd, head_name="", head_email="") if opd.name in headless else opd
            for opd in self.opds
        ]
        return write_roster_book(folder, self.employees, opds, self.year)

    def write_month(self, folder: Path, month: int, up_to: date | None = None) -> list[Path]:
        """Drop a month's exports below `lan/` and `banten-ceria/`, all or up to a day."""
        last = date(self.year, month, monthrange(self.year, month)[1])
        day = last if up_to is None else min(up_to, last)
        head = next(one for one in self.employees if one.abbreviation == _SIGNING_OPD)
        return write_month_of(folder, self.tellings, month, day, (head.name.full, head.nip))

    def write_exports(self, folder: Path, up_to: date) -> list[Path]:
        """Drop all exports of the year up to a day, the last month's as far as it went."""
        last = 12 if up_to.year > self.year else up_to.month
        months = range(1, last + 1) if up_to.year >= self.year else ()
        return [path for month in months for path in self.write_month(folder, month, up_to)]

    def truth(self, up_to: date) -> Truth:
        """What the exports up to a day must add up to."""
        return truth_of(self.employees, self.tellings, up_to)

    def sample_nips(self, up_to: date) -> dict[str, str]:
        """NIPs worth explaining: `two_sources`, `repaired`, `dropped_twice`, `nothing_yet`."""
        told = [row for row in self.tellings if row.end_on <= up_to]
        twins = twins_among(self.employees)
        counted = [row for row in told if outcome_of(row, twins) is Outcome.COUNTS]
        sources: dict[int | None, str] = {}
        samples: dict[str, str] = {}
        for row in counted:
            if sources.setdefault(row.training, row.source) != row.source:
                samples.setdefault("two_sources", row.nip)
            if row.nip_state is NipState.NUMBER:
                samples.setdefault("repaired", row.nip)
            if (row.track, row.month) == TWICE_DROPPED:
                samples.setdefault("dropped_twice", row.nip)
        busy = {row.nip for row in told}
        idle = (one.nip for one in self.employees if one.nip not in busy and one.start_on < up_to)
        if (nip := next(idle, None)) is not None:
            samples["nothing_yet"] = nip
        return samples


def invent(seed: int, *, year: int, employees: int = 12_000) -> Regency:
    """Invent a regency and its year; the same seed gives the same one, down to the bytes."""
    return next(invent_years(seed, first=year, employees=employees))


def invent_years(seed: int, *, first: int, employees: int = 12_000) -> Iterator[Regency]:
    """Invent a regency and one year of it after the other, without end; its people stay."""
    chance = Random(f"jampel {seed} {first} {employees}")
    office = NipOffice()
    people, opds = invent_people(chance, employees, first, office)
    for year in count(first):
        trainings = a_year_of(chance, people, year, newcomers=year == first)
        tellings = Teller(chance, people, office, year).tell(trainings)
        yield Regency(seed, year, opds, people, trainings, tellings)
