"""Functions about people: accounts, who is in a course, who completed it."""

from collections.abc import Mapping

from connectors.testing.moodle.call import Call, Json
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.parts import Course, Role, User


def enrolled_users(call: Call) -> Json:
    """Give the people in a course; unknown options are ignored, as in the real one."""
    course = call.course(call.number("courseid"))
    options = {
        str(one.get("name")): str(one.get("value"))
        for one in call.items("options")
        if isinstance(one, Mapping)
    }
    found = [call.world.users[user] for user, where in call.world.enrolments if where == course.id]
    found = [
        one
        for one in found
        if _suspension_fits(suspended=_suspended(call, one, course), options=options)
    ]
    found.sort(key=lambda one: one.id, reverse=options.get("sortdirection") == "DESC")
    start = int(options.get("limitfrom", 0))
    count = int(options.get("limitnumber", 0)) or len(found)
    fields = [one for one in options.get("userfields", "").split(",") if one]
    return [_member(call, one, fields) for one in found[start : start + count]]


def _suspension_fits(*, suspended: bool, options: Mapping[str, str]) -> bool:
    if options.get("onlyactive") == "1":
        return not suspended
    return suspended or options.get("onlysuspended") != "1"


def _suspended(call: Call, user: User, course: Course) -> bool:
    return all(way.suspended for way in call.world.enrolments[user.id, course.id])


def _member(call: Call, user: User, fields: list[str]) -> Json:
    everything = _profile(call, user) | {
        "lastcourseaccess": 0,
        "roles": [
            {
                "roleid": 3 if user.role is Role.TEACHER else 5,
                "name": "",
                "shortname": user.role.value,
                "sortorder": 0,
            }
        ],
        "enrolledcourses": [
            {"id": one.id, "fullname": call.text(one.fullname), "shortname": one.shortname}
            for one in call.world.courses.values()
            if (user.id, one.id) in call.world.enrolments
        ],
    }
    if call.caller.role is not Role.MANAGER:
        everything.pop("username")
    if call.caller.role is Role.BARE:
        everything.pop("idnumber", None)
        everything.pop("email", None)
    if not fields:
        return everything
    # fullname always comes, asked or not
    return {key: value for key, value in everything.items() if key in {*fields, "id", "fullname"}}


def _profile(call: Call, user: User) -> dict[str, Json]:
    """Give an account; empty fields are left out and never null."""
    whole: dict[str, Json] = {
        "id": user.id,
        "username": user.username,
        "firstname": user.firstname,
        "lastname": user.lastname,
        "fullname": user.fullname,
        "email": user.email,
        "department": call.text(user.department),
        "idnumber": user.idnumber,
        "firstaccess": 0,
        "lastaccess": 0,
        "profileimageurlsmall": f"{call.base}/theme/image.php/boost/core/1/u/f2",
        "profileimageurl": f"{call.base}/theme/image.php/boost/core/1/u/f1",
        "customfields": [
            {"type": "text", "value": value, "name": name.upper(), "shortname": name}
            for name, value in user.fields.items()
        ],
    }
    return {key: value for key, value in whole.items() if value not in ("", [])}


def users_by_field(call: Call) -> Json:
    """Give accounts by exact values; by id the deleted ones too."""
    by = str(call.params.get("field", ""))
    if by not in {"id", "idnumber", "username", "email"}:
        raise FunctionError("codingerror", "invalid field parameter")
    wanted = {str(one) for one in call.items("values")}
    return [
        _account(call, one)
        for one in call.world.users.values()
        if str(getattr(one, by)) in wanted and (by == "id" or not one.deleted)
    ]


def users(call: Call) -> Json:
    """Find accounts; email, firstname and lastname take `%` at both ends."""
    criteria = [one for one in call.items("criteria") if isinstance(one, Mapping)]
    if not criteria:
        raise FunctionError("invalidparameter")
    found = [one for one in call.world.users.values() if not one.deleted]
    for one in criteria:
        found = [user for user in found if _fits(user, str(one["key"]), str(one["value"]))]
    return {"users": [_account(call, one) for one in found], "warnings": []}


def _fits(user: User, key: str, value: str) -> bool:
    if key not in {"id", "username", "idnumber", "email", "firstname", "lastname"}:
        raise FunctionError("invalidparameter")
    has = str(getattr(user, key))
    if "%" in value and key in {"email", "firstname", "lastname"}:
        return value.strip("%").lower() in has.lower()
    return has == value


def _account(call: Call, user: User) -> Json:
    return _profile(call, user) | {
        "auth": "manual",
        "suspended": user.suspended,
        "confirmed": True,
        "lang": user.lang,
        "theme": "",
        "timezone": "99",
        "mailformat": 1,
        "trackforums": 0,
    }


def completion_status(call: Call) -> Json:
    """Say whether one user completed one course; the time stands in the criteria only."""
    course = call.course(call.number("courseid"), refusal="requireloginerror")
    user = call.world.users.get(call.number("userid"))
    if user is None:
        raise FunctionError("invalidrecord", "user")
    if user.deleted:
        raise FunctionError("userdeleted")
    if call.caller.role not in {Role.MANAGER, Role.TEACHER} or not course.enablecompletion:
        raise FunctionError("cannotviewreport")
    if not course.criteria:
        raise FunctionError("nocriteriaset")
    if (user.id, course.id) not in call.world.enrolments or _suspended(call, user, course):
        raise FunctionError("usernotenroled")
    done = call.world.completions.get((user.id, course.id))
    kind = call.view.word("Activity completion")
    criterion = {
        "type": 4,
        "title": kind,
        "status": call.view.word("No" if done is None else "Yes"),
        "complete": done is not None,
        "timecompleted": done,
        "details": {
            "type": kind,
            "criteria": f'<a href="{call.base}/mod/page/view.php?id={course.id}">Materi</a>',
            "requirement": call.view.heading(
                ("Menandai sendiri telah selesai", "Marking yourself complete")
            ),
            "status": "",
        },
    }
    status = {"completed": done is not None, "aggregation": 1, "completions": [criterion]}
    return {"completionstatus": status, "warnings": []}
