"""Turn what a login brought of one course into rows: by the same rules as what a token brings."""

from collections.abc import Mapping
from typing import Any

from connectors.contract import Table, text_frame
from connectors.moodle.bundle import Bundle
from connectors.moodle.columns import Columns, columns_of
from connectors.moodle.display import words
from connectors.moodle.numbers import without_nik
from connectors.moodle.options import SiteOptions
from connectors.moodle.read import Line, lines_of
from connectors.moodle.times import epoch_of
from connectors.moodle.told import Told, read_told

_NAME = 1
"""Place of the name in a completion report; before it stands the id of the account."""
_IDENTITY = ("username", "idnumber", "email", "department")


def read_page(body: bytes, options: SiteOptions) -> Table:
    """Read one page; pure.

    Its rows become the bundle that a token would have brought, and that is read.
    """
    told = read_told(body)
    bundle = Bundle(
        told.course,
        undone=told.undone,
        once=told.once,
        certificates=told.certificates,
        holders=told.holders,
    )
    left_out, places = _fill(bundle, told)
    lines = lines_of(bundle.ordered(), options)
    for line in lines:
        if line.get("kind") is None and line.get("ignored") is None:
            line["locator"] = places[line["account"] or ""]
    return Table(text_frame(lines + left_out))


def _fill(bundle: Bundle, told: Told) -> tuple[list[Line], dict[str, str]]:
    columns = columns_of(told.headers, [row for _, row in told.rows])
    known = {int(one["id"]): one for one in told.users}
    left_out: list[Line] = []
    places: dict[str, str] = {}
    for at, (user, row) in enumerate(told.rows):
        where = f"records[{at}] rows[{at}]"
        if user is None or told.course is None or len(row) != len(told.headers):
            left_out.append(_refused(where, "akun, kursus atau kolom tidak dikenali", row))
            continue
        if str(user) in places:
            left_out.append({"locator": where, "ignored": "repeated_row"})
            continue
        try:
            status = _status(columns, row, told.zone)
        except ValueError:
            left_out.append(_refused(where, "waktu selesai tidak terbaca", row))
            continue
        if not status["completed"] and user not in told.undone:
            left_out.append({"locator": where, "ignored": "not_yet_completed"})
            continue
        places[str(user)] = where
        bundle.statuses[user] = status
        account = account_of(user, row, columns, known.get(user, {}))
        (bundle.enrolled if status["completed"] else bundle.users).append(account)
    for user in sorted(told.undone.keys() & known.keys()):
        if str(user) not in places:  # a report of completions has no row of him any more
            places[str(user)] = f"records[{user}] undone.{user}"
            bundle.statuses[user] = {"completed": False}
            bundle.users.append(known[user])
    return left_out, places


def _status(columns: Columns, row: list[str], zone: str) -> dict[str, Any]:
    shown = (columns.cell(row, "completed") if columns.has("completed") else row[-1]).strip()
    if not shown:
        return {"completed": False}
    criterion = {"complete": True, "timecompleted": epoch_of(shown, zone)}
    return {"completed": True, "completions": [criterion]}


def account_of(
    user: int, row: list[str], columns: Columns, known: Mapping[str, Any]
) -> dict[str, Any]:
    """Join what the row says of a person and what the account holds; the account knows better."""
    name = columns.cell(row, "name") or columns.cell(row, "user")
    if not columns.has("completed"):
        name = row[_NAME]
    said: dict[str, Any] = {one: words(columns.cell(row, one)) for one in _IDENTITY}
    said |= {"id": user, "fullname": words(name)}
    if columns.has("completed"):
        said["customfields"] = [
            {"shortname": heading, "value": row[place]} for heading, place in columns.others.items()
        ]
    return said | {field: value for field, value in known.items() if value}


def _refused(where: str, why: str, row: list[str]) -> Line:
    return {
        "locator": where,
        "refused": "row_malformed",
        "refused_value": f"{why}: " + without_nik(" | ".join(row))[:120],
    }
