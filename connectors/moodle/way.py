"""Which way a site is read: a custom report where there is one, else person by person."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.errors import SourceChangedError, SourceRefusedError
from connectors.moodle.enrolled import ENROLLED, STATUS
from connectors.moodle.options import SiteOptions
from connectors.moodle.report import (
    ISSUES,
    LIST,
    RESET,
    RETRIEVE,
    Listing,
    list_reports,
    of_source,
    read_report,
    whole_first,
)
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle.site import COURSES, USERS, USERS_BY_FIELD, SiteInfo
from connectors.moodle.troubles import NO_WAY, REPORT

READER_NEEDS = "laporan khusus kelulusan, atau hak report/completion:view"
_NOT_OURS = frozenset({"errorreportview", "nopermissions", "cannotviewreport"})


class Way(StrEnum):
    """How completions are read."""

    REPORT = "report"
    ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The way, with what choosing it has brought already."""

    way: Way
    report: int | None = None
    listing: Listing | None = None
    issued_reports: tuple[int, ...] = ()
    """Custom reports of issued certificates that the account may open."""


async def choose(service: WebService, site: SiteInfo, options: SiteOptions) -> Chosen:
    """Find the best way that this token has.

    Raises:
        SourceRefusedError: it has none.
        SourceChangedError: the report that the settings name is not what it has to be.

    """
    may_report = site.has(LIST, RETRIEVE)
    reports = await open_reports(service) if may_report else []
    issued = tuple(of_source(reports, ISSUES))
    if options.report != "none" and may_report:
        named = options.report != "auto"
        candidates = [int(options.report)] if named else whole_first(reports)
        for report in candidates:
            listing = await _try_report(service, report, reset=site.has(RESET), named=named)
            if listing is not None and (named or _knows_accounts(listing, site)):
                return Chosen(Way.REPORT, report, listing, issued)
    if options.report not in {"auto", "none"}:
        raise SourceRefusedError(
            f"LMS menolak: layanan token ini tidak memuat {RETRIEVE}, padahal report = "
            f"{options.report}",
            trouble=NO_WAY,
        )
    if site.has(ENROLLED, STATUS, COURSES):
        return Chosen(Way.ENROLLED, issued_reports=issued)
    raise SourceRefusedError(
        f"LMS menolak: token ini tidak punya jalan untuk membaca kelulusan; perlu {READER_NEEDS}. "
        "Jalankan jampel check --connect untuk teks permintaan kepada admin LMS",
        trouble=NO_WAY,
    )


def _knows_accounts(listing: Listing, site: SiteInfo) -> bool:
    """Whether the accounts of its rows are linked, or can be asked for by their names."""
    return listing.columns.has("user") or site.has(USERS) or site.has(USERS_BY_FIELD)


async def open_reports(service: WebService) -> list[Mapping[str, Any]]:
    """Give the custom reports that the account may open; where it may open none there are none."""
    try:
        return await list_reports(service)
    except MoodleError as error:
        if error.errorcode in _NOT_OURS:
            return []
        refuse(error)


async def _try_report(
    service: WebService, report: int, *, reset: bool, named: bool
) -> Listing | None:
    try:
        listing = await read_report(service, report, reset=reset)
    except MoodleError as error:
        if not named and error.errorcode in _NOT_OURS:
            return None
        refuse(error)
    if listing.columns.tells_completions:
        return listing
    if named:
        raise SourceChangedError(
            f"laporan {report} tidak memuat kolom yang perlu: nama lengkap dengan tautan (atau "
            "nama pengguna), kursus dengan tautan (atau nama singkat), Time completed; kolomnya: "
            + ", ".join(listing.headers),
            trouble=REPORT,
        )
    return None
