"""What stands in the pages of Moodle that is needed to ask on; no link in them is followed."""

import json
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selectolax.lexbor import LexborHTMLParser

from connectors.errors import SourceChangedError
from connectors.http.answer import Answer
from connectors.http.recognise import refuse_stand_ins
from connectors.troubles import Trouble

KEPT_BYTES = 1_000_000
_ONCE = re.compile(rb"(sesskey|logintoken)([^\w<>]{1,6}(?:value=.)?)\w+")
_CUSTOMCERT = re.compile(r"(?:\A|/)view\.php\?id=(\d+)\Z")
_CONFIG = re.compile(r"M\.cfg\s*=\s*(?=\{)")


class ChangedAnswerError(SourceChangedError):
    """An answer is not laid out as we know it; it is kept, for a person to look at."""

    def __init__(self, reason: str, answer: Answer, *, trouble: Trouble | None = None) -> None:
        super().__init__(f"{answer.url}: {reason}", trouble=trouble)
        self.answer = answer

    def kept(self) -> bytes:
        """Give what came, without the keys of the session."""
        return _ONCE.sub(rb"\1\2***", self.answer.body)[:KEPT_BYTES]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page says of who looks at it."""

    sesskey: str
    zone: str
    """Time zone in which this account is shown times."""


def login_token(answer: Answer) -> str:
    """Give the token that the login form wants back; older sites have none."""
    form = LexborHTMLParser(answer.text()).css_first("input[name=logintoken]")
    return str(form.attributes.get("value") or "") if form is not None else ""


def visit(answer: Answer) -> Visit:
    """Read M.cfg, which every page has for its own scripts: without it, this is no page of Moodle.

    Only then is it asked what else it is: a course may well be called "dalam pemeliharaan".
    """
    text = answer.text()
    found = _CONFIG.search(text)
    if found is None:
        refuse_stand_ins(answer, html_expected=True)
        raise ChangedAnswerError("tidak ada M.cfg: bukan halaman Moodle setelah masuk", answer)
    try:
        config, _ = json.JSONDecoder().raw_decode(text, found.end())
        seen = Visit(str(config["sesskey"]), str(config["usertimezone"]))
        ZoneInfo(seen.zone)
    except (ValueError, KeyError, ZoneInfoNotFoundError) as error:
        raise ChangedAnswerError(
            "M.cfg tidak memuat sesskey dan zona waktu yang dikenal", answer
        ) from error
    return seen


def course_boxes(answer: Answer) -> dict[int, dict[str, Any]]:
    """Give the courses that a list shows: id and name, no more stands there."""
    found: dict[int, dict[str, Any]] = {}
    for box in LexborHTMLParser(answer.text()).css("div.coursebox[data-courseid]"):
        number = str(box.attributes.get("data-courseid") or "")
        name = box.css_first(".coursename")
        if number.isdecimal() and name is not None:
            found[int(number)] = {"id": int(number), "fullname": name.text(strip=True)}
    return found


def categories(answer: Answer) -> list[int]:
    """Give the categories that a list of courses shows."""
    nodes = LexborHTMLParser(answer.text()).css("[data-categoryid]")
    numbers = {str(one.attributes.get("data-categoryid") or "") for one in nodes}
    return sorted(int(one) for one in numbers if one.isdecimal())


def stored_name(answer: Answer) -> str | None:
    """Give the name of a course as it is stored: only its form shows all of it."""
    field = LexborHTMLParser(answer.text()).css_first("input[name=fullname]")
    return str(field.attributes.get("value") or "") or None if field is not None else None


def customcert_pages(answer: Answer) -> list[int]:
    """Give the numbers of the certificates of a course, from the list of them."""
    links = LexborHTMLParser(answer.text()).css("table td a[href]")
    found = (_CUSTOMCERT.search(str(one.attributes.get("href") or "")) for one in links)
    return sorted({int(one[1]) for one in found if one is not None})


def download_id(answer: Answer) -> int | None:
    """Give the number under which the table of a page may be downloaded."""
    for form in LexborHTMLParser(answer.text()).css("form"):
        if "reportbuilder/download.php" in str(form.attributes.get("action") or ""):
            field = form.css_first("input[name=id]")
            number = str(field.attributes.get("value") or "") if field is not None else ""
            return int(number) if number.isdecimal() else None
    return None
