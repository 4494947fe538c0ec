"""Read a report of Moodle's report builder to its end, and make sure that it is all of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.errors import SourceChangedError, SourceUnavailableError
from connectors.moodle.columns import Columns, columns_of
from connectors.moodle.service import WebService

LIST = "core_reportbuilder_list_reports"
RETRIEVE = "core_reportbuilder_retrieve_report"
RESET = "core_reportbuilder_filters_reset"
SYSTEM = "core_reportbuilder_retrieve_system_report"
PARTICIPANTS = "\\participants"
ISSUES = "tool_certificate\\reportbuilder\\datasource\\issues"
PAGE_ROWS = 5000
PASSES = 3
_LISTED = 100
_ONLY_COMPLETED = frozenset({("completion:timecompleted_operator", "1"),
                             ("completion:completed_operator", "1")})  # fmt: skip
"""Conditions that a report of completions should have: not empty, and yes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All rows of a report as they came."""

    headers: list[str]
    rows: list[list[str]]

    @property
    def columns(self) -> Columns:
        """Give which column says what."""
        return columns_of(self.headers, self.rows)


async def list_reports(service: WebService) -> list[Mapping[str, Any]]:
    """Give the custom reports that the account may open, by id.

    Raises:
        MoodleError: it may open none, or the site has custom reports switched off.

    """
    found: list[Mapping[str, Any]] = []
    for page in range(_LISTED):
        asked = {"page": page, "perpage": _LISTED}
        listed = (await service.try_call(LIST, asked))["reports"]
        found += listed
        if len(listed) < _LISTED:
            break
    return sorted(found, key=lambda one: int(one["id"]))


def of_source(reports: Sequence[Mapping[str, Any]], source: str) -> list[int]:
    """Give the ids of the reports that are made of this source."""
    return [int(one["id"]) for one in reports if str(one.get("source", "")).endswith(source)]


def whole_first(reports: Sequence[Mapping[str, Any]]) -> list[int]:
    """Give the reports of participants: first those that leave nobody out by a condition."""
    ordered = sorted(reports, key=lambda one: leaves_out(one.get("conditiondata")))
    return of_source(ordered, PARTICIPANTS)


def leaves_out(conditions: str | None) -> bool:
    """Whether conditions of a report cut more than those who have not completed.

    Args:
        conditions: as the report builder stores them, `{"completion:completed_operator": 1, ...}`;
            of an operator 0 is "any value".

    """
    try:
        stored = json.loads(conditions or "{}")
    except ValueError:
        return True
    said = stored if isinstance(stored, dict) else {}
    chosen = {(name, str(value)) for name, value in said.items() if _chooses(name, value, said)}
    return bool(chosen - _ONLY_COMPLETED)


def _chooses(name: str, value: object, said: Mapping[str, object]) -> bool:
    if name.endswith("_operator"):
        return str(value) != "0"
    # a list of courses or categories has values and no operator; the others' values follow theirs
    condition = name.rpartition("_")[0]
    return value not in (None, "", "0", 0, []) and f"{condition}_operator" not in said


async def read_report(service: WebService, report: int, *, reset: bool) -> Listing:
    """Read a custom report; a filter that somebody left behind on this account is taken off.

    Raises:
        MoodleError: the report may not be read.

    """
    if reset:
        await service.try_call(RESET, {"reportid": report})
    return await _whole(service, RETRIEVE, {"reportid": report})


async def read_template(service: WebService, template: int) -> Listing:
    """Read the issued certificates of one template of tool_certificate."""
    return await _whole(service, SYSTEM, _of_template(template))


def _of_template(template: int) -> dict[str, object]:
    return {
        "source": "tool_certificate\\reportbuilder\\local\\systemreports\\issues",
        "context": {"contextid": 1},
        "parameters": [{"name": "templateid", "value": template}],
    }


async def count_rows(service: WebService, report: int) -> int:
    """Ask how many rows a report has, by one small request."""
    return await _count(service, RETRIEVE, {"reportid": report})


async def count_issues(service: WebService, template: int) -> int:
    """Ask how many certificates of a template were issued, by one small request."""
    return await _count(service, SYSTEM, _of_template(template))


async def _count(service: WebService, function: str, params: Mapping[str, object]) -> int:
    found = await service.try_call(function, {**params, "page": 0, "perpage": 1})
    return int(found["data"]["totalrowcount"])


async def _whole(service: WebService, function: str, params: Mapping[str, object]) -> Listing:
    """Read all pages; where rows came or went meanwhile, all are read once more."""
    for _ in range(PASSES):
        listing = await _one_pass(service, function, params)
        if listing is not None:
            return listing
    raise SourceUnavailableError(
        "laporan LMS terus berubah selama dibaca, atau halamannya berulang; dicoba lagi nanti"
    )


async def _one_pass(
    service: WebService, function: str, params: Mapping[str, object]
) -> Listing | None:
    first = await _page(service, function, params, 0)
    headers, total = first["headers"], int(first["totalrowcount"])
    rows = _cells(first)
    seen = [rows]
    while len(rows) < total:
        page = await _page(service, function, params, len(seen))
        came = _cells(page)
        moved = page["headers"] != headers or int(page["totalrowcount"]) != total
        if moved or not came or came in seen:
            return None
        seen.append(came)
        rows = rows + came
    return Listing(headers, rows) if len(rows) == total else None


async def _page(
    service: WebService, function: str, params: Mapping[str, object], page: int
) -> dict[str, Any]:
    asked = {**params, "page": page, "perpage": PAGE_ROWS}
    answer = await service.try_call(function, asked)
    try:
        data = answer["data"]
        _ = data["headers"], data["rows"], data["totalrowcount"]
    except (KeyError, TypeError) as error:
        raise SourceChangedError(f"jawaban {function} tidak berbentuk laporan") from error
    return dict(data)


def _cells(page: Mapping[str, Any]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row["columns"]] for row in page["rows"]]
