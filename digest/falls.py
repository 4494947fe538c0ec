"""Which trainings count for less than was told, and why; a head must never have to guess."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.facts import Records
from digest.values import Cause, Fall
from models.store import Transaction
from models.values import from_hundredths
from models.views.told import ToldRecord, where_now

_REASONS = {
    "withdrawn": Cause.WITHDRAWN,
    "rejected": Cause.REJECTED,
    "not_completed": Cause.NOT_COMPLETED,
}


@dataclass(frozen=True, slots=True)
class Watched:
    """A person with what was told to count, and what counts now."""

    person_id: int
    nip: str
    name: str
    told: Records
    now: Records

    def jp_now(self, key: str) -> int:
        """Hundredths that a training gives now."""
        return self.now[key][1] if key in self.now else 0

    @property
    def fallen(self) -> list[str]:
        """Keys of the trainings that give less under the same key."""
        return [key for key, (_, jp) in self.told.items() if self.jp_now(key) < jp]


def falls_of(connection: Transaction, year: int, people: Sequence[Watched]) -> tuple[Fall, ...]:
    """Return what counts for less in a year than was told."""
    places = where_now(connection, {key for person in people for key in person.fallen})
    return tuple(fall for person in people for fall in _falls(person, places, year))


def _falls(person: Watched, places: Mapping[str, ToldRecord], year: int) -> Iterator[Fall]:
    spent: set[str] = set()
    for key in person.fallen:
        title, before = person.told[key]
        place = places.get(key)
        after = person.jp_now(key)
        if place is not None and _leads_what_was_told(place, person) and place.key not in spent:
            spent.add(place.key)
            after = person.jp_now(place.key)
        if after < before:
            yield Fall(
                nip=person.nip,
                name=person.name,
                title=title,
                jp_before=from_hundredths(before),
                jp_after=from_hundredths(after),
                cause=_cause(place, key, person, year),
            )


def _leads_what_was_told(place: ToldRecord, person: Watched) -> bool:
    """Another row leads the training now. It stands for one that was told, not for two."""
    return place.person_id == person.person_id and place.key not in person.told


def _cause(place: ToldRecord | None, key: str, person: Watched, year: int) -> Cause:
    if place is None:
        return Cause.GONE
    if place.person_id != person.person_id:
        return Cause.OTHER_PERSON
    if not place.counted:
        return _REASONS.get(place.reason or "", Cause.CORRECTED)
    if place.year != year:
        return Cause.OTHER_YEAR
    return Cause.CORRECTED if place.key == key else Cause.MERGED
