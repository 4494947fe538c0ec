"""Read the certificates that a token may see, with the sign of each listing of them."""

from collections.abc import Mapping

from connectors.moodle.bundle import Issued
from connectors.moodle.certificates import CUSTOMCERT, from_listing, read_customcerts
from connectors.moodle.report import RESET, SYSTEM, read_report, read_template
from connectors.moodle.service import NO_RIGHT, MoodleError, WebService, refuse
from connectors.moodle.site import SiteInfo
from connectors.moodle.way import Chosen

EMPTY_TEMPLATES = 3
"""After so many template numbers without issues no more are tried."""
Found = tuple[list[Issued], dict[str, str]]
"""Certificates, and what tells whether there are others."""


async def read_issued(
    service: WebService, site: SiteInfo, chosen: Chosen, accounts: Mapping[str, int]
) -> Found:
    """Read those of mod_customcert and of tool_certificate."""
    issued, signs = await _customcerts(service, site)
    more, more_signs = await _tool_certificates(service, site, chosen, accounts)
    return issued + more, signs | more_signs


async def _customcerts(service: WebService, site: SiteInfo) -> Found:
    if not site.has(CUSTOMCERT):
        return [], {}
    try:
        issued = await read_customcerts(service)
    except MoodleError as error:
        if error.errorcode in NO_RIGHT:
            return [], {}
        refuse(error)
    return issued, {"customcert:": str(issued[0].raw["issue"]["id"]) if issued else ""}


async def _tool_certificates(
    service: WebService, site: SiteInfo, chosen: Chosen, accounts: Mapping[str, int]
) -> Found:
    for report in chosen.issued_reports:
        try:
            listing = await read_report(service, report, reset=site.has(RESET))
        except MoodleError as error:
            if error.errorcode in NO_RIGHT:
                continue
            refuse(error)
        if listing.columns.tells_certificates:
            return from_listing(listing, accounts), {f"report:{report}": str(len(listing.rows))}
    return await _by_template(service, accounts) if site.has(SYSTEM) else ([], {})


async def _by_template(service: WebService, accounts: Mapping[str, int]) -> Found:
    """No function names the templates: their numbers are tried from 1."""
    issued: list[Issued] = []
    signs: dict[str, str] = {}
    template = empty = 0
    while empty < EMPTY_TEMPLATES:
        template += 1
        try:
            listing = await read_template(service, template)
        except MoodleError as error:
            if error.errorcode not in NO_RIGHT:
                refuse(error)
            if error.errorcode != "invalidrecord":
                break
            empty += 1
            continue
        issued += from_listing(listing, accounts, str(template))
        empty = 0 if listing.rows else empty + 1
        if listing.rows:  # the first of a new template is seen with the next comparison
            signs[f"template:{template}"] = str(len(listing.rows))
    return issued, signs
