"""Functions about certificates and reports."""

import json
from collections.abc import Mapping

from connectors.testing.moodle import reports
from connectors.testing.moodle.call import Call, Json
from connectors.testing.moodle.display import View
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.parts import Issue, Report, Role
from connectors.testing.moodle.world import ADMIN

MOST_ISSUES = 500
ARCHIVED = '<span class="ms-1 badge rounded-pill bg-secondary text-dark">Archived</span>'
SYSTEM_ISSUES = "tool_certificate\\reportbuilder\\local\\systemreports\\issues"


def customcert_issues(call: Call) -> Json:
    """Give customcert issues, newest first, at most 500: more is cut in silence."""
    call.need_system("nopermissions")
    since = call.number("timecreatedfrom", 0)
    user, instance = call.number("userid", 0), call.number("customcertid", 0)
    found = [
        one
        for one in call.world.customcerts.values()
        if one.timecreated >= since
        and (not user or one.user == user)
        and (not instance or one.instance == instance)
    ]
    start = call.number("offset", 0)
    # Those of one second have no order: each request may have another.
    found.sort(key=lambda one: one.id, reverse=start > 0)
    found.sort(key=lambda one: one.timecreated, reverse=True)
    count = min(call.number("limit", 50) or MOST_ISSUES, MOST_ISSUES)
    return [_customcert(call, one) for one in found[start : start + count]]


def _customcert(call: Call, issue: Issue) -> Json:
    user = call.world.users[issue.user]
    return {
        "issue": {
            "id": issue.id,
            "customcertid": issue.instance,
            "code": issue.code,
            "emailed": False,
            "timecreated": issue.timecreated,
        },
        "user": {
            "id": user.id,
            "fullname": user.fullname,
            "username": user.username,
            "email": user.email,
        },
        "template": {
            "id": issue.instance,
            "name": f"Sertifikat {issue.instance}",
            "contextid": 300 + issue.course,
        },
        "pdf": {"name": None, "content": None, "haspdf": False},
    }


def list_reports(call: Call) -> Json:
    """Give the custom reports that the caller may open."""
    if not call.world.custom_reports:
        raise FunctionError("errorreportview")
    shown = call.world.reports.values() if call.caller.role is Role.MANAGER else ()
    page, size = call.number("page", 0), call.number("perpage", 10)
    listed = sorted(shown, key=lambda one: one.name)[page * size : (page + 1) * size]
    return {"reports": [_details(one) for one in listed], "warnings": []}


def retrieve_report(call: Call) -> Json:
    """Give a page of a custom report, through the filter that this account left behind."""
    report = _report(call)
    page, size = call.number("page", 0), call.number("perpage", 10)
    rows, total = reports.part(
        call.world,
        report,
        call.view,
        account=call.caller.id,
        base=call.base,
        number=page,
        size=size,
    )
    return {
        "details": _details(report),
        "data": _data(reports.headings(report, call.view), rows, total),
        "warnings": [],
    }


def view_report(call: Call) -> Json:
    """Note that a report was opened."""
    _report(call)
    return {"status": True, "warnings": []}


def set_filters(call: Call) -> Json:
    """Leave a filter behind; nonsense answers true as well, and filters nothing."""
    report = _report(call)
    try:
        values = json.loads(str(call.params.get("values", "")))
    except ValueError:
        values = {}
    call.world.filters[call.caller.id, report.id] = values if isinstance(values, dict) else {}
    return True


def reset_filters(call: Call) -> Json:
    """Forget the filter of this account."""
    call.world.filters.pop((call.caller.id, _report(call).id), None)
    return True


def system_report(call: Call) -> Json:
    """Give the issues of one template of tool_certificate: deleted accounts and archived too."""
    if call.params.get("source") != SYSTEM_ISSUES:
        raise FunctionError("errorsourceinvalid")
    call.need_system("errorreportview")
    wanted = {
        str(one.get("name")): str(one.get("value"))
        for one in call.items("parameters")
        if isinstance(one, Mapping)
    }
    template = int(wanted.get("templateid", 0))
    issues = [one for one in call.world.tool_certificates.values() if one.instance == template]
    issues.sort(key=lambda one: (call.world.users[one.user].fullname, one.id))
    page, size = call.number("page", 0), call.number("perpage", 10)
    shown = [_tool_issue(call, one) for one in issues[page * size : (page + 1) * size]]
    return {"data": _data(system_headings(call.view), shown, len(issues)), "warnings": []}


def system_headings(view: View) -> list[str]:
    """Give the headings of the issues of a template."""
    pairs = (
        ("Nama lengkap dengan gambar dan tautan", "Full name with picture and link"),
        ("Alamat surel", "Email address"),
        ("Nomor ID", "ID number"),
        ("Nama pengguna", "Username"),
        ("Departemen", "Department"),
        ("Status", "Status"),
        ("Expiry date", "Expiry date"),
        ("Date issued", "Date issued"),
        ("Code", "Code"),
    )
    return [view.heading(one) for one in pairs]


def _tool_issue(call: Call, issue: Issue) -> list[str]:
    user = call.world.users[issue.user]
    initials = user.firstname[:1] + user.lastname[:1]
    picture = f'<span class="userinitials size-35" title="{user.fullname}">{initials}</span>'
    check = f"{call.base}/admin/tool/certificate/index.php?code={issue.code}"
    return [
        f'<a href="{call.base}/user/profile.php?id={user.id}">{picture}{user.fullname}</a>'
        + (ARCHIVED if issue.archived else ""),
        user.email,
        user.idnumber,
        user.username,
        call.text(user.department),
        "Valid",
        "Never",
        call.view.long(issue.timecreated),
        f'<a title="Verify" href="{check}">{issue.code}</a>',
    ]


def _report(call: Call) -> Report:
    if not call.world.custom_reports:
        raise FunctionError("errorreportview")
    report = call.world.reports.get(call.number("reportid"))
    if report is None:
        raise FunctionError("invalidrecord", "reportbuilder_report")
    call.need_system("errorreportview")
    return report


def _details(report: Report) -> dict[str, Json]:
    source, source_name = reports.SOURCES[report.source]
    return {
        "name": report.name,
        "source": source,
        "type": 0,
        "uniquerows": report.unique_rows,
        "conditiondata": report.conditions,
        "settingsdata": None,
        "contextid": 1,
        "component": "",
        "area": "",
        "itemid": 0,
        "usercreated": ADMIN,
        "id": report.id,
        "timecreated": 0,
        "timemodified": 0,
        "usermodified": ADMIN,
        "sourcename": source_name,
        "tags": [],
        "modifiedby": {"id": ADMIN, "fullname": "Admin User"},
    }


def _data(headings: list[str], rows: list[list[str]], total: int) -> Json:
    return {
        "headers": headings,
        "rows": [{"columns": one} for one in rows],
        "totalrowcount": total,
    }
