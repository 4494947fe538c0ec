"""Turn what was landed of one course into rows: completions with their certificates."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from connectors.contract import Table, text_frame
from connectors.moodle.bundle import Bundle, Issued, read_bundle
from connectors.moodle.columns import Columns, columns_of, taker
from connectors.moodle.customfields import field_text
from connectors.moodle.display import shown_moment, words
from connectors.moodle.enrolled import completed_at, is_completed
from connectors.moodle.numbers import nip_among, without_nik
from connectors.moodle.options import SiteOptions

REVOKED = "LMS menyatakan kursus ini tidak (lagi) selesai"
NOT_COMPLETED = "belum selesai"
_JP_IN_NAME = re.compile(r"\(\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*JPL?\s*\)", re.IGNORECASE)
_OWN_FIELDS = frozenset({"idnumber", "username", "email"})
_MOST_PEOPLE = 16_384
"""An account says the same in each of its courses: of so many it is read once."""
Line = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Person:
    """An account as one answer tells of it."""

    user: int | None
    name: str
    email: str
    department: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """What may hold the NIP, as it came, by name in lower case."""


def read_page(body: bytes, options: SiteOptions) -> Table:
    """Read one bundle; pure."""
    return Table(text_frame(lines_of(read_bundle(body), options)))


def lines_of(bundle: Bundle, options: SiteOptions) -> list[Line]:
    """Give the rows of a bundle that is in its order: completions, then certificates alone."""
    lines = _report_lines(bundle, options) if bundle.headers else _status_lines(bundle, options)
    lines += _undone_lines(bundle, options)
    done = {line.get("account") for line in lines if not line.get("withdrawn")} - {None}
    once = {str(user) for user in bundle.once} - {str(user) for user in bundle.undone}
    held_by = {int(account["id"]): person_of(account) for account in bundle.holders}
    joined: dict[str, list[Issued]] = defaultdict(list)
    for at, one in enumerate(bundle.certificates):
        if bundle.course is not None and str(one.user) in done:
            joined[str(one.user)].append(one)
        elif str(one.user) in once:  # that completion counts on, with its certificate
            lines.append({"locator": _certificate_at(at), "ignored": "completion_known"})
        else:
            person = held_by.get(one.user or 0) or _holder(one)
            lines.append(_certificate_line(at, one, person, bundle, options))
    for line in lines:
        if line.get("ignored") is None and line.get("kind") is None:
            _add_certificate(line, joined.get(line["account"] or "", []))
    return [_with_defaults(line, options) for line in lines]


def _report_lines(bundle: Bundle, options: SiteOptions) -> list[Line]:
    columns = columns_of(bundle.headers, [row for _, row in bundle.rows])
    taught, told = _taught(bundle.course, options), people_in(columns, options.nip_fields)
    lines: list[Line] = []
    seen: set[int] = set()
    for at, (user, row) in enumerate(bundle.rows):
        where = f"records[{at}] rows[{at}]"
        completed = shown_moment(columns.cell(row, "completed"))
        if user is None or bundle.course is None:
            if completed is not None:
                lines.append(_refused(where, row))
            continue
        if completed is None:
            lines.append({"locator": where, "ignored": "not_yet_completed"})
            continue
        if user in seen:
            lines.append({"locator": where, "ignored": "repeated_row"})
            continue
        seen.add(user)
        line = _line(where, _about_account(user, told(row), options.nip_fields), taught)
        line["end_on"] = completed
        lines.append(line)
    return lines


def people_in(
    columns: Columns, nip_fields: Sequence[str]
) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Give what takes out of a row of a report all that tells whom it is about."""
    nips = [
        (columns.places if name in _OWN_FIELDS else columns.others).get(name)
        for name in map(str.lower, nip_fields)
    ]
    own = [columns.places.get(name) for name in ("user", "name", "email", "department")]
    return taker([*own, *nips])


def person_in(user: int | None, told: tuple[str, ...], nip_fields: Sequence[str]) -> Person:
    """Give whom a row of a report is about, by what `people_in` took out of it."""
    shown, name, email, department, *nips = told
    fields = dict(zip(map(str.lower, nip_fields), nips, strict=True))
    return Person(user, words(shown) or words(name), words(email), words(department), fields)


@lru_cache(maxsize=_MOST_PEOPLE)
def _about_account(user: int, told: tuple[str, ...], nip_fields: tuple[str, ...]) -> Line:
    return _about(person_in(user, told, nip_fields), nip_fields)


def _status_lines(bundle: Bundle, options: SiteOptions) -> list[Line]:
    taught = _taught(bundle.course, options)
    lines: list[Line] = []
    for at, account in enumerate(bundle.enrolled):
        status = bundle.statuses.get(int(account["id"]))
        if status is None or bundle.course is None or not is_completed(status):
            continue
        about = _about(person_of(account), options.nip_fields)
        line = _line(f"records[{at}] enrolled[{at}]", about, taught)
        lines.append(line | {"end_on": completed_at(status)})
    return lines


