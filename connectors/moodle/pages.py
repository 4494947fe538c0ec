"""Read a landed page of a site, by whichever of the two connectors it came.

A source may change from a login to a token and back: what was landed before is read on.
"""

from connectors.contract import Page, Table, text_frame
from connectors.moodle import bundle, read, read_told, told
from connectors.moodle.options import SiteOptions


def read_any(page: Page, options: SiteOptions) -> Table:
    """Turn what was said of one course into rows; pure."""
    match page.media_type:
        case bundle.MEDIA_TYPE:
            return read.read_page(page.body, options)
        case told.MEDIA_TYPE:
            return read_told.read_page(page.body, options)
        case _:  # an answer that was kept to be looked at
            return Table(text_frame([{"locator": page.name, "ignored": "changed_answer"}]))
