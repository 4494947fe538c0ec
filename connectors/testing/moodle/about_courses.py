"""Functions about the site and its courses."""

from collections.abc import Mapping

from connectors.testing.moodle.call import Call, Json
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.parts import Course
from connectors.testing.moodle.world import ADMIN

VERSION = "2024100706"
RELEASE = "4.5.6 (Build: 20250811)"
_CHOICES = ("", "4", "8", "10", "20", "40")
"""What may be chosen where the field is a list; its first place is none."""


def site_info(call: Call) -> Json:
    """Say who asks, and which functions this token's service holds."""
    return {
        "sitename": call.world.name,
        "username": call.caller.username,
        "firstname": call.caller.firstname,
        "lastname": call.caller.lastname,
        "fullname": call.caller.fullname,
        "lang": call.caller.lang,
        "userid": call.caller.id,
        "siteurl": call.base,
        "userpictureurl": f"{call.base}/theme/image.php/boost/core/1/u/f1",
        "functions": [{"name": one, "version": VERSION} for one in sorted(call.functions)],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": RELEASE,
        "version": VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": "enablecompletion", "value": 1}],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 2097152,
        "userhomepage": 1,
        "userprivateaccesskey": "",
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": call.caller.id == ADMIN,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


def courses(call: Call) -> Json:
    """Give courses by ids, or all: one that may not be seen fails the whole call."""
    options = call.params.get("options", {})
    ids = options.get("ids", {}) if isinstance(options, Mapping) else {}
    wanted = [int(str(one)) for one in ids.values()] if isinstance(ids, Mapping) else []
    known = call.world.courses
    if not wanted:
        shown = [call.course(one) for one in known]
        return [_site_course(call), *(_course(call, one) for one in shown)]
    return [_course(call, call.course(one)) for one in wanted if one in known]


def courses_by_field(call: Call) -> Json:
    """Give the courses that the caller may see, all or by one field."""
    by, value = str(call.params.get("field", "")), str(call.params.get("value", ""))
    if by not in {"", "id", "ids", "shortname", "idnumber", "category"}:
        raise FunctionError("invalidparameter")
    found = [
        one
        for one in call.world.courses.values()
        if call.may_see(one) and _course_has(one, by, value)
    ]
    site = [_site_course(call) | _course_extras(None)] if not by else []
    return {
        "courses": [*site, *(_course(call, one) | _course_extras(one) for one in found)],
        "warnings": [],
    }


def _course_has(course: Course, by: str, value: str) -> bool:
    match by:
        case "":
            return True
        case "ids":
            return str(course.id) in value.split(",")
        case "category":
            return course.category == value
        case _:
            return str(getattr(course, by)) == value


def _course(call: Call, course: Course) -> dict[str, Json]:
    name = call.text(course.fullname)
    return {
        "id": course.id,
        "shortname": call.text(course.shortname),
        "categoryid": 3,
        "fullname": name,
        "displayname": name,
        "summary": "",
        "summaryformat": 1,
        "format": "topics",
        "startdate": 0,
        "enddate": 0,
        "showactivitydates": False,
        "showcompletionconditions": True,
        "customfields": [_course_field(call, course)],
        **(_for_editors(course) if call.may_edit else {}),
    }


def _for_editors(course: Course) -> dict[str, Json]:
    return {
        "idnumber": course.idnumber,
        "visible": int(course.visible),
        "enablecompletion": int(course.enablecompletion),
        "timemodified": 0,
    }


def _site_course(call: Call) -> dict[str, Json]:
    """Give course 1: the site itself, which Moodle lists among the courses."""
    front = Course(1, "SITUS", call.world.name)
    return _course(call, front) | {
        "categoryid": 0,
        "format": "site",
        "showcompletionconditions": None,
        "numsections": 1,
    }


def _course_field(call: Call, course: Course) -> dict[str, Json]:
    return {
        "name": "Jam Pelajaran (JP)",
        "shortname": "jp",
        "type": course.jp_kind,
        "valueraw": _stored(course),
        "value": call.text(course.jp) or None,
    }


def _stored(course: Course) -> Json:
    """Give a field as the database has it: a choice by its place, a number with all its zeros."""
    match course.jp_kind:
        case "select":
            return _CHOICES.index(course.jp) if course.jp in _CHOICES else 0
        case "number":
            return f"{float(course.jp):.5f}" if course.jp else None
        case _:
            return course.jp


def _course_extras(course: Course | None) -> dict[str, Json]:
    return {
        "categoryname": course.category if course else "",
        "sortorder": course.id if course else 1,
        "summaryfiles": [],
        "overviewfiles": [],
        "contacts": [],
        "enrollmentmethods": ["manual"] if course else [],
        "showgrades": 1,
        "newsitems": 0,
        "maxbytes": 0,
        "showreports": 0,
        "visible": int(course.visible) if course else 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "enablecompletion": int(course.enablecompletion) if course else 0,
        "completionnotify": 0,
        "lang": "",
        "theme": "",
        "marker": 0,
        "filters": [],
        "courseformatoptions": [],
    }


def contents(call: Call) -> Json:
    """Give the sections of a course: here one can see which customcert is whose."""
    course = call.course(call.number("courseid"))
    modules: list[Json] = []
    if course.customcert is not None:
        modules.append(
            {
                "id": course.customcert_cmid,
                "url": f"{call.base}/mod/customcert/view.php?id={course.customcert_cmid}",
                "name": f"Sertifikat {course.shortname}",
                "instance": course.customcert,
                "contextid": 300 + course.id,
                "visible": 1,
                "uservisible": True,
                "visibleoncoursepage": 1,
                "modname": "customcert",
                "modplural": "Custom certificates",
                "completion": 0,
                "dates": [],
            }
        )
    return [
        {
            "id": course.id,
            "name": call.view.heading(("Umum", "General")),
            "visible": 1,
            "summary": "",
            "summaryformat": 1,
            "section": 0,
            "uservisible": True,
            "modules": modules,
        }
    ]
