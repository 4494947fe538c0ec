"""Whether the codes of certificates will be read, by one small call for each plugin."""

from connectors.moodle.certificates import CUSTOMCERT, newest_customcert
from connectors.moodle.probing.asking import READ_CERTIFICATES, READ_CUSTOMCERTS
from connectors.moodle.probing.found import Found
from connectors.moodle.report import SYSTEM, count_rows, read_template
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle.site import SiteInfo
from connectors.moodle.way import Chosen

NO_RIGHT = frozenset({"nopermissions", "errorreportview", "cannotviewreport"})
ABSENT = frozenset({"errorsourceinvalid", "invalidrecord"})
"""The site has no such plugin, or no such template."""
WITHOUT = "kode sertifikat {}: kelulusannya dihitung, tetapi tanpa nomor sertifikat"


async def look_for_certificates(
    service: WebService, site: SiteInfo, found: Found, chosen: Chosen
) -> None:
    """Ask both plugins."""
    await _customcert(service, site, found)
    if not await _is_reported(service, chosen):
        await _tool_certificate(service, site, found)


async def _customcert(service: WebService, site: SiteInfo, found: Found) -> None:
    without = WITHOUT.format("mod_customcert")
    if not site.has(CUSTOMCERT):
        found.needs.functions.add(CUSTOMCERT)
        found.lack(without, f"fungsi {CUSTOMCERT} tidak ada dalam layanan token ini (ada sejak "
                   "plugin 4.4.7; layanan aplikasi mobile tidak memuatnya)")  # fmt: skip
        return
    try:
        await newest_customcert(service)
    except MoodleError as error:
        if _lacks_right(error):
            found.needs.rights += READ_CUSTOMCERTS
            found.lack(without, f"akun ini tanpa hak {READ_CUSTOMCERTS[0]} di tingkat situs")


async def _is_reported(service: WebService, chosen: Chosen) -> bool:
    """Whether a custom report tells the certificates of tool_certificate."""
    for report in chosen.issued_reports:
        try:
            await count_rows(service, report)
        except MoodleError as error:
            _lacks_right(error)
        else:
            return True
    return False


async def _tool_certificate(service: WebService, site: SiteInfo, found: Found) -> None:
    without = WITHOUT.format("tool_certificate")
    if not site.has(SYSTEM):
        found.needs.functions.add(SYSTEM)
        found.lack(without, f"fungsi {SYSTEM} tidak ada dalam layanan token ini")
        return
    try:
        await read_template(service, 1)
    except MoodleError as error:
        if _lacks_right(error):
            found.needs.rights += READ_CERTIFICATES
            found.lack(without, f"akun ini tanpa hak {READ_CERTIFICATES[0]} di tingkat situs")


def _lacks_right(error: MoodleError) -> bool:
    """Whether a right is missing, rather than the plugin; anything else ends the probe."""
    if error.errorcode not in NO_RIGHT | ABSENT:
        refuse(error)
    return error.errorcode in NO_RIGHT
