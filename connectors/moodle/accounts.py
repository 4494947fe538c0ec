"""Accounts of a site: asked for where the rows alone do not say whose they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.moodle.bundle import Raw
from connectors.moodle.service import NO_RIGHT, MoodleError, WebService, refuse
from connectors.moodle.site import USERS, USERS_BY_FIELD, SiteInfo

AT_ONCE = 500
"""Accounts that are asked for in one call."""
_KEPT = ("id", "username", "fullname", "email", "department", "idnumber", "customfields")


@dataclass(slots=True)
class Accounts:
    """What is known of the accounts of a site."""

    by_name: dict[str, int] = field(default_factory=dict)
    """Name of an account in lower case → its id."""
    known: dict[int, Raw] = field(default_factory=dict)
    """Those that were asked for."""
    everybody: bool = False
    """Whether all that are not deleted were."""

    def add(self, people: Iterable[Mapping[str, Any]]) -> None:
        """Note what an answer says of accounts."""
        for one in people:
            self.known[int(one["id"])] = {name: one[name] for name in _KEPT if name in one}
            if one.get("username"):
                self.by_name[str(one["username"]).lower()] = int(one["id"])


async def read_accounts(service: WebService, site: SiteInfo, names: Collection[str]) -> Accounts:
    """Ask for all accounts at once, else for those of these names.

    Raises:
        SourceRefusedError: this token may not ask for them.

    """
    found = Accounts()
    if site.has(USERS):
        try:  # only `email` takes a wildcard
            asked = {"criteria": [{"key": "email", "value": "%"}]}
            found.add((await service.try_call(USERS, asked))["users"])
            found.everybody = True
        except MoodleError as error:
            if error.errorcode not in NO_RIGHT:
                refuse(error)
        else:
            return found
    try:
        found.add(await people_by(service, "username", sorted(names)))
    except MoodleError as error:
        refuse(error)
    return found


async def people_by(
    service: WebService, by: str, values: Collection[str | int]
) -> list[dict[str, Any]]:
    """Ask for accounts by a field of theirs.

    Raises:
        MoodleError: they are not for us.

    """
    people: list[dict[str, Any]] = []
    waiting = list(values)
    for start in range(0, len(waiting), AT_ONCE):
        asked = {"field": by, "values": waiting[start : start + AT_ONCE]}
        people += await service.try_call(USERS_BY_FIELD, asked)
    return people