def _undone_lines(bundle: Bundle, options: SiteOptions) -> list[Line]:
    """Rows of completions that were there and of which the site now says: not completed."""
    if bundle.course is None:
        return []
    taught = _taught(bundle.course, options)
    known = {int(one["id"]): person_of(one) for one in bundle.users}
    return [
        _line(f"records[{user}] statuses.{user}", _about(known[user], options.nip_fields), taught)
        | {"withdrawn": REVOKED, "result": NOT_COMPLETED, "end_on": bundle.undone.get(user) or None}
        for user, status in bundle.statuses.items()
        if user in known and not is_completed(status)
    ]


def _taught(course: Mapping[str, Any] | None, options: SiteOptions) -> Line:
    """Say what all rows of a course have in common."""
    if course is None:
        return {}
    return {
        "course_id": str(course["id"]),
        "title": words(str(course.get("fullname", ""))),
        "jp": jp_of(course, options),
    }


def _line(where: str, about: Line, taught: Line) -> Line:
    return {
        **about,
        **taught,
        "key": f"completion:{about['account']}:{taught['course_id']}",
        "locator": where,
    }


def _about(person: Person, nip_fields: Sequence[str]) -> Line:
    return {
        "account": None if person.user is None else str(person.user),
        "nip": nip_of(person, nip_fields),
        "name": person.name or None,
        "email": person.email or None,
        "opd": person.department or None,
    }


def nip_of(person: Person, nip_fields: Sequence[str]) -> str | None:
    """Give the NIP that an account holds, as it will be read."""
    return nip_among([words(person.fields.get(name.lower(), "")) for name in nip_fields])


def jp_of(course: Mapping[str, Any], options: SiteOptions) -> str | None:
    """Give the JP of a course as it is printed: in its field, else in its name."""
    for one in course.get("customfields") or ():
        if one.get("shortname") == options.jp_field and (printed := field_text(one)):
            return printed
    found = _JP_IN_NAME.search(words(str(course.get("fullname", ""))))
    return found[1] if found else None


def _certificate_line(
    at: int, one: Issued, person: Person, bundle: Bundle, options: SiteOptions
) -> Line:
    """A certificate whose course is not completed, as far as can be seen: for a person."""
    taught = _taught(bundle.course, options)
    return _about(person, options.nip_fields) | {
        "key": f"certificate:{one.plugin}:{one.code}",
        "locator": _certificate_at(at),
        "kind": "certificate",
        "course_id": taught.get("course_id"),
        "title": taught.get("title") or _name_of(one),
        "jp": taught.get("jp"),
        "certificate_number": one.code,
        "certificate_on": one.issued_at or None,
    }


def _certificate_at(at: int) -> str:
    return f"records[{at}] certificates[{at}]"


def _name_of(one: Issued) -> str:
    template = one.raw.get("template")
    named = words(str(template.get("name", ""))) if isinstance(template, Mapping) else ""
    return named or f"Sertifikat {one.template}".strip()


def _holder(one: Issued) -> Person:
    if "user" in one.raw:
        return person_of(one.raw["user"])
    row = one.raw["columns"]
    columns = columns_of(one.raw["headers"], [row])
    fields = {name: columns.cell(row, name) for name in _OWN_FIELDS}
    name = words(columns.cell(row, "user")) or words(columns.cell(row, "name"))
    return Person(one.user, name, words(fields["email"]), "", fields)


def _add_certificate(line: Line, issued: Sequence[Issued]) -> None:
    """The newest that is not archived speaks; a re-issued one stays to be read."""
    if not issued:
        return
    ranked = sorted(issued, key=lambda one: (not one.archived, one.issued_at, one.code))
    speaking = ranked[-1]
    line["certificate_number"] = speaking.code
    line["certificate_on"] = speaking.issued_at or None
    if len(ranked) > 1:
        line["note"] = "Sertifikat lain: " + ", ".join(one.code for one in ranked[:-1])


def person_of(account: Mapping[str, Any]) -> Person:
    """Give whom an account is of."""
    fields = {
        str(one.get("shortname", "")).lower(): str(one.get("value") or "")
        for one in account.get("customfields") or ()
    }
    fields |= {name: str(account.get(name) or "") for name in _OWN_FIELDS}
    return Person(
        user=int(account["id"]),
        name=words(str(account.get("fullname", ""))),
        email=words(fields["email"]),
        department=words(str(account.get("department", ""))),
        fields=fields,
    )


def _refused(where: str, row: Sequence[str]) -> Line:
    return {
        "locator": where,
        "refused": "row_malformed",
        "refused_value": "akun atau kursus baris ini tidak dikenali: "
        + without_nik(" | ".join(row))[:120],
    }


def _with_defaults(line: Line, options: SiteOptions) -> Line:
    if not options.defaults or line.get("ignored") or line.get("refused"):
        return line
    return line | {name: text for name, text in options.defaults.items() if not line.get(name)}
