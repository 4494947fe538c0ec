"""Turn trainings into what the sources tell of them, with the dirt of real exports."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from daemon.demo.accounts import NipPlace, place_of_nip, tells_email
from daemon.demo.courses import Source, Track
from daemon.demo.layouts import Shape, layout_of
from daemon.demo.luck import happens, one_of
from daemon.demo.names import PersonName, misspell, respell
from daemon.demo.people import Employee, NipOffice, strangers
from daemon.demo.telling import ROLL_BITS, Fault, NipState, Telling
from daemon.demo.trainings import Training

OURS = ("Pemerintah Kabupaten Serang", "Pemerintah Kabupaten Serang", "Pemkab Serang")
OTHERS = (
    "Pemerintah Kota Serang", "Pemerintah Provinsi Banten",
    "Pemerintah Kabupaten Pandeglang", "Pemerintah Kabupaten Lebak",
)  # fmt: skip
_HARMLESS = ((NipState.SPACED, 0.10), (NipState.QUOTED, 0.05))
_NIP_STATES = (
    *_HARMLESS,
    (NipState.NUMBER, 0.0035),
    (NipState.SCIENTIFIC, 0.0015),
    (NipState.MISSING, 0.02),
)
_FAULTS = ((Fault.DATE, 0.009), (Fault.JP, 0.009), (Fault.TITLE, 0.004))
_TYPOS = 0.01
_RESPELLINGS = 0.15
_REPEATS = 0.015
_OTHER_AGENCY = 0.0065
"""Of the rows in files that name agencies, which makes about 0.5% of all."""
_UNKNOWN = 0.003
_DIFFERENT_JP = 0.05
"""How often Banten Ceria prints other hours than LAN for the same training."""


class Teller:
    """Draws the rows of a year, in order of the trainings."""

    def __init__(
        self, chance: Random, people: list[Employee], office: NipOffice, year: int
    ) -> None:
        self._chance = chance
        self._people = people
        self._strangers = strangers(chance, year, office)

    def tell(self, trainings: list[Training]) -> list[Telling]:
        """All rows of the year."""
        return [
            row
            for index, training in enumerate(trainings)
            for source in training.sources
            for row in self._of(index, training, source)
        ]

    def _of(self, index: int, training: Training, source: Source) -> Iterator[Telling]:
        chance = self._chance
        told = training if source is training.sources[0] else _retold(chance, training)
        if source is Source.LMS:
            yield from self._in_lms(index, told, alone=len(training.sources) == 1)
            return
        layout = layout_of(told.track, told.end_on.month)
        if not (told.passed or layout.shows("result")):
            return  # this export lists those who passed, and says so nowhere
        wide = layout.shape is Shape.WIDE
        state = one_of(chance, _HARMLESS if wide else _NIP_STATES) or NipState.PLAIN
        fault = None if wide else one_of(chance, _FAULTS)
        row = self._row(index, told, source, state, fault)
        yield row
        if layout.shape is Shape.WIDE:
            return
        if len(training.sources) == 1 and happens(chance, _REPEATS):
            yield replace(row, repeats=True)
        if layout.shows("agency") and happens(chance, _OTHER_AGENCY):
            yield self._stranger(row, chance.choice(OTHERS))
        if happens(chance, _UNKNOWN):
            yield self._stranger(row, OURS[0])

    def _in_lms(self, index: int, told: Training, *, alone: bool) -> Iterator[Telling]:
        """Only who completed is listed there; what may be wrong is wrong with the account."""
        if not told.passed:
            return
        person = self._people[told.person]
        nowhere = place_of_nip(person.nip) is NipPlace.NOWHERE
        state = NipState.MISSING if nowhere else NipState.PLAIN
        row = self._row(index, told, Source.LMS, state, None)
        yield replace(row, email=person.email if tells_email(person.nip) else "")
        if alone and not nowhere and happens(self._chance, _REPEATS):
            yield replace(row, repeats=True, email="")
        if happens(self._chance, _UNKNOWN):
            yield self._stranger(row, OURS[0])

    def _row(
        self, index: int, told: Training, source: Source, state: NipState, fault: Fault | None
    ) -> Telling:
        chance = self._chance
        person = self._people[told.person]
        return Telling(
            source=source,
            track=told.track,
            month=told.end_on.month,
            training=index,
            nip=person.nip,
            name=_written(chance, person.name, exact=state is NipState.NUMBER),
            opd=person.opd,
            abbreviation=person.abbreviation,
            unit=person.unit,
            agency=chance.choice(OURS),
            employment=person.employment.value,
            email=person.email if happens(chance, 0.7) else "",
            title=told.title,
            form=told.form,
            provider=told.provider,
            start_on=told.start_on,
            end_on=told.end_on,
            jp=told.jp,
            number=told.number,
            passed=told.passed,
            prints_jp=told.prints_jp,
            nip_state=state,
            fault=fault,
            roll=chance.getrandbits(ROLL_BITS),
        )

    def _stranger(self, beside: Telling, agency: str) -> Telling:
        nip, name = next(self._strangers)
        return replace(
            beside,
            training=None,
            nip=nip,
            name=name.full,
            agency=agency,
            email="",
            number=None,
            passed=True,
            nip_state=NipState.PLAIN,
            fault=None,
            roll=self._chance.getrandbits(ROLL_BITS),
        )


def _retold(chance: Random, training: Training) -> Training:
    """What another says of what LAN tells: shifted by days, or without a number."""
    if training.track is Track.LEADERSHIP:
        shift = timedelta(days=chance.randint(0, 3))
        less = Decimal(2) if happens(chance, _DIFFERENT_JP) else Decimal(0)
        return replace(
            training,
            track=Track.SENT,
            start_on=training.start_on + shift,
            end_on=training.end_on + shift,
            jp=training.jp - less,
        )
    again = replace(training, track=Track.ELEARNING)
    day = training.end_on + timedelta(days=chance.randint(5, 12))
    if day.year != training.end_on.year or happens(chance, 0.5):
        return again
    return replace(again, start_on=day, end_on=day, number=None)


def _written(chance: Random, name: PersonName, *, exact: bool) -> str:
    """The name as a source writes it; `exact` keeps its letters."""
    bare = name.bare
    if not exact and happens(chance, _TYPOS):
        bare = misspell(chance, bare)
    elif not exact and happens(chance, _RESPELLINGS):
        bare = respell(chance, bare)
    full = PersonName(name.front, bare, name.back).full
    return str(chance.choices((full, bare, full.upper()), (0.60, 0.25, 0.15))[0])
