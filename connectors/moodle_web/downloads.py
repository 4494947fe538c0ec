"""Files that the site hands out: what came is a table that we know, or it is kept and told."""

import csv
import io
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.http.answer import Answer
from connectors.http.recognise import HTML, refuse_stand_ins
from connectors.http.statuses import NotThereError
from connectors.moodle.report import Listing
from connectors.moodle_web.pages import ChangedAnswerError, download_id
from connectors.moodle_web.session import Asked, WebSession

COMPLETION = "report/completion/index.php"
REPORT = "reportbuilder/download.php"
CUSTOMCERT = "mod/customcert/view.php"
TEMPLATE = "admin/tool/certificate/certificates.php"
COMPLETED = frozenset({"course complete", "kursus selesai"})
"""Heading of the last column; an old language pack may be half English."""
_NOBODY = "errorbox errorboxcontent"
"""What stands in a box of its own, instead of a file, where nobody is in the course."""
_ENROL = "/enrol/index.php"
_LEAST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Shut:
    """A course whose report is not for us, or that has none."""

    lacks_right: bool


async def completions(session: WebSession, course: int) -> Listing | Shut:
    """Read who completed a course: the id of the account stands first, the time last.

    Letters that somebody clicked once cut this list ever after: only empty ones undo them. Group 0
    is all groups.
    """
    asked: Asked = {"course": course, "format": "csv", "sifirst": "", "silast": "", "group": 0}
    try:
        answer = await session.get(COMPLETION, asked)
    except NotThereError:  # completion is off, or nothing says what it takes
        return Shut(lacks_right=False)
    if urlsplit(answer.url).path.endswith(_ENROL):
        return Shut(lacks_right=True)
    if answer.media_type in HTML and _NOBODY in answer.text():
        return Shut(lacks_right=False)
    table = _table(answer)
    last = table.headers[-1].strip().lower()
    if (
        len(table.headers) < _LEAST_COLUMNS
        or table.headers[0].strip() != "ID"
        or last not in COMPLETED
    ):
        raise ChangedAnswerError(
            "laporan penyelesaian tidak lagi dimulai dengan ID dan diakhiri Course complete; "
            f"kolomnya: {', '.join(table.headers)[:300]}",
            answer,
        )
    return table


async def report(session: WebSession, number: int) -> Listing:
    """Read a custom report; a download has no links, so names have to say who and what."""
    answer = await session.get(REPORT, {"id": number, "download": "csv"}, signed=True)
    table = _table(answer)
    columns = table.columns
    if not (
        columns.has("completed")
        and columns.has("username")
        and columns.has("shortname", "course_idnumber", "course_name", "course")
    ):
        raise ChangedAnswerError(
            f"laporan {number} tidak memuat kolom yang perlu: Username, Course short name, "
            f"Time completed; kolomnya: {', '.join(table.headers)[:300]}",
            answer,
        )
    return table


async def template(session: WebSession, number: int) -> Listing | None:
    """Read the certificates of a template of tool_certificate; null where there is none."""
    try:
        page = await session.page(TEMPLATE, {"templateid": number})
    except NotThereError:
        return None
    found = download_id(page)
    if found is None:
        return None
    asked: Asked = {"id": found, "download": "csv", "parameters": f'{{"templateid":{number}}}'}
    answer = await session.get(REPORT, asked, signed=True)
    table = _table(answer)
    if not table.columns.tells_certificates:
        raise ChangedAnswerError(
            "daftar sertifikat tidak memuat Code, Date issued dan Username; kolomnya: "
            + ", ".join(table.headers)[:300],
            answer,
        )
    return table


async def issues(session: WebSession, number: int) -> Listing:
    """Read the certificates that one customcert issued."""
    answer = await session.get(CUSTOMCERT, {"id": number, "download": "csv"})
    table = _table(answer)
    columns = table.columns
    if not (columns.has("code") and columns.has("username") and "awarded on" in columns.others):
        raise ChangedAnswerError(
            "daftar sertifikat tidak memuat Awarded on, Code dan Username; kolomnya: "
            + ", ".join(table.headers)[:300],
            answer,
        )
    return table


def _table(answer: Answer) -> Listing:
    if answer.media_type in HTML:
        refuse_stand_ins(answer, html_expected=True)
        raise ChangedAnswerError("halaman HTML, bukan berkas CSV", answer)
    try:
        rows = list(csv.reader(io.StringIO(answer.text(), newline=""), strict=True))
    except csv.Error as error:
        raise ChangedAnswerError("berkas ini bukan CSV yang utuh", answer) from error
    if not rows or not rows[0]:
        raise ChangedAnswerError("berkas kosong, tanpa judul kolom", answer)
    return Listing(rows[0], [row for row in rows[1:] if row])
