"""Which way a token will take, as whom, how much is seen, and what will be missing."""

from typing import Any

from connectors.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.http.statuses import NotThereError
from connectors.moodle.display import words
from connectors.moodle.enrolled import ENROLLED, STATUS
from connectors.moodle.options import SiteOptions
from connectors.moodle.probing.asking import (
    READ_CERTIFICATES,
    READ_COMPLETIONS,
    READ_COURSES,
    READ_CUSTOMCERTS,
    READ_PEOPLE,
    READ_REPORTS,
)
from connectors.moodle.probing.certificates import look_for_certificates
from connectors.moodle.probing.found import Found
from connectors.moodle.probing.people import look_at_people
from connectors.moodle.probing.report import look_at_report
from connectors.moodle.report import LIST, RETRIEVE
from connectors.moodle.service import WebService
from connectors.moodle.site import COURSES, SiteInfo, read_courses, read_site
from connectors.moodle.troubles import (
    ACCESS,
    ACCOUNT,
    NO_RIGHT,
    NO_WAY,
    NOT_MOODLE,
    SERVICES_OFF,
    TOKEN,
)
from connectors.moodle.way import Chosen, choose
from connectors.probe import Probe
from connectors.troubles import CHANGED, FORBIDDEN, OTHER_PAGE

_ALL_RIGHTS = (*READ_COURSES, *READ_PEOPLE, *READ_COMPLETIONS, *READ_REPORTS, *READ_CUSTOMCERTS,
               *READ_CERTIFICATES)  # fmt: skip
Courses = dict[int, dict[str, Any]]


async def probe(service: WebService, options: SiteOptions) -> Probe:
    """Look at a site as a fetch would, but for what costs a call for each person."""
    found = Found(options)
    try:
        site = await _site(service)
    except SourceRefusedError as error:
        if error.trouble not in {TOKEN, ACCESS, ACCOUNT, SERVICES_OFF}:
            raise
        return _not_let_in(found, error)
    try:
        courses = await _courses(service, site, found)
        chosen = await choose(service, site, options)
    except (SourceRefusedError, SourceChangedError) as error:
        _no_way(site, found, error)
    else:
        await _look(service, site, found, chosen, courses)
    release = f"Moodle {site.release.partition(' ')[0]}"
    return found.as_probe(site=words(site.name), release=release, username=site.username)


async def _look(
    service: WebService, site: SiteInfo, found: Found, chosen: Chosen, courses: Courses
) -> None:
    if chosen.listing is not None:
        await look_at_report(service, site, found, chosen, courses)
    else:
        await look_at_people(service, site, found, courses)
    found.look_for_jp(courses.values())
    await look_for_certificates(service, site, found, chosen)


async def _site(service: WebService) -> SiteInfo:
    """Ask who we are; what stands in the way there has a meaning of its own."""
    try:
        return await read_site(service)
    except SourceRefusedError as error:
        if error.trouble is not FORBIDDEN:
            raise
        raise SourceRefusedError(str(error), trouble=SERVICES_OFF) from error
    except SourceChangedError as error:
        known = isinstance(error, NotThereError) or error.trouble in {CHANGED, OTHER_PAGE}
        raise SourceChangedError(
            str(error), trouble=NOT_MOODLE if known else error.trouble
        ) from error


async def _courses(service: WebService, site: SiteInfo, found: Found) -> Courses:
    if not site.has(COURSES):
        raise SourceRefusedError(f"layanan token ini tidak memuat {COURSES}", trouble=NO_WAY)
    courses = await read_courses(service)
    found.counts["courses"] = len(courses)
    if not courses:
        raise SourceRefusedError("akun ini tidak melihat satu kursus pun", trouble=NO_RIGHT)
    return courses


def _not_let_in(found: Found, error: SourceError) -> Probe:
    """Nothing is known but that we are refused: all that is needed is asked for."""
    found.trouble = error.trouble
    found.detail = str(error)
    found.needs.services = error.trouble is SERVICES_OFF
    found.needs.token = True
    found.needs.rights += _ALL_RIGHTS
    found.needs.report = True
    return found.as_probe(site="", release="", username="")


def _no_way(site: SiteInfo, found: Found, error: SourceError) -> None:
    found.trouble = error.trouble
    missing = {COURSES, LIST, RETRIEVE, ENROLLED, STATUS} - site.functions
    found.needs.functions |= missing
    found.needs.rights += _ALL_RIGHTS
    found.needs.report = True
    why = str(error)
    if missing:
        why = f"fungsi {', '.join(sorted(missing))} tidak ada dalam layanan token ini"
    found.lack("semua kelulusan", why)
