"""Accounts of whom rows tell: what they hold beside what the rows say."""

from collections.abc import Collection, Mapping
from typing import Any

from connectors.moodle.site import USERS_BY_FIELD
from connectors.moodle_web.ajax import Ajax

AT_ONCE = 200
_KEPT = ("id", "username", "fullname", "email", "department", "idnumber", "customfields")


async def people_by(ajax: Ajax, field: str, values: Collection[str]) -> dict[int, dict[str, Any]]:
    """Give accounts by id; none where this account may not ask for them."""
    found: dict[int, dict[str, Any]] = {}
    asked = sorted(values)
    for start in range(0, len(asked), AT_ONCE):
        some = await ajax.call_if_open(
            USERS_BY_FIELD, {"field": field, "values": asked[start : start + AT_ONCE]}
        )
        if some is None:
            break
        found |= {int(one["id"]): {n: one[n] for n in _KEPT if n in one} for one in some}
    return found


def by_username(people: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    """Give the id of each account by its name in lower case."""
    return {str(one["username"]).lower(): user for user, one in people.items() if "username" in one}
