"""Ask of completions that vanished: the site says `not completed`, or it says nothing."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from connectors.moodle.accounts import Accounts, people_by
from connectors.moodle.bundle import Raw
from connectors.moodle.cursor import Pair, Remembered
from connectors.moodle.enrolled import CLOSED, NOTHING, STATUS, is_completed, read_statuses
from connectors.moodle.service import NO_RIGHT, MoodleError, WebService, refuse
from connectors.moodle.site import USERS_BY_FIELD, SiteInfo

MOST = 2000
"""Of so many it is asked at once; what is not asked of is unlisted, and counts on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was listed, what is, and in which courses one may ask."""

    before: Remembered
    listed: AbstractSet[Pair]
    courses: AbstractSet[int]
    thorough: bool

    def pairs(self) -> list[Pair]:
        """Give whom to ask of: those that were undone already, then what vanished just now."""
        before = self.before
        gone = [p for p in before.seen if p not in self.listed and p[1] in self.courses]
        if not self.thorough:
            gone = [p for p in gone if p in before.undone or p not in before.gone]
        gone.sort(key=lambda pair: (pair not in before.undone, pair in before.gone, pair))
        return gone[:MOST]


@dataclass(frozen=True, slots=True)
class Undone:
    """A completion of which the site says that it is none."""

    user: int
    course: int
    status: Raw
    account: Raw


async def read_undone(service: WebService, site: SiteInfo, asked: Asked) -> list[Undone]:
    """Give those that the site calls not completed; of the others nothing is known."""
    pairs = asked.pairs()
    if not pairs or not site.has(STATUS, USERS_BY_FIELD):
        return []
    try:
        statuses = await _statuses(service, pairs)
        undone = {pair: one for pair, one in statuses.items() if not is_completed(one)}
        if not undone:
            return []
        accounts = Accounts()
        accounts.add(await people_by(service, "id", sorted({user for user, _ in undone})))
    except MoodleError as error:
        if error.errorcode in NO_RIGHT:  # what vanished is unlisted, and counts on
            return []
        refuse(error)
    return [
        Undone(user, course, status, accounts.known[user])
        for (user, course), status in sorted(undone.items(), key=lambda one: one[0])
        if user in accounts.known
    ]


async def _statuses(service: WebService, pairs: list[Pair]) -> dict[Pair, Mapping[str, Any]]:
    """Ask course by course: one that is closed says nothing of the others."""
    found: dict[Pair, Mapping[str, Any]] = {}
    for course in sorted({course for _, course in pairs}):
        try:
            found |= await read_statuses(service, [one for one in pairs if one[1] == course])
        except MoodleError as error:
            if error.errorcode not in CLOSED | NOTHING:
                refuse(error)
    return found
