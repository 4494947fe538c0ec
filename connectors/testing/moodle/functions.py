"""The functions of the web services that jampel asks, and the services that hold them."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.testing.moodle import about_courses, about_people, about_reports
from connectors.testing.moodle.call import Call, Json


@dataclass(frozen=True, slots=True)
class Function:
    """A function with the parameters it takes; any other is refused."""

    answer: Callable[[Call], Json]
    takes: frozenset[str] = frozenset()


def _takes(answer: Callable[[Call], Json], *names: str) -> Function:
    return Function(answer, frozenset(names))


FUNCTIONS: dict[str, Function] = {
    "core_webservice_get_site_info": _takes(about_courses.site_info, "serviceshortnames"),
    "core_course_get_courses": _takes(about_courses.courses, "options"),
    "core_course_get_courses_by_field": _takes(about_courses.courses_by_field, "field", "value"),
    "core_course_get_contents": _takes(about_courses.contents, "courseid", "options"),
    "core_enrol_get_enrolled_users": _takes(about_people.enrolled_users, "courseid", "options"),
    "core_user_get_users": _takes(about_people.users, "criteria"),
    "core_user_get_users_by_field": _takes(about_people.users_by_field, "field", "values"),
    "core_completion_get_course_completion_status": _takes(
        about_people.completion_status, "courseid", "userid"
    ),
    "core_reportbuilder_list_reports": _takes(about_reports.list_reports, "page", "perpage"),
    "core_reportbuilder_retrieve_report": _takes(
        about_reports.retrieve_report, "reportid", "page", "perpage"
    ),
    "core_reportbuilder_view_report": _takes(about_reports.view_report, "reportid"),
    "core_reportbuilder_set_filters": _takes(
        about_reports.set_filters, "reportid", "parameters", "values"
    ),
    "core_reportbuilder_filters_reset": _takes(
        about_reports.reset_filters, "reportid", "parameters"
    ),
    "core_reportbuilder_retrieve_system_report": _takes(
        about_reports.system_report,
        "source",
        "context",
        "component",
        "area",
        "itemid",
        "parameters",
        "page",
        "perpage",
    ),
    "mod_customcert_list_issues": _takes(
        about_reports.customcert_issues,
        "timecreatedfrom",
        "userid",
        "customcertid",
        "includepdf",
        "limit",
        "offset",
    ),
}
FULL = frozenset(FUNCTIONS)
"""A service made for us: every function."""
MOBILE = FULL - {
    "mod_customcert_list_issues",
    "core_reportbuilder_set_filters",
    "core_reportbuilder_filters_reset",
    "core_course_get_courses",
    "core_user_get_users",
}
"""What the service moodle_mobile_app holds."""
WITHOUT_REPORTS = frozenset(one for one in FULL if "reportbuilder" not in one)
"""A service of a site before 4.1, or of an admin who left the reports out."""
